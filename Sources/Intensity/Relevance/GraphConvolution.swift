internal import NeuralNetworks
internal import Tensors
public import TimeSeries

/// Relevance by one step over the graph of users and items: a user is the sum of the items of the history.
///
/// `u = norm(W Σ e + b)`, `p(y | x) = softmax(u · v + c)`, learnt not from each next event but from the windows
/// behind the histories, as they will be asked about.
///
/// - Source: Ma, Liu and Deoras 2022, the graph-convolution baseline, with the whole softmax in place of drawn
///   pairs; He and others 2020, “LightGCN: simplifying and powering graph convolution network for
///   recommendation”, for the layer without a function in between.
public struct GraphConvolution: RelevanceModel {
  /// The name on command lines and in tables.
  public static let name = "graph-convolution"

  private let network: GraphNetwork
  /// The most events of a history that count, the last ones.
  private static let mostEvents = 256

  /// Learns from windows.
  ///
  /// - Throws: `emptyWindow` where nothing happened in these.
  public init(learningFrom lesson: Lesson, options: RelevanceOptions) throws(IntensityError) {
    let (log, horizon) = (lesson.log, lesson.horizon)
    let states = lesson.windows.thinned(to: 50_000).filter {
      !$0.history.isEmpty && !log.window(of: $0, length: horizon).isEmpty
    }
    guard !states.isEmpty else { throw .emptyWindow }
    var random = RandomStream(seed: options.seed, name: Self.name)
    var plan = TrainingPlan(
      examples: states.count,
      batchSize: 32,
      epochs: options.epochs ?? 50,
      seed: options.seed
    )
    plan.gradientLimit = 5
    var trainer = Trainer(
      GraphNetwork(itemCount: log.itemNames.count, using: &random),
      Adam(learningRate: 3e-3, decay: .decoupled(0.1)),
      plan
    )
    let total = Double(max(plan.stepCount, 1))
    do {
      try trainer.run(
        stop: options.stop,
        progress: { options.progress(Double($0.step) / total) },
        loss: { network, batch in
          let chosen = batch.examples.values.map { states[Int($0)] }
          let scores = network.scores(Self.histories(chosen, log, log.itemNames.count))
          var (places, items): ([Int], [Int32]) = ([], [])
          for (row, state) in chosen.enumerated() {
            for event in log.window(of: state, length: horizon) {
              places.append(row)
              items.append(log.items[event])
            }
          }
          return crossEntropy(
            scores.gathered(at: Indices(places)),
            Indices(items, shape: [items.count])
          )
        }
      )
    } catch {
      throw .diverged
    }
    network = trainer.bestModel
  }

  /// The items of some histories, filled up with the one behind the last.
  private static func histories(
    _ states: [UserState],
    _ log: EventLog,
    _ itemCount: Int
  ) -> Indices {
    let rows = states.map { state in
      state.history.suffix(mostEvents).map { log.items[$0] }.filter { Int($0) < itemCount }
    }
    let length = max(rows.map(\.count).max() ?? 0, 1)
    let filling = Int32(itemCount)
    return Indices(
      rows.flatMap { $0 + Array(repeating: filling, count: length - $0.count) },
      shape: [states.count, length]
    )
  }

  /// The softmax of the scores.
  public func shares(of states: [UserState], in log: EventLog) -> [Float] {
    let known = network.itemCount
    let numbers = network.scores(Self.histories(states, log, known)).softmax().floatElements
    let later = log.itemNames.count - known
    guard later > 0 else { return numbers }
    var rows: [Float] = []
    rows.reserveCapacity(states.count * log.itemNames.count)
    for row in states.indices {
      rows += numbers[row * known..<(row + 1) * known]
      rows += repeatElement(0, count: later)
    }
    return rows
  }

  /// The network.
  public var learnt: [NamedTensor] {
    WeightsFile(network).entries.of(part: "network") + [
      ("items", .saved([Double(network.itemCount)]))
    ]
  }

  /// The model with what was saved.
  public init(_ saved: SavedTensors) throws(IntensityError) {
    var random = RandomStream(seed: 0, name: Self.name)
    let count = try saved.integer("items")
    guard count > 0 else { throw .damaged(part: "items") }
    var network = GraphNetwork(itemCount: count, using: &random)
    do { try network.load(saved.part("network").ownFile) } catch { throw .damaged(part: "network") }
    self.network = network
  }
}

/// The network of `GraphConvolution`.
private struct GraphNetwork: Module {
  private static let size = 32

  let itemCount: Int
  /// What an item adds to a user who had it; the last row, for a place without an item, is left out.
  private var read: Tensor
  private var mixing: Linear
  private var norm: LayerNorm
  /// What an item is looked for by.
  private var items: Tensor
  private var bias: Tensor

  init(itemCount: Int, using random: inout RandomStream) {
    self.itemCount = itemCount
    read = .normal([itemCount + 1, Self.size], using: &random) * 0.1
    mixing = Linear(inputSize: Self.size, outputSize: Self.size, using: &random)
    norm = LayerNorm(size: Self.size)
    items = .normal([itemCount, Self.size], using: &random) * 0.1
    bias = .zeros([itemCount])
  }

  mutating func visitParameters(_ visitor: inout some ParameterVisitor) {
    visitor.visit("read", &read)
    visitor.visit("mixing", &mixing)
    visitor.visit("norm", &norm)
    visitor.visit("items", &items)
    visitor.visit("bias", &bias)
  }

  /// The score of each item.
  ///
  /// - Shape: `[batch, event] → [batch, item]`
  func scores(_ histories: Indices) -> Tensor {
    let isEvent = histories.values.map { Int($0) < itemCount ? Float(1) : 0 }
    let mask = Tensor(floats: isEvent, shape: [histories.shape[0], histories.shape[1], 1])
    let sums = (read.gathered(at: histories) * mask).sum(along: 1)
    return matmul(norm(mixing(sums)), items.transposed()) + bias
  }
}
