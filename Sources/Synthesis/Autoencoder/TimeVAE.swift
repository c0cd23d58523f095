public import NeuralNetworks
public import Tensors

/// A variational autoencoder of windows whose decoder adds a level, a trend, seasons and a residual.
///
/// `L = w (Σ (x − x̂)² + Σₜ (mean x − mean x̂)²) − ½ Σ (1 + log σ² − μ² − σ²)`, the means over the variables of a
/// step.
///
/// The paper's network knows nothing of what it makes. With conditions, which are joined to the input of
/// the last layer of the encoder and to the latent vector, it makes windows of a series, for a time, and
/// after others.
///
/// - Shape: latent vectors `[batch, number] → [batch, variable, step]`
/// - Source: Desai and others 2021, “TimeVAE: A variational auto-encoder for multivariate time series
///   generation”; sizes and the second term of the loss are those of the authors' program.
public struct TimeVAE: Module {
  /// The sizes of a network.
  public struct Shape: Sendable, Hashable {
    /// The steps of a window.
    public var length: Int
    /// The values of a step.
    public var variableCount: Int
    /// The numbers of a latent vector.
    public var latentSize = 8
    /// The channels of the convolutions of the encoder, and backwards those of the residual.
    public var channels = [50, 100, 200]
    /// The degree of the polynomial of the trend; 0 for none.
    public var trendDegree = 2
    /// The steps of each season, each with a value of its own; periods of at most one are left out.
    public var seasons: [Int] = []
    /// The numbers that are given of a window.
    public var conditionSize = 0
    /// The weight of the reconstruction in the loss.
    public var reconstructionWeight = 3.0

    /// Sizes for windows.
    ///
    /// - Precondition: A window has a step and a variable.
    public init(length: Int, variableCount: Int) {
      precondition(length > 0 && variableCount > 0, "windows of \(length) x \(variableCount)")
      (self.length, self.variableCount) = (length, variableCount)
    }

    /// The steps behind each convolution, which halve and round up.
    var lengths: [Int] {
      channels.reduce(into: [length]) { lengths, _ in
        lengths.append((lengths[lengths.count - 1] + 1) / 2)
      }
    }
  }

  /// The sizes.
  public let shape: Shape
  /// The convolutions of the encoder.
  public var encoder: [Conv1D]
  /// From the encoder to the means and the logarithms of the variances of the latent vector.
  public var mean, logVariance: Linear
  /// The level: two layers, as those of the trend; a season has one.
  public var level: TwoLayers
  /// The coefficients of the trend; nil without a trend.
  public var trend: TwoLayers?
  /// The values of each season.
  public var seasons: [Linear]
  /// From the latent vector to the shortest steps of the residual.
  public var residualInput: Linear
  /// The convolutions of the residual, each behind a doubling.
  public var residual: [Conv1D]
  /// From the last of them to the values.
  public var residualOutput: Linear

  /// A network with parameters drawn at random.
  public init(_ shape: Shape, using random: inout RandomStream) {
    self.shape = shape
    let variables = shape.variableCount
    let inputs = [variables] + shape.channels
    encoder = zip(inputs, shape.channels).map { input, output in
      Conv1D(
        inputSize: input,
        outputSize: output,
        width: 3,
        geometry: ConvolutionGeometry(stride: 2, before: 1, after: 1),
        using: &random
      )
    }
    let last = inputs[inputs.count - 1] * (shape.lengths.last ?? 1)
    func linear(_ input: Int, _ output: Int) -> Linear {
      Linear(inputSize: input, outputSize: output, using: &random)
    }
    mean = linear(last + shape.conditionSize, shape.latentSize)
    logVariance = linear(last + shape.conditionSize, shape.latentSize)
    let known = shape.latentSize + shape.conditionSize
    level = TwoLayers(known, variables, using: &random)
    trend =
      shape.trendDegree > 0
      ? TwoLayers(known, variables * shape.trendDegree, using: &random) : nil
    seasons = shape.seasons.filter { $0 > 1 }.map { linear(known, variables * $0) }
    residualInput = linear(known, last)
    let backwards = Array(inputs.reversed())
    residual = zip(backwards, backwards.dropFirst()).map { input, output in
      Conv1D(inputSize: input, outputSize: output, width: 3, using: &random)
    }
    let steps = (shape.lengths.last ?? 1) << shape.channels.count
    residualOutput = linear(steps * variables, shape.length * variables)
  }

  /// The means and the logarithms of the variances of latent vectors.
  ///
  /// - Shape: `[batch, variable, step] → [batch, number]` both
  public func encoded(_ windows: Tensor, conditions: Tensor?) -> (mean: Tensor, logVariance: Tensor)
  {
    let y = encoder.reduce(windows) { relu($1($0)) }
    let flat = joined(y.reshaped(to: [y.shape[0], -1]), conditions)
    return (mean(flat), logVariance(flat))
  }

  /// The windows of latent vectors.
  public func callAsFunction(_ latent: Tensor, conditions: Tensor? = nil) -> Tensor {
    let (variables, length) = (shape.variableCount, shape.length)
    let z = joined(latent, conditions)
    let batch = z.shape[0]
    var y = level(z).reshaped(to: [batch, variables, 1]) + residual(z)
    if let trend {
      let powers = (1...shape.trendDegree).flatMap { power in
        (0..<length).map { step in
          (0..<power).reduce(1.0) { product, _ in product * Double(step) / Double(length) }
        }
      }
      let basis = Tensor(powers, shape: [shape.trendDegree, length], z.elementType)
      y = y + matmul(trend(z).reshaped(to: [batch, variables, shape.trendDegree]), basis)
    }
    for (layer, period) in zip(seasons, shape.seasons.filter { $0 > 1 }) {
      var places = [Double](repeating: 0, count: period * length)
      for step in 0..<length { places[step % period * length + step] = 1 }
      let basis = Tensor(places, shape: [period, length], z.elementType)
      y = y + matmul(layer(z).reshaped(to: [batch, variables, period]), basis)
    }
    return y
  }

  /// What is left when level, trend and seasons are taken out.
  private func residual(_ z: Tensor) -> Tensor {
    let batch = z.shape[0]
    let first = shape.channels.last ?? shape.variableCount
    var y = relu(residualInput(z)).reshaped(to: [batch, first, -1])
    for layer in residual {
      // Zeros between the steps: a convolution behind them is a transposed one of stride 2.
      let zeros = Tensor.zeros([y.shape[0], y.shape[1], y.shape[2], 1], y.elementType)
      let pairs = Tensor.concatenated(
        [zeros, y.reshaped(to: [batch, y.shape[1], y.shape[2], 1])],
        along: 3
      )
      y = relu(layer(pairs.reshaped(to: [batch, y.shape[1], 2 * y.shape[2]])))
    }
    return residualOutput(y.reshaped(to: [batch, -1]))
      .reshaped(to: [batch, shape.variableCount, shape.length])
  }

  private func joined(_ x: Tensor, _ conditions: Tensor?) -> Tensor {
    conditions.map { .concatenated([x, $0], along: 1) } ?? x
  }

  /// The mean loss of windows.
  ///
  /// - Parameters:
  ///   - windows: Of shape `[batch, variable, step]`.
  ///   - noise: Normal numbers, of shape `[batch, number]`.
  public func loss(_ windows: Tensor, conditions: Tensor? = nil, noise: Tensor) -> Tensor {
    let (mean, logVariance) = encoded(windows, conditions: conditions)
    let made = self(mean + exp(0.5 * logVariance) * noise, conditions: conditions)
    let difference = windows - made
    let reconstruction =
      difference.sumOfSquares() + difference.mean(along: 1).sumOfSquares()
    let divergence = -0.5 * (1 + logVariance - mean.squared() - exp(logVariance)).sum()
    return (shape.reconstructionWeight * reconstruction + divergence) / Double(windows.shape[0])
  }

  /// Shows the encoder, then the decoder.
  public mutating func visitParameters(_ visitor: inout some ParameterVisitor) {
    visitor.visit("encoder", &encoder)
    visitor.visit("mean", &mean)
    visitor.visit("logVariance", &logVariance)
    visitor.visit("level", &level)
    visitor.visit("trend", &trend)
    visitor.visit("seasons", &seasons)
    visitor.visit("residualInput", &residualInput)
    visitor.visit("residual", &residual)
    visitor.visit("residualOutput", &residualOutput)
  }
}

/// Two linear layers of one width, with a rectifier between them.
public struct TwoLayers: Layer {
  /// The first layer.
  public var first: Linear
  /// The second layer.
  public var second: Linear

  init(_ inputSize: Int, _ size: Int, using random: inout RandomStream) {
    first = Linear(inputSize: inputSize, outputSize: size, using: &random)
    second = Linear(inputSize: size, outputSize: size, using: &random)
  }

  /// The output for an input.
  public func callAsFunction(_ input: Tensor) -> Tensor { second(relu(first(input))) }

  /// Shows both.
  public mutating func visitParameters(_ visitor: inout some ParameterVisitor) {
    visitor.visit("first", &first)
    visitor.visit("second", &second)
  }
}
