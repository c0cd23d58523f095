public import TimeSeries

/// A median, Fourier waves and a line, fitted in turns to what the others leave, and at last the level of
/// the last two steps.
///
/// Each of seven rounds fits the season to the residuals, with 5, 10 or 15 waves for periods below 10,
/// below 70 and above, and adds 0.9 of it; the second adds a line. Series with a season and without a
/// value of 0 or less are fitted in logarithms. Where the spread of the residuals is large for their mean,
/// the line is that of repeated medians, in every second round. The slope counts for the future as
/// much as the line explained of the residuals. A season needs two periods. Intervals are those of the
/// errors that the level would have had in the series, at each number of steps. Missing values are
/// interpolated.
///
/// The published program has further rounds, which its rule for stopping never reaches, and a piecewise
/// line with a penalty that leaves none of it; both are left out.
///
/// - Source: Blume 2024, `tblume1992/MFLES`; as in statsforecast 2.1.1.
public struct MFLES: LocalForecaster {
  /// The steps of a season, 1 for none; nil to take it from the frequency of each series.
  public var seasonalPeriod: Int?

  /// The forecaster for a seasonal period, or for that of each series.
  public init(seasonalPeriod: Int? = nil) {
    self.seasonalPeriod = seasonalPeriod
  }

  /// The parts of `series`.
  ///
  /// - Throws: `ForecastError.noObservations`; `.tooShort` for fewer than 4 observations; `.diverged`
  ///   where a value is infinite.
  public func fitted(to series: Series) throws(ForecastError) -> MFLESModel {
    let period = series.seasonalPeriod(asked: seasonalPeriod)
    let history = try MFLESHistory(series, period: period)
    guard history.observations >= Self.leastCount || history.isConstant else {
      throw .tooShort(
        series: series.id,
        required: Self.leastCount,
        actual: history.observations
      )
    }
    return MFLESModel(history, MFLESParts(history))
  }

  /// The parts found before, and the level of a history that may have grown.
  ///
  /// - Throws: `ForecastError.unsuitable` where the estimates are of no such model, or the history has
  ///   come to hold what they cannot take; `.noObservations`; `.diverged` where a value is infinite.
  public func fitted(
    to series: Series,
    keeping estimates: Estimates
  ) throws(ForecastError) -> MFLESModel {
    guard let parts = MFLESParts(estimates) else { throw .unsuitable(series: series.id) }
    let history = try MFLESHistory(series, period: parts.fillingPeriod)
    if parts.isLogarithmic && history.values.contains(where: { $0 <= 0 }) {
      throw .unsuitable(series: series.id)
    }
    return MFLESModel(history, parts)
  }

  private static let leastCount = 4
}

extension MFLES {
  /// `mfles`.
  public static let entry = CatalogueEntry(
    name: "mfles",
    column: "MFLES",
    summary: "A median, Fourier waves, a line and a level, fitted in turns."
  )

  /// The forecaster for the seasonal period of the options.
  public init(options: ModelOptions) { self.init(seasonalPeriod: options.seasonalPeriod) }
}
