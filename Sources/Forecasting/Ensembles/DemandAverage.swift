internal import TimeSeries

/// The forecast of intermittent demand: the mean of those of `ADIDA` and `IMAPA`, which are nearly free
/// of bias, and the quantiles of the last observations, which are the most accurate.
struct DemandAverage: LocalForecaster {
  static let entry = CatalogueEntry(
    name: "demand",
    column: "Demand",
    summary: "adida and imapa for the mean, empirical-quantiles for the rest.",
    intervals: .model
  )
  /// 1: a season makes no difference.
  var seasonalPeriod: Int? { 1 }

  init() {}
  init(options: ModelOptions) {}

  func fitted(to series: Series) throws(ForecastError) -> DemandModel {
    let means = [try ADIDA().fitted(to: series).mean, try IMAPA().fitted(to: series).mean]
    return try EmpiricalQuantiles().fitted(to: series)
      .renamed("Demand(ADIDA, IMAPA)", mean: (means[0] + means[1]) / 2)
  }
}
