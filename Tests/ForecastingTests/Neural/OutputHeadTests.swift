import AlmanacTesting
import Tensors
import Testing

@testable import Forecasting

@Suite("what networks put out", .tags(.gradient))
struct OutputHeadTests {
  static func inputs(_ loss: NeuralLoss) -> (outputs: Tensor, target: Tensor, scale: Tensor) {
    var random = RandomStream(seed: 8)
    let head = OutputHead(loss: loss)
    let target =
      head.isOfCounts
      ? Tensor([0, 3, 0, 1, 12, 0], shape: [2, 3], .float64) / 2
      : Tensor.normal([2, 3], .float64, using: &random)
    return (
      .normal([2, 3, head.parameterCount], .float64, using: &random), target,
      Tensor([2, 2], shape: [2, 1], .float64)
    )
  }

  @Test("every loss has the gradient that differences show", arguments: NeuralLoss.allCases)
  func gradients(loss: NeuralLoss) {
    let (outputs, target, scale) = Self.inputs(loss)
    expectGradients(at: [outputs], secondOrder: false, samples: 30) { variables in
      OutputHead(loss: loss).losses(variables[0], target: target, scale: scale)
    }
  }

  @Test("a step that was not observed changes nothing", arguments: NeuralLoss.allCases)
  func masks(loss: NeuralLoss) {
    let (outputs, target, scale) = Self.inputs(loss)
    let mask = Tensor([1, 0, 1, 1, 1, 0], shape: [2, 3], .float64)
    func value(_ target: Tensor) -> Double {
      OutputHead(loss: loss).meanLoss(outputs, target: target, mask: mask, scale: scale).scalar
    }
    #expect(value(target) == value(target + (1 - mask) * 5))
  }

  @Test(
    "probabilities of counts add up to 1",
    arguments: [NeuralLoss.negativeBinomial, .zeroInflated]
  )
  func counts(loss: NeuralLoss) {
    let target = Tensor.sequence(count: 400, .float64).reshaped(to: [1, 400]) / 3
    let outputs = Tensor(
      [0.4, 0.9, -0.7].prefix(OutputHead(loss: loss).parameterCount).map { $0 },
      .float64
    )
    .reshaped(to: [1, 1, -1]).broadcast(to: [1, 400, OutputHead(loss: loss).parameterCount])
    let losses = OutputHead(loss: loss)
      .losses(outputs, target: target, scale: Tensor([[3]], .float64))
    #expect(abs(exp(-losses).sum().scalar - 1) < 1e-9)
  }

  @Test(
    "what is drawn has the quantiles that are given",
    arguments: [NeuralLoss.studentT, .gaussian, .negativeBinomial, .zeroInflated, .quantiles]
  )
  func sampling(loss: NeuralLoss) {
    let head = OutputHead(loss: loss)
    let parameters: [Float] =
      loss == .quantiles
      ? OutputHead.levels.map { Float($0 * 4 - 1) }
      : Array([0.8, 0.3, -0.4].prefix(head.parameterCount))
    let step = StepOutput(parameters: parameters[...], location: 0, scale: 5)
    var random = RandomStream(seed: 2)
    let outputs = Tensor(floats: parameters, shape: [1, parameters.count])
      .broadcast(to: [40_000, parameters.count])
    let drawn = head.samples(outputs, scale: 5, using: &random).elements.map { 5 * $0 }
    let (_, quantiles) = head.distribution(of: step, errors: nil)
    for (level, quantile) in zip(head.outputLevels, quantiles) where (0.05...0.95).contains(level) {
      let below = Double(drawn.count { $0 < quantile - 1e-4 }) / 40_000
      let upTo = Double(drawn.count { $0 <= quantile + 1e-4 }) / 40_000
      // Four standard errors of a share.
      #expect(below - 0.01 <= level && level <= upTo + 0.01, "\(loss) \(level)")
    }
  }

  @Test("logarithms of the gamma function are exact to rounding")
  func gamma() {
    let x = Tensor([0.01, 0.5, 1, 2, 3.5, 20, 1000], .float64)
    // Python 3.12: math.lgamma.
    let expected = [
      4.599479878042022, 0.5723649429247001, 0, 0, 1.2009736023470743, 39.339884187199495,
      5905.220423209181,
    ]
    for (value, wanted) in zip(logGamma(x).elements, expected) {
      #expect(abs(value - wanted) < 1e-9 * max(1, wanted))
    }
  }
}
