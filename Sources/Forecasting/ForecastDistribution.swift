/// The marginal distribution of each step of a forecast.
///
/// Quantiles of one step never cross: a higher level never has a lower value.
public struct ForecastDistribution: Equatable, Sendable {
  /// How the distributions are held.
  public enum Shape: Equatable, Sendable {
    /// A normal distribution per step, with these standard deviations.
    case normal(standardDeviation: [Double])
    /// Quantiles per step: `values[step][k]` belongs to `levels[k]`; both ascend. Between levels
    /// quantiles are interpolated linearly, beyond them held.
    case quantiles(levels: [Double], values: [[Double]])
  }

  /// The spread around the mean, before anything was clipped.
  public internal(set) var shape: Shape
  /// The point forecast of each step before it was clipped: the centre of a normal distribution.
  var centers: [Double]
  /// What the mean and the quantiles of a step may not fall below; empty when nothing was clipped.
  var floors: [Double] = []

  /// The distribution with these means and this spread around them.
  ///
  /// Values that do not ascend with their level are put in order.
  ///
  /// - Precondition: the shape has a deviation, or a row of values, for each mean; deviations are
  ///   not negative; levels ascend within (0, 1) and each row has a value for each of them.
  /// - Source: Chernozhukov, Fernández-Val and Galichon 2010, “Quantile and probability curves
  ///   without crossing”: sorting never makes quantiles worse.
  public init(mean: [Double], shape: Shape) {
    centers = mean
    switch shape {
    case .normal(let deviations):
      precondition(
        deviations.count == mean.count,
        "\(mean.count) means but \(deviations.count) standard deviations"
      )
      precondition(!deviations.contains { $0 < 0 }, "a standard deviation is negative")
      self.shape = shape
    case .quantiles(let levels, let values):
      precondition(
        values.count == mean.count,
        "\(mean.count) means but \(values.count) rows of quantiles"
      )
      precondition(!levels.isEmpty, "a table of quantiles without levels")
      precondition(levels.allSatisfy { $0 > 0 && $0 < 1 }, "a level is not within (0, 1)")
      precondition(zip(levels, levels.dropFirst()).allSatisfy(<), "levels do not ascend")
      for row in values {
        precondition(
          row.count == levels.count,
          "\(levels.count) levels but \(row.count) quantiles"
        )
      }
      self.shape = .quantiles(
        levels: levels,
        values: values.map { row in
          row.indices.dropFirst().allSatisfy { row[$0 - 1] <= row[$0] } ? row : row.sorted()
        }
      )
    }
  }

  /// The point forecast of each step.
  public var mean: [Double] { clipped(centers) }

  /// The number of steps.
  public var horizon: Int { centers.count }

  /// A value for each step, raised to the floors.
  func clipped(_ values: [Double]) -> [Double] {
    floors.isEmpty ? values : zip(values, floors).map { max($0, $1) }
  }
}
