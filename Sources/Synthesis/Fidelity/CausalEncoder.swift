public import NeuralNetworks
public import Tensors

/// A network that turns windows of any length into vectors: causal convolutions that reach back ever
/// further, the largest value over time, and a linear layer.
///
/// The vectors of similar windows lie close to one another once it is trained; the Fréchet distance
/// between the vectors of two sets of windows is Context-FID.
///
/// - Shape: `[batch, variable, step] → [batch, number]`
/// - Source: Franceschi, Dieuleveut and Jaggi 2019, “Unsupervised scalable representation learning for
///   multivariate time series”, section 4.
public struct CausalEncoder: Layer {
  /// The blocks, with dilations 1, 2, 4, …
  public var blocks: [CausalBlock]
  /// From the largest values to the vector.
  public var output: Linear

  /// The sizes of an encoder.
  public struct Sizes: Sendable, Hashable {
    /// The values of a step.
    public var variableCount = 1
    /// The channels of all blocks but the last.
    public var width = 40
    /// The number of blocks before the last.
    public var depth = 10
    /// The channels of the last block.
    public var reducedSize = 160
    /// The numbers of a vector.
    public var outputSize = 80

    /// The sizes of the published encoders.
    public init() {}
  }

  /// An encoder with parameters drawn at random.
  public init(_ sizes: Sizes = Sizes(), using random: inout RandomStream) {
    blocks = (0...sizes.depth).map { level in
      CausalBlock(
        inputSize: level == 0 ? sizes.variableCount : sizes.width,
        outputSize: level == sizes.depth ? sizes.reducedSize : sizes.width,
        dilation: 1 << level,
        using: &random
      )
    }
    output = Linear(inputSize: sizes.reducedSize, outputSize: sizes.outputSize, using: &random)
  }

  /// The values of a step.
  public var variableCount: Int { blocks[0].first.layer.weight.shape[1] }

  /// The vectors of windows.
  ///
  /// - Precondition: A window has at least one step.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    output(blocks.reduce(input) { $1($0) }.maximum(along: 2))
  }

  /// Shows the blocks and the linear layer.
  public mutating func visitParameters(_ visitor: inout some ParameterVisitor) {
    visitor.visit("blocks", &blocks)
    visitor.visit("output", &output)
  }
}

/// Two causal convolutions, and what they are added to.
///
/// - Shape: `[batch, channel, step] → [batch, unit, step]`
public struct CausalBlock: Layer {
  /// The first convolution.
  public var first: WeightNorm<Conv1D>
  /// The second convolution.
  public var second: WeightNorm<Conv1D>
  /// The convolution of width 1 on the way past them; nil where the channels stay as many.
  public var shortcut: Conv1D?
  /// How far apart the steps are that one convolution sees.
  public let dilation: Int

  /// A block with parameters drawn at random.
  public init(inputSize: Int, outputSize: Int, dilation: Int, using random: inout RandomStream) {
    func draw(_ inputs: Int) -> WeightNorm<Conv1D> {
      WeightNorm(Conv1D(inputSize: inputs, outputSize: outputSize, width: 3, using: &random))
    }
    first = draw(inputSize)
    second = draw(outputSize)
    shortcut =
      inputSize == outputSize
      ? nil : Conv1D(inputSize: inputSize, outputSize: outputSize, width: 1, using: &random)
    self.dilation = dilation
  }

  /// The output for an input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    let inner = leakyReLU(causal(second, leakyReLU(causal(first, input))))
    return inner + (shortcut?(input) ?? input)
  }

  /// A convolution that sees no later steps. What reaches back beyond the beginning sees zeros only,
  /// and is left out.
  private func causal(_ layer: WeightNorm<Conv1D>, _ input: Tensor) -> Tensor {
    let weight = layer.weight
    let width = weight.shape[2]
    let reach = min(width, (input.shape[2] - 1) / dilation + 1)
    return convolution(
      input,
      weight.sliced(width - reach..<width, along: 2),
      bias: layer.layer.bias,
      .causal(width: reach, dilation: dilation)
    )
  }

  /// Shows the convolutions.
  public mutating func visitParameters(_ visitor: inout some ParameterVisitor) {
    visitor.visit("first", &first)
    visitor.visit("second", &second)
    visitor.visit("shortcut", &shortcut)
  }
}
