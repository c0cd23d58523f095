public import NeuralNetworks
public import Tensors

/// A network that gives each step of a window a vector, trained by telling steps and windows apart at
/// several resolutions.
///
/// It is the encoder of the second form of Context-FID, which is trained anew on the real windows of each
/// measurement.
///
/// - Shape: `[batch, variable, step] → [batch, number, step]`
/// - Source: Yue and others 2022, “TS2Vec: Towards universal representation of time series”.
public struct ContrastiveEncoder: Layer {
  /// From values to channels.
  public var input: Conv1D
  /// The blocks, with dilations 1, 2, 4, …
  public var blocks: [ContrastiveBlock]

  /// An encoder with parameters drawn at random.
  ///
  /// - Parameters:
  ///   - variableCount: The values of a step.
  ///   - width: The channels inside.
  ///   - depth: The blocks before the last.
  ///   - outputSize: The numbers of a vector.
  public init(
    variableCount: Int,
    width: Int = 64,
    depth: Int = 10,
    outputSize: Int = 320,
    using random: inout RandomStream
  ) {
    input = Conv1D(inputSize: variableCount, outputSize: width, width: 1, using: &random)
    blocks = (0...depth).map { level in
      ContrastiveBlock(
        inputSize: width,
        outputSize: level == depth ? outputSize : width,
        dilation: 1 << level,
        isLast: level == depth,
        using: &random
      )
    }
  }

  /// The vectors of all steps.
  public func callAsFunction(_ windows: Tensor) -> Tensor {
    blocks.reduce(input(windows)) { $1($0) }
  }

  /// The vectors of windows: the largest of each number over time.
  ///
  /// - Shape: `[batch, variable, step] → [batch, number]`
  public func vectors(of windows: Tensor) -> Tensor { self(windows).maximum(along: 2) }

  /// The vectors of all steps with half of them hidden at the entry, as in training.
  func masked(_ windows: Tensor, using random: inout RandomStream) -> Tensor {
    let entered = input(windows)
    let mask = Tensor.bernoulli(
      [windows.shape[0], 1, windows.shape[2]],
      probability: 0.5,
      using: &random
    )
    let encoded = blocks.reduce(entered * mask) { $1($0) }
    var stream: RandomStream? = random
    let kept = dropout(encoded, probability: 0.1, using: &stream)
    if let stream { random = stream }
    return kept
  }

  /// Shows the parts in order.
  public mutating func visitParameters(_ visitor: inout some ParameterVisitor) {
    visitor.visit("input", &input)
    visitor.visit("blocks", &blocks)
  }
}

/// Two dilated convolutions added to their input.
///
/// `y = shortcut(x) + conv₂(gelu(conv₁(gelu(x))))`
public struct ContrastiveBlock: Layer {
  /// The first convolution.
  public var first: Conv1D
  /// The second convolution.
  public var second: Conv1D
  /// The convolution of width 1 on the way past them; nil where there is none.
  public var shortcut: Conv1D?
  private let dilation: Int

  init(
    inputSize: Int,
    outputSize: Int,
    dilation: Int,
    isLast: Bool,
    using random: inout RandomStream
  ) {
    first = Conv1D(inputSize: inputSize, outputSize: outputSize, width: 3, using: &random)
    second = Conv1D(inputSize: outputSize, outputSize: outputSize, width: 3, using: &random)
    shortcut =
      isLast || inputSize != outputSize
      ? Conv1D(inputSize: inputSize, outputSize: outputSize, width: 1, using: &random) : nil
    self.dilation = dilation
  }

  /// The output for an input.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    let inner = convolved(second, gelu(convolved(first, gelu(x))))
    return inner + (shortcut?(x) ?? x)
  }

  /// A convolution with zeros around; where its outer taps see nothing but zeros, with the middle one
  /// alone.
  private func convolved(_ layer: Conv1D, _ x: Tensor) -> Tensor {
    if dilation >= x.shape[2] {
      return convolution(x, layer.weight.sliced(1..<2, along: 2), bias: layer.bias)
    }
    return convolution(
      x,
      layer.weight,
      bias: layer.bias,
      .keepingLength(width: 3, dilation: dilation)
    )
  }

  /// Shows the convolutions.
  public mutating func visitParameters(_ visitor: inout some ParameterVisitor) {
    visitor.visit("first", &first)
    visitor.visit("second", &second)
    visitor.visit("shortcut", &shortcut)
  }
}

/// The loss that tells windows, and steps of one window, apart: at full resolution, and again after each
/// halving of time.
///
/// - Shape: `[batch, number, step]` both: two views of the same steps
/// - Source: Yue and others 2022, eq. 1 to 3 and algorithm 1.
public func hierarchicalContrastiveLoss(_ a: Tensor, _ b: Tensor) -> Tensor {
  var (a, b) = (a, b)
  var losses: [Tensor] = []
  while true {
    let batch = a.shape[0]
    var loss = Tensor(0, a.elementType)
    // Vectors by step and window, so that windows are told apart at each step; then the reverse.
    if batch > 1 { loss = loss + 0.5 * contrast(a.permuted(2, 0, 1), b.permuted(2, 0, 1)) }
    if a.shape[2] > 1 { loss = loss + 0.5 * contrast(a.permuted(0, 2, 1), b.permuted(0, 2, 1)) }
    losses.append(loss)
    guard a.shape[2] > 1 else { break }
    let even = a.shape[2] / 2 * 2
    a = a.sliced(0..<even, along: 2).maximumPooled(by: 2)
    b = b.sliced(0..<even, along: 2).maximumPooled(by: 2)
  }
  return losses.dropFirst().reduce(losses[0]) { $0 + $1 } / Double(losses.count)
}

/// The mean cross entropy of finding, for each vector of either view, the same one in the other view
/// among all others of its group.
///
/// - Shape: `[group, member, number]` both
private func contrast(_ a: Tensor, _ b: Tensor) -> Tensor {
  let count = a.shape[1]
  let both = Tensor.concatenated([a, b], along: 1)
  let scores = matmul(both, both.transposed())
  // A vector is not compared with itself.
  let own = Tensor.identity(2 * count, a.elementType)
  let masked = scores - own * 1e9
  let partners = (0..<2 * count).map { ($0 + count) % (2 * count) }
  let classes = (0..<a.shape[0]).flatMap { _ in partners }
  return crossEntropy(
    masked.reshaped(to: [a.shape[0] * 2 * count, 2 * count]),
    Indices(classes)
  )
}

extension ContrastiveEncoder {
  /// An encoder trained on real windows, with the settings of Diffusion-TS; its weights are averages.
  ///
  /// - Parameters:
  ///   - windows: Of shape `[window, variable, step]`.
  ///   - iterations: The steps of training; nil for 200, or 600 from 100,000 numbers on.
  /// - Throws: `training`.
  public static func trained(
    on windows: Tensor,
    iterations: Int? = nil,
    seed: UInt64
  ) throws(SynthesisError) -> ContrastiveEncoder {
    let (count, length) = (windows.shape[0], windows.shape[2])
    let batch = min(8, count)
    var random = RandomStream(seed: seed, name: "contrastive encoder")
    var plan = TrainingPlan(
      examples: 1,
      batchSize: 1,
      epochs: iterations ?? (windows.count <= 100_000 ? 200 : 600),
      seed: seed
    )
    // The mean of all steps, as in the averaged model of the reference.
    plan.averaging = .equal(start: 0)
    var trainer = Trainer(
      ContrastiveEncoder(variableCount: windows.shape[1], using: &random),
      Adam(learningRate: 1e-3, decay: .decoupled(0.01)),
      plan
    )
    do {
      try trainer.run { encoder, step in
        var random = step.random
        let rows = Indices((0..<batch).map { _ in Int(random.uniform() * Double(count)) })
        let seen = windows.gathered(at: rows)
        // Two crops that share a part of at least two steps.
        let shared = min(length, 2 + Int(random.uniform() * Double(max(1, length - 1))))
        let first = Int(random.uniform() * Double(length - shared + 1))
        let before = Int(random.uniform() * Double(first + 1))
        let after = Int(random.uniform() * Double(length - first - shared + 1))
        let left = seen.sliced(first - before..<first + shared, along: 2)
        let right = seen.sliced(first..<first + shared + after, along: 2)
        let a = encoder.masked(left, using: &random).sliced(before..<before + shared, along: 2)
        let b = encoder.masked(right, using: &random).sliced(0..<shared, along: 2)
        return hierarchicalContrastiveLoss(a, b)
      }
    } catch {
      throw .training(error)
    }
    return trainer.averagedModel
  }
}
