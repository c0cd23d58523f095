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
      let deviation = positive(step[1]) + Self.leastDeviation
      let errors = StudentDistribution(freedom: 2 + positive(step[2]))
      return (
        scaled(step[0]),
        outputLevels.map { scaled(step[0] + deviation * errors.quantile(at: $0)) }
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
