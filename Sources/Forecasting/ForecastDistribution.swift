/// The marginal distribution of each step of a forecast.
public struct ForecastDistribution: Sendable {
  /// How the distributions are held.
  public enum Shape: Sendable {
    /// A normal distribution per step, with these standard deviations.
    case normal(standardDeviation: [Double])
    /// Quantiles per step: `values[step][k]` belongs to `levels[k]`; both ascend. Between levels
    /// quantiles are interpolated linearly, beyond them held.
    case quantiles(levels: [Double], values: [[Double]])
  }

  /// The point forecast of each step.
  public var mean: [Double]
  /// The spread around it.
  public var shape: Shape
}
