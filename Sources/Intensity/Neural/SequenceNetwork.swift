internal import Glibc
internal import NeuralNetworks
internal import Tensors

/// A network that reads the items of a user one after the other and says which one comes next, and if
/// wished when.
///
/// Token 0 is the start, token `y + 1` the item `y`. The scores of the next item are products with the same
/// vectors by which the items are read.
///
/// - Source: Hidasi and others 2016, “Session-based recommendations with recurrent neural networks”; Kang
///   and McAuley 2018, “Self-attentive sequential recommendation”; Press and Wolf 2017, “Using the output
///   embedding to improve language models”; for the gaps Shchur, Biloš and Günnemann 2020, “Intensity-free
///   learning of temporal point processes”.
struct SequenceNetwork: Module {
  /// How sequences are read.
  enum Reading: Sendable {
    case recurrent, attentive
  }

  /// What a network is made of.
  struct Shape: Sendable {
    var reading = Reading.recurrent
    var tokenCount: Int
    var size = 128
    var layerCount = 2
    /// The longest sequence that is read.
    var length = 64
    var hasGaps = false
  }

  /// The number of log-normal distributions a gap is a mixture of.
  static let mixtureSize = 8

  let shape: Shape
  /// A vector for each token.
  private var tokens: Tensor
  private var bias: Tensor
  private var recurrent: [GRU] = []
  private var positions: Tensor?
  private var blocks: [TransformerBlock] = []
  private var norm: LayerNorm?
  private var gapReading: Linear?
  private var gapWriting: Linear?

  init(_ shape: Shape, using random: inout RandomStream) {
    self.shape = shape
    let size = shape.size
    tokens = .normal([shape.tokenCount, size], using: &random) * (0.5 / Double(size).squareRoot())
    bias = .zeros([shape.tokenCount])
    switch shape.reading {
    case .recurrent:
      for _ in 0..<shape.layerCount {
        recurrent.append(GRU(inputSize: size, unitCount: size, using: &random))
      }
    case .attentive:
      positions = .normal([shape.length, size], using: &random) * 0.05
      for _ in 0..<shape.layerCount {
        blocks.append(
          TransformerBlock(
            size: size,
            headCount: 2,
            innerSize: 2 * size,
            isCausal: true,
            using: &random
          )
        )
      }
      norm = LayerNorm(size: size)
    }
    if shape.hasGaps {
      gapReading = Linear(inputSize: 2, outputSize: size, using: &random)
      gapWriting = Linear(inputSize: size, outputSize: 3 * Self.mixtureSize, using: &random)
    }
  }

  mutating func visitParameters(_ visitor: inout some ParameterVisitor) {
    visitor.visit("tokens", &tokens)
    visitor.visit("bias", &bias)
    visitor.visit("recurrent", &recurrent)
    visitor.visit("positions", &positions)
    visitor.visit("blocks", &blocks)
    visitor.visit("norm", &norm)
    visitor.visit("gapReading", &gapReading)
    visitor.visit("gapWriting", &gapWriting)
  }

  /// What is known after each token.
  ///
  /// - Shape: `[batch, step] → [batch, step, channel]`
  /// - Parameter gaps: the logarithm of the gap before each token, and whether there is one.
  func hidden(
    _ ids: Indices,
    gaps: Tensor?,
    dropout probability: Double,
    using random: inout RandomStream?
  ) -> Tensor {
    let scale = Double(shape.size).squareRoot()
    var x = tokens.gathered(at: ids) * scale
    if let gaps, let gapReading { x = x + gapReading(gaps) }
    if let positions { x = x + positions.sliced(0..<ids.shape[1]) * scale }
    x = thinned(x, probability: probability, using: &random)
    for layer in recurrent {
      x = thinned(layer(x), probability: probability, using: &random)
    }
    for block in blocks { x = block(x) }
    if let norm { x = thinned(norm(x), probability: probability, using: &random) }
    return x
  }

  /// Leaves channels out, the same ones at all steps of a sequence.
  ///
  /// - Source: Gal and Ghahramani 2016, “A theoretically grounded application of dropout in recurrent
  ///   neural networks”.
  private func thinned(
    _ x: Tensor,
    probability: Double,
    using random: inout RandomStream?
  ) -> Tensor {
    guard random != nil, probability > 0 else { return x }
    return x
      * dropout(.ones([x.shape[0], 1, x.shape[2]]), probability: probability, using: &random)
  }

  /// The scores of all tokens.
  ///
  /// - Shape: `[row, channel] → [row, token]`
  func scores(_ hidden: Tensor) -> Tensor { matmul(hidden, tokens.transposed()) + bias }

  /// The mean cross entropy of the tokens that follow, without the scores of all rows at once.
  ///
  /// - Shape: `[row, channel], [row] → []`
  func tokenLoss(_ hidden: Tensor, _ next: Indices) -> Tensor {
    linearCrossEntropy(hidden, tokens, bias: bias, next)
  }

  /// The logarithms of the density and of the survival of gaps whose logarithms are given.
  ///
  /// - Shape: `[row, channel], [row] → [row], [row]`
  func gapLogarithms(_ hidden: Tensor, _ gap: Tensor) -> (density: Tensor, survival: Tensor)? {
    guard let gapWriting else { return nil }
    let k = Self.mixtureSize
    let parts = gapWriting(hidden).split([k, k, k], along: 1)
    // Spread over the scales that occur, from a millionth of a horizon to ten.
    let centres = Tensor((0..<k).map { -12 + 15 * Double($0) / Double(k - 1) })
    let mean = parts[1] * 3.0 + centres
    let logDeviation = parts[2].clamped(to: -3...2)
    let weights = parts[0].logSoftmax()
    let z = (gap.expanded(at: 1) - mean) * exp(-logDeviation)
    let normal = -0.5 * z.squared() - logDeviation - 0.5 * log(2 * Double.pi)
    let density = (weights + normal).logSumExp(along: 1) - gap
    let above = 0.5 * (1.0 - erf(z * 0.5.squareRoot()))
    let survival = log((exp(weights) * above).sum(along: 1) + 1e-7)
    return (density, survival)
  }
}
