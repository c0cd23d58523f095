public import Tensors
public import TimeSeries

/// A local forecaster whose intervals are widened or narrowed to hold what they say they hold.
///
/// A model's own intervals hold too little where it is wrong or its parameters are uncertain. Here the
/// model is taken back to origins at the end of the history; the errors it makes from there, in units of the
/// spread it claims, are mixed with what such errors usually are, and quantiles of the mixture
/// replace those of the model. Where a model knows the shape of its distribution by phase of the season
/// (`LocalModel.isShapeKnown`), it keeps that shape, and the errors scale it. Means stay as they are. Each series is calibrated by itself. The result for a
/// step depends a little on the horizon, since errors at all steps up to it are looked at.
///
/// - Source: Vovk, Gammerman and Shafer 2005, “Algorithmic learning in a random world”, for quantiles of
///   past errors; the page `Documentation/Decisions/intervals.md` for the mixture.
public struct Conformal<Base: LocalForecaster>: LocalForecaster {
  /// What the catalogue says of the forecaster within.
  public static var entry: CatalogueEntry { Base.entry }
  /// Whether the forecaster within uses covariates itself.
  public static var takesCovariates: Bool { Base.takesCovariates }

  /// The same as those of the forecaster within.
  public static var covariateUse: CovariateUse { Base.covariateUse }

  /// What the forecaster within combines.
  public func memberNames(for series: Series) -> [String] { base.memberNames(for: series) }

  /// The forecaster whose intervals are calibrated.
  public var base: Base
  /// That of the forecaster within.
  public var seasonalPeriod: Int? { base.seasonalPeriod }
  private let seasonOfSeries: Int?

  /// The forecaster `base` with calibrated intervals.
  ///
  /// - Parameter seasonOfSeries: the steps of a season that the series have and the forecaster within need not use, asked
  ///   for or found in their file; it counts beside that of their frequency, and nil or 1 add none.
  public init(_ base: Base, seasonOfSeries: Int? = nil) {
    self.base = base
    self.seasonOfSeries = seasonOfSeries
  }

  /// The forecaster within, set up as the options say.
  public init(options: ModelOptions) {
    self.init(Base(options: options), seasonOfSeries: options.seasonalPeriod)
  }

  /// The model of the forecaster within, fitted to `series`.
  ///
  /// - Throws: what the forecaster within throws.
  public func fitted(to series: Series) throws(ForecastError) -> ConformalModel<Base> {
    conformal(try base.fitted(to: series), series)
  }

  /// The model of the forecaster within, with what was estimated before.
  ///
  /// - Throws: what the forecaster within throws.
  public func fitted(
    to series: Series,
    keeping estimates: Estimates
  ) throws(ForecastError) -> ConformalModel<Base> {
    conformal(try base.fitted(to: series, keeping: estimates), series)
  }

  private func conformal(_ model: Base.Model, _ series: Series) -> ConformalModel<Base> {
    ConformalModel(
      model: model,
      forecaster: base,
      series: series,
      seasonalPeriod: max(seasonOfSeries ?? 1, series.seasonalPeriod(asked: base.seasonalPeriod))
    )
  }

  /// Those of the forecaster within.
  public func caveats(of model: ConformalModel<Base>, for series: Series) -> [Caveat] {
    base.caveats(of: model.model, for: series)
  }
}

/// A fitted model whose intervals are calibrated on its own history.
public struct ConformalModel<Base: LocalForecaster>: LocalModel {
  /// The model within.
  public let model: Base.Model
  private let forecaster: Base
  private let series: Series
  private let seasonalPeriod: Int

  init(model: Base.Model, forecaster: Base, series: Series, seasonalPeriod: Int) {
    self.model = model
    self.forecaster = forecaster
    self.series = series
    self.seasonalPeriod = seasonalPeriod
  }

  /// What was estimated for the model within.
  public var estimates: Estimates { model.estimates }

  /// The description of the model within.
  public var description: String { model.description }

  /// The means of the model within, and quantiles from its errors.
  ///
  /// A distribution without any width, or that is not finite, is left as it is.
  public func distribution(
    horizon: Int,
    using stream: inout RandomStream
  ) -> ForecastDistribution {
    let claimed = model.distribution(horizon: horizon, using: &stream)
    let own = Spreads(claimed)
    guard
      (own.lower + own.upper).allSatisfy(\.isFinite),
      (own.lower + own.upper).contains(where: { $0 > 0 })
    else { return claimed }
    if model.isShapeKnown {
      let middle = Spreads(claimed, coverage: ShapeCalibration.coverage)
      let rolling = RollingScores(
        of: forecaster,
        estimates: model.estimates,
        on: series,
        spreads: middle,
        coverage: ShapeCalibration.coverage,
        origins: ShapeCalibration.origins,
        using: &stream
      )
      return ShapeCalibration(rolling, spreads: middle).calibrated(claimed)
    }
    let areMoves = Spreads.areMeasuredByMoves(of: series, seasonalPeriod: seasonalPeriod)
    let spreads = areMoves ? own.raised(toMovesOf: series.values) : own
    let rolling = RollingScores(
      of: forecaster,
      estimates: model.estimates,
      on: series,
      spreads: spreads,
      using: &stream
    )
    let levels = ForecastDistribution.simulationLevels
    let calibration = IntervalCalibration(
      rolling,
      width: areMoves ? .measuredByMoves : .usual,
      spreads: spreads,
      growth: model.unclaimedGrowth,
      at: levels,
      observations: max(1, series.values.count { !$0.isNaN })
    )
    let mean = claimed.mean
    return ForecastDistribution(
      mean: mean,
      shape: .quantiles(
        levels: levels,
        values: mean.indices.map { step in
          calibration.quantiles(at: step + 1).map { quantile in
            mean[step] + quantile * (quantile < 0 ? spreads.lower[step] : spreads.upper[step])
          }
        }
      )
    )
  }
}
