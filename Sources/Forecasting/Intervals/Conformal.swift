public import Tensors
public import TimeSeries

/// A local forecaster whose intervals are widened or narrowed to hold what they say they hold.
///
/// A model's own intervals hold too little where it is wrong or its parameters are uncertain. Here the
/// model is taken back to origins at the end of the history; the errors it makes from there, in units of the
/// spread it claims, are mixed with what such errors usually are, and quantiles of the mixture
/// replace those of the model. Means stay as they are. Each series is calibrated by itself. The result for a
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

  /// The forecaster whose intervals are calibrated.
  public var base: Base
  /// That of the forecaster within.
  public var seasonalPeriod: Int? { base.seasonalPeriod }

  /// The forecaster `base` with calibrated intervals.
  public init(_ base: Base) {
    self.base = base
  }

  /// The forecaster within, set up as the options say.
  public init(options: ModelOptions) {
    self.init(Base(options: options))
  }

  /// The model of the forecaster within, fitted to `series`.
  ///
  /// - Throws: what the forecaster within throws.
  public func fitted(to series: Series) throws(ForecastError) -> ConformalModel<Base> {
    ConformalModel(model: try base.fitted(to: series), forecaster: base, series: series)
  }

  /// The model of the forecaster within, with what was estimated before.
  ///
  /// - Throws: what the forecaster within throws.
  public func fitted(
    to series: Series,
    keeping estimates: Estimates
  ) throws(ForecastError) -> ConformalModel<Base> {
    ConformalModel(
      model: try base.fitted(to: series, keeping: estimates),
      forecaster: base,
      series: series
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

  init(model: Base.Model, forecaster: Base, series: Series) {
    self.model = model
    self.forecaster = forecaster
    self.series = series
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
    let areMoves = Spreads.areMeasuredByMoves(of: series, seasonalPeriod: forecaster.seasonalPeriod)
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
      assuming: areMoves ? .measuredByMoves : .usual,
      growsOnFaith: model.estimates.tellNothingOfGrowth,
      spreads: spreads,
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

extension Estimates {
  /// Whether nothing was estimated that tells how errors grow with the steps ahead: nothing at all, or only the season
  /// or the effects that were taken out before.
  var tellNothingOfGrowth: Bool {
    self == Estimates() || !members.isEmpty && members.allSatisfy(\.tellNothingOfGrowth)
  }
}
