internal import Tensors
internal import TimeSeries

/// A model of a series in other units, whose forecasts are in those of the series.
///
/// Above about 1e154 the squares of errors are beyond the largest double, and below 1e-154 beneath the
/// smallest. Well before, values are fitted in units of a power of two near the largest of them, which
/// changes no digit of them.
struct ScaledModel: LocalModel {
  private static let form = "scaled"

  /// The model of the series in its units.
  let model: any LocalModel
  /// The size of a unit.
  let unit: Double

  /// The unit in which the values of a series can be squared; nil where they can be as they are.
  static func unit(for series: Series) -> Double? {
    let largest = series.values.reduce(0) { $1.isNaN ? $0 : max($0, abs($1)) }
    guard largest > 1e100 || (largest > 0 && largest < 1e-100) else { return nil }
    return largest.binade
  }

  /// The unit and the estimates of the model within, out of those of a scaled one; nil for others.
  static func parts(of estimates: Estimates) -> (unit: Double, inner: Estimates)? {
    guard
      estimates.form == form, estimates.members.count == 1, let unit = estimates.numbers.first,
      unit > 0, unit.isFinite, unit == unit.binade
    else { return nil }
    return (unit, estimates.members[0])
  }

  var description: String { model.description }

  /// The unit, and those of the model within.
  var estimates: Estimates {
    Estimates(form: Self.form, numbers: [unit], members: [model.estimates])
  }

  /// The distribution in the units of the series; what leaves the range of a double ends there.
  func distribution(horizon: Int, using stream: inout RandomStream) -> ForecastDistribution {
    let distribution = model.distribution(horizon: horizon, using: &stream)
    let levels = ForecastDistribution.simulationLevels
    let columns = levels.map { distribution.quantile($0).map(inRange) }
    return ForecastDistribution(
      mean: distribution.mean.map(inRange),
      shape: .quantiles(
        levels: levels,
        values: (0..<horizon).map { step in columns.map { $0[step] } }
      )
    )
  }

  private func inRange(_ value: Double) -> Double {
    let limit = Double.greatestFiniteMagnitude
    return value.isNaN ? value : min(max(value * unit, -limit), limit)
  }
}

extension Series {
  /// The series with every value divided by a power of two.
  func divided(by unit: Double) -> Series {
    var series = self
    series.values = values.map { $0 / unit }
    return series
  }
}
