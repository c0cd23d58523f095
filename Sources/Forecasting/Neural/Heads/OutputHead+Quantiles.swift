internal import Glibc
internal import TimeSeries

/// The numbers that a network puts out for one step, with the scale of its window.
struct StepOutput {
  let parameters: ArraySlice<Float>
  let location: Double
  let scale: Double

  /// A number by its place.
  subscript(place: Int) -> Double { Double(parameters[parameters.startIndex + place]) }
}

extension OutputHead {
  /// The levels at which the distribution of a step is given.
  var outputLevels: [Double] {
    loss == .quantiles ? Self.levels : ForecastDistribution.simulationLevels
  }

  /// The point forecast of a step, and its quantiles at `outputLevels`.
  ///
  /// - Parameter errors: for a head without a distribution its errors on windows that were held back,
  ///   in units of the scale, at the levels.
  func distribution(
    of step: StepOutput,
    errors: [Double]?
  ) -> (mean: Double, quantiles: [Double]) {
    func scaled(_ value: Double) -> Double { step.location + step.scale * value }
    switch loss {
    case .studentT:
      let (deviation, freedom) = (positive(step[1]) + Self.leastDeviation, 2 + positive(step[2]))
      return (
        scaled(step[0]),
        outputLevels.map { scaled(step[0] + deviation * studentQuantile($0, freedom: freedom)) }
      )
    case .gaussian:
      let deviation = positive(step[1]) + Self.leastDeviation
      return (
        scaled(step[0]),
        outputLevels.map {
          scaled(step[0] + deviation * NormalDistribution.standard.quantile(at: $0))
        }
      )
    case .negativeBinomial:
      let counts = countDistribution(step)
      return (counts.mean, counts.quantiles(at: outputLevels))
    case .zeroInflated:
      let counts = countDistribution(step)
      let share = 1 / (1 + exp(-step[2]))
      let above = outputLevels.filter { $0 > share }.map { ($0 - share) / (1 - share) }
        .filter { $0 > 0 && $0 < 1 }
      let zeros = [Double](repeating: 0, count: outputLevels.count - above.count)
      return (
        (1 - share) * counts.mean,
        zeros + (above.isEmpty ? [] : counts.quantiles(at: above))
      )
    case .quantiles:
      let values = Self.levels.indices.map { scaled(step[$0]) }
      return (values[Self.levels.count / 2], values)
    case .absolute, .squared:
      let errors = errors ?? outputLevels.map { _ in 0 }
      return (scaled(step[0]), errors.map { scaled(step[0] + $0) })
    }
  }

  /// The distribution of the counts, without further zeros.
  private func countDistribution(_ step: StepOutput) -> NegativeBinomialDistribution {
    let shape = positive(step[0]) + Self.leastDeviation
    let odds = exp(min(step[1], 60)) * step.scale
    return NegativeBinomialDistribution(
      mean: min(shape * odds, 1e15),
      dispersion: min(1 + odds, 1e15)
    )
  }
}

/// `log(1 + exp(x))`.
func positive(_ x: Double) -> Double { max(x, 0) + log1p(exp(-abs(x))) }

/// The quantile of Student's distribution, to some six digits for two and more degrees of freedom.
///
/// - Source: Hill 1970, “Algorithm 396: Student's t-quantiles”.
func studentQuantile(_ level: Double, freedom: Double) -> Double {
  if level == 0.5 { return 0 }
  let tails = 2 * min(level, 1 - level)
  let sign: Double = level < 0.5 ? -1 : 1
  if abs(freedom - 2) < 1e-9 { return sign * (2 / (tails * (2 - tails)) - 2).squareRoot() }
  let a = 1 / (freedom - 0.5)
  let b = 48 / (a * a)
  var c = ((20_700 * a / b - 98) * a - 16) * a + 96.36
  let d = ((94.5 / (b + c) - 3) / b + 1) * (a * Double.pi / 2).squareRoot() * freedom
  var y = pow(d * tails, 2 / freedom)
  if y > 0.05 + a {
    let x = NormalDistribution.standard.quantile(at: tails / 2)
    y = x * x
    if freedom < 5 { c += 0.3 * (freedom - 4.5) * (x + 0.6) }
    c = (((0.05 * d * x - 5) * x - 7) * x - 2) * x + b + c
    y = (((((0.4 * y + 6.3) * y + 36) * y + 94.5) / c - y - 3) / b + 1) * x
    y = expm1(a * y * y)
  } else {
    let first = 1 / (((freedom + 6) / (freedom * y) - 0.089 * d - 0.822) * (freedom + 2) * 3)
    y = ((first + 0.5 / (freedom + 4)) * y - 1) * (freedom + 1) / (freedom + 2) + 1 / y
  }
  return sign * (freedom * y).squareRoot()
}
