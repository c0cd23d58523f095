internal import Glibc
internal import Tensors

/// How the numbers that a network puts out for a step make a distribution of its value.
///
/// Positive parameters are `softplus` of what the network puts out. Distributions of counts are in the
/// units of the series, with the scale of the window put into the mean; all others are of scaled values.
///
/// - Source: Salinas and others 2020, “DeepAR”, section 3.3; Wen and others 2017, “A multi-horizon
///   quantile recurrent forecaster”, for quantiles.
struct OutputHead: Hashable, Sendable {
  var loss: NeuralLoss

  /// The levels of quantiles that are learnt.
  static let levels = [0.025, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.975]
  /// The least deviation, in units of the window's scale.
  static let leastDeviation = 1e-5

  /// The numbers for a step.
  var parameterCount: Int {
    switch loss {
    case .studentT, .zeroInflated: 3
    case .gaussian, .negativeBinomial: 2
    case .quantiles: Self.levels.count
    case .absolute, .squared: 1
    }
  }

  /// Whether values are counts.
  var isOfCounts: Bool { loss == .negativeBinomial || loss == .zeroInflated }

  /// Whether values can be drawn step by step.
  var canBeSampled: Bool {
    switch loss {
    case .studentT, .gaussian, .negativeBinomial, .zeroInflated, .quantiles: true
    case .absolute, .squared: false
    }
  }

  /// The mean loss of the steps that were observed.
  ///
  /// - Parameters:
  ///   - outputs: what the network puts out, `[window, step, parameter]`.
  ///   - target: the scaled values, `[window, step]`.
  ///   - mask: 1 where one was observed, else 0.
  ///   - scale: that of each window, `[window, 1]`.
  func meanLoss(_ outputs: Tensor, target: Tensor, mask: Tensor, scale: Tensor) -> Tensor {
    let losses = self.losses(outputs, target: target, scale: scale)
    let count = max(mask.sum().scalar, 1)
    return (losses * mask).sum() / count
  }

  /// The loss of each step.
  func losses(_ outputs: Tensor, target: Tensor, scale: Tensor) -> Tensor {
    func parameter(_ place: Int) -> Tensor { outputs.selected(place, along: -1) }
    switch loss {
    case .studentT:
      return studentLoss(outputs, target: target, leastDeviation: Self.leastDeviation)
    case .gaussian:
      let deviation = softplus(parameter(1)) + Self.leastDeviation
      let distance = (target - parameter(0)) / deviation
      return log(deviation) + 0.5 * distance.squared() + 0.5 * log(2 * Double.pi)
    case .negativeBinomial:
      return -countLikelihood(outputs, target: target, scale: scale).logProbability
    case .zeroInflated:
      let (all, zero) = countLikelihood(outputs, target: target, scale: scale)
      let gate = parameter(2)
      let (isZero, isNone) = (-softplus(-gate), -softplus(gate))
      let counted = isNone + all
      // log(π + (1 − π) p₀), which softplus keeps from leaving the range of numbers.
      let none = isZero + softplus(isNone + zero - isZero)
      return -select(Self.counts(target, scale) .== 0, none, counted)
    case .quantiles:
      let levels = Tensor(Self.levels, outputs.elementType)
      let error = target.expanded(at: -1) - outputs
      // Twice the pinball loss, so that at the median it is the absolute error.
      return maximum(2 * levels * error, (2 * levels - 2) * error).mean(along: -1)
    case .absolute:
      return abs(target - parameter(0))
    case .squared:
      return (target - parameter(0)).squared()
    }
  }

  /// The counts that scaled values stand for.
  private static func counts(_ target: Tensor, _ scale: Tensor) -> Tensor {
    maximum((target * scale).rounded(), Tensor(0, target.elementType))
  }

  /// The logarithms of the probability of a count and of none.
  private func countLikelihood(
    _ outputs: Tensor,
    target: Tensor,
    scale: Tensor
  ) -> (logProbability: Tensor, logZero: Tensor) {
    let count = Self.counts(target, scale)
    let shape = softplus(outputs.selected(0, along: -1)) + Self.leastDeviation
    let logit = outputs.selected(1, along: -1) + log(scale)
    let zero = -(shape * softplus(logit))
    let likelihood =
      logGamma(count + shape) - logGamma(shape) - logGamma(count + 1) + zero
      - count * softplus(-logit)
    return (likelihood, zero)
  }
}

/// `log Γ(x)` for positive `x`.
///
/// - Source: Stirling's series, Abramowitz and Stegun 1964, 6.1.41, from `x + 8` on.
func logGamma(_ x: Tensor) -> Tensor {
  let far = x + 8
  let inverse = 1 / far
  let square = inverse.squared()
  let series = inverse * (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260)))
  // Two products, since one of eight factors leaves the range of single precision.
  let near = x * (x + 1) * (x + 2) * (x + 3)
  let next = (x + 4) * (x + 5) * (x + 6) * (x + 7)
  return (far - 0.5) * log(far) - far + 0.5 * log(2 * Double.pi) + series - log(near) - log(next)
}
