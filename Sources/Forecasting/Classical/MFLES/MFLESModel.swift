internal import Glibc
public import Tensors
internal import TimeSeries

/// A fitted MFLES model.
public struct MFLESModel: LocalModel {
  private let parts: MFLESParts
  /// Median, line and level after the last observation, in the units of the fit.
  private let level: Double
  /// The standard deviation of the level's error after 1, 2, … steps, in the units of the fit; the last
  /// one holds for all further ones.
  private let deviations: [Double]
  private let stepCount: Int
  private let stepsMissing: Int

  /// The steps of a season; 1 without one.
  public var seasonalPeriod: Int { parts.season.count }
  /// Whether the parts multiply: the series was fitted in logarithms.
  public var isMultiplicative: Bool { parts.isLogarithmic }
  /// What was estimated: centre, unit, median, line, its persistence, and the season.
  public var estimates: Estimates { parts.estimates }

  /// The model of a history, given its parts.
  init(_ history: MFLESHistory, _ parts: MFLESParts) {
    self.parts = parts
    stepCount = history.values.count
    stepsMissing = history.stepsMissing
    let values = parts.transformed(history.values)
    let rest = values.indices.map { step in
      values[step] - parts.median - parts.intercept - parts.slope * Double(step)
        - parts.season[step % parts.season.count]
    }
    let end = parts.median + parts.intercept + parts.slope * Double(values.count - 1)
    level = parts.hasLevel ? end + Self.level(rest, at: rest.count - 1) : end
    deviations = Self.deviations(rest, hasLevel: parts.hasLevel)
  }

  /// The mean of the last two residuals.
  private static func level(_ rest: [Double], at step: Int) -> Double {
    step > 0 ? (rest[step] + rest[step - 1]) / 2 : rest[step]
  }

  /// The errors that the level would have had in the series, for each number of steps up to a third of
  /// it; they grow with the steps.
  private static func deviations(_ rest: [Double], hasLevel: Bool) -> [Double] {
    var deviations: [Double] = []
    for ahead in 1...max(1, min(rest.count / 3, 400)) where ahead < rest.count {
      var squares = 0.0
      for step in 0..<(rest.count - ahead) {
        let error = rest[step + ahead] - (hasLevel ? level(rest, at: step) : 0)
        squares += error * error
      }
      let deviation = (squares / Double(rest.count - ahead)).squareRoot()
      deviations.append(max(deviation, deviations.last ?? 0))
    }
    return deviations.isEmpty ? [0] : deviations
  }

  /// The forecasts: normal, or log-normal where the parts multiply.
  public func distribution(
    horizon: Int,
    using stream: inout RandomStream
  ) -> ForecastDistribution {
    var (means, spreads): ([Double], [Double]) = ([], [])
    for step in stepsMissing..<(stepsMissing + horizon) {
      let trend = level + parts.persistence * parts.slope * Double(step + 1)
      means.append(trend + parts.season[(stepCount + step) % parts.season.count])
      spreads.append(deviations[min(step, deviations.count - 1)])
    }
    if parts.isLogarithmic {
      let levels = ForecastDistribution.simulationLevels
      let scores = levels.map { NormalDistribution.standard.quantile(at: $0) }
      return ForecastDistribution(
        mean: means.map { exponential($0) },
        shape: .quantiles(
          levels: levels,
          values: zip(means, spreads).map { mean, spread in
            scores.map { exponential(mean + spread * $0) }
          }
        )
      )
    }
    return ForecastDistribution(
      mean: means.map { parts.centre + parts.unit * $0 },
      shape: .normal(standardDeviation: spreads.map { parts.unit * $0 })
    )
  }

  /// The value that has this logarithm, in the units of the series.
  private func exponential(_ value: Double) -> Double {
    min(parts.unit * exp(value), .greatestFiniteMagnitude)
  }

  /// Such as `MFLES`, with `(A)` or `(M)` where it has a season that is added or multiplies.
  public var description: String {
    seasonalPeriod == 1 ? "MFLES" : parts.isLogarithmic ? "MFLES(M)" : "MFLES(A)"
  }
}
