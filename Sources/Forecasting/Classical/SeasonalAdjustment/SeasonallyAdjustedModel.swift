public import Tensors
internal import TimeSeries

/// A model of a series whose season was taken out first; the season is put back into its forecasts.
public struct SeasonallyAdjustedModel: LocalModel {
  /// What was asked for, such as `Comb`.
  public let name: String
  /// The season that was taken out; nil where there is none.
  public let season: SeasonalPattern?
  /// The model of what is left.
  public let model: any LocalModel
  /// The steps from the first observation to the end of the series.
  private let stepCount: Int

  /// The model of a series, without its season if it passes the test of the M4 competition.
  ///
  /// - Throws: `ForecastError.noObservations`, and what the model throws.
  init(
    _ name: String,
    _ series: Series,
    period: Int,
    model: (Series) throws(ForecastError) -> any LocalModel
  ) throws(ForecastError) {
    let values = Array(try series.observedPart())
    let season = SeasonalPattern(of: values, period: period, test: .m4)
    try self.init(name, series, values, season: season, model: model)
  }

  /// The model with the season and what else was estimated before.
  ///
  /// - Throws: `ForecastError.unsuitable` where the estimates are of no such model;
  ///   `.noObservations`, and what the model throws.
  init(
    _ name: String,
    _ series: Series,
    keeping estimates: Estimates,
    model: (Series, Estimates) throws(ForecastError) -> any LocalModel
  ) throws(ForecastError) {
    let values = Array(try series.observedPart())
    guard estimates.members.count == 1, estimates.numbers.allSatisfy(\.isFinite) else {
      throw .unsuitable(series: series.id)
    }
    let season: SeasonalPattern?
    switch estimates.form {
    case name where estimates.numbers.isEmpty: season = nil
    case "\(name)(A)" where estimates.numbers.count > 1:
      season = SeasonalPattern(composition: .additive, indices: estimates.numbers)
    case "\(name)(M)" where estimates.numbers.count > 1 && estimates.numbers.allSatisfy { $0 > 0 }:
      season = SeasonalPattern(composition: .multiplicative, indices: estimates.numbers)
    default: throw .unsuitable(series: series.id)
    }
    try self.init(name, series, values, season: season) { adjusted throws(ForecastError) in
      try model(adjusted, estimates.members[0])
    }
  }

  private init(
    _ name: String,
    _ series: Series,
    _ values: [Double],
    season: SeasonalPattern?,
    model: (Series) throws(ForecastError) -> any LocalModel
  ) throws(ForecastError) {
    self.name = name
    self.season = season
    stepCount = values.count
    self.model = try model(Series(id: series.id, values: season?.adjusted(values) ?? values))
  }

  /// The season's indices, and what was estimated for what is left.
  public var estimates: Estimates {
    Estimates(form: description, numbers: season?.indices ?? [], members: [model.estimates])
  }

  /// The forecasts of the model with the season put back.
  public func distribution(
    horizon: Int,
    using stream: inout RandomStream
  ) -> ForecastDistribution {
    let adjusted = model.distribution(horizon: horizon, using: &stream)
    return season?.restored(adjusted, from: stepCount) ?? adjusted
  }

  /// Such as `Comb`, with `(A)` or `(M)` where an additive or a multiplicative season was taken out.
  public var description: String {
    switch season?.composition {
    case nil: name
    case .additive: "\(name)(A)"
    case .multiplicative: "\(name)(M)"
    }
  }
}
