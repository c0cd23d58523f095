internal import Glibc
internal import NeuralNetworks
internal import Tensors
internal import TimeSeries

/// A network that was trained on the histories of a lesson.
struct TrainedSequences: Sendable {
  let network: SequenceNetwork
  let horizon: Int64
  /// The number of tokens learnt in a second, over all epochs.
  let tokensPerSecond: Double

  /// How a network is trained.
  struct Plan: Sendable {
    var epochs = 40
    var batchSize = 32
    var learningRate = 2e-3
    var dropout = 0.3
    var patience = 4
    /// The share of the users that only say when to stop.
    var validationShare = 0.1
  }

  init(
    _ shape: SequenceNetwork.Shape,
    _ plan: Plan,
    learningFrom lesson: Lesson,
    options: RelevanceOptions
  ) throws(IntensityError) {
    horizon = lesson.horizon
    var random = RandomStream(seed: options.seed, name: "sequences")
    let states = lesson.histories.filter { !$0.history.isEmpty }.shuffled(using: &random)
    guard !states.isEmpty else { throw .noHistory }
    let held = Int(Double(states.count) * plan.validationShare)
    func pieces(_ states: some Sequence<UserState>) -> [SequenceExamples.Piece] {
      states.flatMap {
        SequenceExamples.pieces(
          of: $0,
          in: lesson.log,
          horizon: lesson.horizon,
          length: shape.length
        )
      }
    }
    let validation = SequenceExamples.batches(
      pieces(states.prefix(held)),
      size: plan.batchSize,
      using: &random
    )
    let training = SequenceExamples.batches(
      pieces(states.dropFirst(held)),
      size: plan.batchSize,
      using: &random
    )
    var steps = TrainingPlan(
      examples: training.count,
      batchSize: 2,
      epochs: options.epochs ?? plan.epochs,
      seed: options.seed
    )
    // Two batches at a time, on two threads; the result is the same on one.
    steps.parts = 2
    // The loss of gaps swings more from epoch to epoch.
    let patience = shape.hasGaps ? 3 * plan.patience : plan.patience
    steps.patience = validation.isEmpty ? nil : patience
    steps.gradientLimit = 5
    steps.schedule = .constant
    var trainer = Trainer(
      SequenceNetwork(shape, using: &random),
      Adam(learningRate: plan.learningRate, decay: .decoupled(0.01)),
      steps
    )
    let clock = ContinuousSeconds()
    let total = Double(steps.stepCount)
    do {
      try trainer.run(
        stop: options.stop,
        progress: { options.progress(Double($0.step) / total) },
        validation: { network in
          validation.isEmpty ? nil : Self.loss(of: network, on: validation)
        },
        loss: { network, batch in
          var random: RandomStream? = batch.random
          var loss = Tensor(0)
          for example in batch.examples.values {
            loss =
              loss
              + Self.loss(
                of: network,
                on: training[Int(example)],
                dropout: plan.dropout,
                using: &random
              ).mean
          }
          return loss / Double(max(batch.examples.values.count, 1))
        }
      )
    } catch {
      throw .diverged
    }
    network = trainer.bestModel
    let tokens = training.reduce(0) { $0 + $1.targets.tokens.count }
    tokensPerSecond =
      Double(tokens) * Double(trainer.step) / Double(steps.stepsPerEpoch) / max(clock.elapsed, 1e-9)
  }

  /// The loss of one batch: the mean over its tokens, and how many these are.
  private static func loss(
    of network: SequenceNetwork,
    on batch: SequenceExamples.Batch,
    dropout: Double = 0,
    using random: inout RandomStream?
  ) -> (mean: Tensor, count: Int) {
    let hasGaps = network.shape.hasGaps
    let hidden = network.hidden(
      batch.ids,
      gaps: hasGaps ? batch.gaps : nil,
      dropout: dropout,
      using: &random
    )
    let rows = hidden.reshaped(to: [-1, network.shape.size])
    let (places, tokens) = batch.targets
    var loss = network.tokenLoss(
      rows.gathered(at: Indices(places)),
      Indices(tokens, shape: [tokens.count])
    )
    if hasGaps {
      let (known, open) = (batch.nextGaps, batch.openGaps)
      func logarithms(_ part: (places: [Int], gaps: [Float])) -> (
        density: Tensor, survival: Tensor
      )? {
        part.places.isEmpty
          ? nil
          : network.gapLogarithms(
            rows.gathered(at: Indices(part.places)),
            Tensor(floats: part.gaps, shape: [part.gaps.count])
          )
      }
      // The density is that of the logarithm, whose scale is that of the other loss.
      if let logs = logarithms(known) {
        let gaps = Tensor(floats: known.gaps, shape: [known.gaps.count])
        loss = loss - (logs.density + gaps).sum() / Double(tokens.count)
      }
      if let logs = logarithms(open) {
        loss = loss - logs.survival.sum() / Double(tokens.count)
      }
    }
    return (loss, tokens.count)
  }

  private static func loss(
    of network: SequenceNetwork,
    on batches: [SequenceExamples.Batch]
  ) -> Double {
    var (sum, count) = (0.0, 0)
    for batch in batches {
      var random: RandomStream?
      let loss = loss(of: network, on: batch, using: &random)
      sum += loss.mean.scalar * Double(loss.count)
      count += loss.count
    }
    return sum / Double(max(count, 1))
  }

  /// What the network knows at the end of some histories: a row each.
  func lastHidden(of states: [UserState], in log: EventLog) -> Tensor {
    let batch = SequenceExamples.Batch(
      pieces: states.map {
        SequenceExamples.context(
          of: $0,
          in: log,
          horizon: horizon,
          length: network.shape.length,
          tokenCount: network.shape.tokenCount
        )
      }
    )
    var random: RandomStream?
    let hidden = network.hidden(
      batch.ids,
      gaps: network.shape.hasGaps ? batch.gaps : nil,
      dropout: 0,
      using: &random
    )
    let length = batch.length
    let places = batch.pieces.enumerated().map { $0.offset * length + $0.element.inputs.count - 1 }
    return hidden.reshaped(to: [-1, network.shape.size]).gathered(at: Indices(places))
  }

  /// What was learnt.
  var learnt: [NamedTensor] {
    WeightsFile(network).entries.of(part: "network") + [
      (
        "shape",
        .saved([Double(network.shape.tokenCount), Double(network.shape.length), Double(horizon)])
      )
    ]
  }

  /// A network that was saved.
  init(
    _ saved: SavedTensors,
    reading: SequenceNetwork.Reading = .recurrent,
    hasGaps: Bool = false
  ) throws(IntensityError) {
    let numbers = try saved.numbers("shape").compactMap { Int(exactly: $0) }
    guard numbers.count == 3, numbers[0] > 1, numbers[1] > 0, numbers[2] > 0 else {
      throw .damaged(part: "shape")
    }
    var random = RandomStream(seed: 0, name: "sequences")
    var network = SequenceNetwork(
      SequenceNetwork.Shape(
        reading: reading,
        tokenCount: numbers[0],
        length: numbers[1],
        hasGaps: hasGaps
      ),
      using: &random
    )
    do { try network.load(saved.part("network").ownFile) } catch { throw .damaged(part: "network") }
    (self.network, horizon, tokensPerSecond) = (network, Int64(numbers[2]), 0)
  }

  /// The probability of each item to come next.
  func shares(after hidden: Tensor, in log: EventLog) -> [Float] {
    let probabilities = network.scores(hidden).softmax().floatElements
    let (rows, width) = (hidden.shape[0], network.shape.tokenCount)
    let later = max(0, log.itemNames.count - (width - 1))
    var shares: [Float] = []
    shares.reserveCapacity(rows * log.itemNames.count)
    for row in 0..<rows {
      // The start is no item.
      let start = probabilities[row * width]
      shares += probabilities[row * width + 1..<(row + 1) * width].map { $0 / (1 - start) }
      shares += repeatElement(0, count: later)
    }
    return shares
  }
}

/// The seconds since it was made.
private struct ContinuousSeconds {
  private let start = Self.now
  var elapsed: Double { Self.now - start }

  private static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
