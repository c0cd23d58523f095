/// The sizes and the forms of the two networks of a progressive GAN.
///
/// The defaults are those of the published runs; where the paper and its authors' program differ, the
/// default is the program's, which made the published numbers, and the paper's form is an option.
///
/// - Source: Jeha and others 2022, “PSA-GAN: Progressive Self Attention GANs for Synthetic Time Series”.
public struct ProgressiveShape: Sendable, Hashable {
  /// How a sequence is doubled in length.
  public enum Upsampling: String, Sendable, Hashable, CaseIterable {
    /// Each step twice, as in the authors' program.
    case nearest
    /// On straight lines between the steps, as in the paper.
    case linear
  }

  /// Where noise enters the generator.
  public enum Noise: String, Sendable, Hashable, CaseIterable {
    /// Once, at the first eight steps, averaged from the full length: its deviation falls with the
    /// root of the length.
    case pooled
    /// At every stage anew, with deviation 1.
    case perStage
  }

  /// The number of series, each with a learned vector.
  public var seriesCount: Int
  /// The number of time features of a step.
  public var featureCount: Int
  /// The number of steps of a full window; a power of two, at least 8.
  public var length: Int
  /// The number of observed steps before a window that the generator sees; 0 for none.
  public var contextLength = 0
  /// The number of values of a step.
  public var variableCount = 1
  /// The number of levels of all attributes of the series, each with a learned vector; 0 for none.
  public var levelCount = 0
  /// The number of channels inside.
  public var width = 32
  /// The number of numbers in the vector of a series.
  public var embeddingSize = 10
  /// How a sequence is doubled in length.
  public var upsampling = Upsampling.nearest
  /// Where noise enters.
  public var noise = Noise.pooled
  /// The random numbers of a window that all of its steps see at every stage, beside the noise of steps:
  /// what a window's level is made from where neither series nor time tell it; 0 for none.
  public var sharedNoiseCount = 0
  /// What the discriminator multiplies values by. Its slope is at most 1, so that it is blind to
  /// differences that are small beside 1.
  public var gain = 1.0
  /// Whether blocks attend; without, they are plain convolutions.
  public var attends = true
  /// Whether the convolutions of the attention have spectral norms too, as the paper says.
  public var normsAttention = false
  /// Whether the context is shown to the first eight steps too, not only to the stages of growth.
  public var hasEarlyContext = false

  /// Networks for windows of `length` steps.
  ///
  /// - Precondition: `length` is a power of two and at least 8, and there is a series.
  public init(seriesCount: Int, featureCount: Int, length: Int) {
    precondition(
      length >= Self.shortest && length & (length - 1) == 0,
      "windows of \(length) steps; a power of two from 8 on is needed"
    )
    precondition(seriesCount > 0, "no series")
    (self.seriesCount, self.featureCount, self.length) = (seriesCount, featureCount, length)
  }

  /// The steps that the first stage makes.
  public static let shortest = 8

  /// The number of stages of growth: 1 for 16 steps, 5 for 256.
  public var stageCount: Int { length.trailingZeroBitCount - 3 }

  /// The steps that a window has at a depth of growth.
  public func length(atDepth depth: Int) -> Int { Self.shortest << depth }

  /// The channels of what is known of a step: the vector of its series, and its time features.
  var knownCount: Int { embeddingSize + featureCount }

  /// The channels of noise of steps.
  var stepNoiseCount: Int {
    noise == .pooled ? variableCount : variableCount * (stageCount + 1)
  }

  /// The channels of noise for one window.
  public var noiseCount: Int { stepNoiseCount + sharedNoiseCount }
}

extension ProgressiveShape {
  /// The elements of the tensors of the network that makes windows.
  var elementCount: Double {
    func block(_ inputs: Int) -> Double {
      // The convolution has a direction beside its weights, the attention a gate.
      let convolution = ElementCount.layer(inputs, width, width: 3) + Double(width)
      let attention = ElementCount.layer(width, 3) + ElementCount.layer(1, width) + 1
      return convolution + (attends ? attention : 0)
    }
    let seen = contextLength * variableCount
    let hidden = seen / 2 + width
    let mixing =
      seen == 0
      ? 0
      : ElementCount.layer(seen, hidden, hasBias: false) + ElementCount.layer(width, hidden)
        + ElementCount.layer(hidden, width)
    let noise = self.noise == .perStage ? variableCount : 0
    let stage =
      mixing + block(knownCount + sharedNoiseCount + width + noise)
      + ElementCount.layer(width, width)
    return Double(seriesCount + levelCount) * Double(embeddingSize)
      + block(knownCount + sharedNoiseCount + variableCount)
      + (hasEarlyContext ? mixing : 0) + Double(stageCount) * stage
      + ElementCount.layer(width, variableCount) + Double(variableCount)
  }
}
