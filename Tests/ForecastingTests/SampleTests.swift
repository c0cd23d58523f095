import AlmanacTesting
import Forecasting
import Foundation
import Tensors
import Testing
import TimeSeries

/// Forecasts the median of the history.
struct MedianForecaster: LocalForecaster {
  static let entry = CatalogueEntry(
    name: "median",
    column: "Median",
    summary: "The median of the history."
  )

  var seasonalPeriod: Int?

  init(options: ModelOptions) { seasonalPeriod = options.seasonalPeriod }

  func fitted(to series: Series) throws(ForecastError) -> FittedMedian {
    let observed = series.values.filter { !$0.isNaN }.sorted()
    guard !observed.isEmpty else { throw .noObservations(series: series.id) }
    return FittedMedian(observed: observed)
  }
}

/// The sorted observations of a series.
struct FittedMedian: LocalModel {
  let observed: [Double]

  var description: String { "Median" }

  func distribution(horizon: Int, using stream: inout RandomStream) -> ForecastDistribution {
    ForecastDistribution(
      mean: Array(repeating: observed[observed.count / 2], count: horizon),
      shape: .quantiles(
        levels: [0.05, 0.5, 0.95],
        values: Array(
          repeating: [0.05, 0.5, 0.95].map { observed[Int($0 * Double(observed.count - 1))] },
          count: horizon
        )
      )
    )
  }
}

/// The samples of the README and of the documentation, word for word.
@Suite("samples")
struct SampleTests {
  @Test("a panel is read, fitted and forecast in three lines")
  func firstForecast() throws {
    let isThere = FileManager.default.changeCurrentDirectoryPath(Tool.repository.path)
    #expect(isThere)
    let sales = try Panel(csv: "Series/retail-daily.csv")
    let forecasts = try ETS().fitted(to: sales).forecast(horizon: 28)
    let (lower, upper) = forecasts[0].interval(0.9)
    #expect(forecasts.count == 24)
    #expect(lower.count == 28 && zip(lower, upper).allSatisfy { $0 < $1 })
  }

  @Test("covariates come from a second file, or from the calendar")
  func covariates() throws {
    let isThere = FileManager.default.changeCurrentDirectoryPath(Tool.repository.path)
    #expect(isThere)
    var options = CSVOptions()
    options.future = CSVOptions.FutureFile(path: "Series/retail-plan.csv", horizon: 14)
    let planned = try Panel(csv: "Series/retail-daily.csv", options: options)
    let plan = try ETS().fitted(to: planned).forecast(horizon: 14)
    #expect(plan[0].model.hasSuffix("2 regressors"))
    // The shop is closed on Saturdays.
    #expect(plan.allSatisfy { $0.mean[1] == 0 && $0.mean[8] == 0 })
    var series = planned[0]
    series.covariates = []
    if let country = HolidayCalendar(country: "GB") {
      series.covariates += CalendarFeature.holidays(country)
        .covariates(of: series.id, at: series.index, horizon: 14)
    }
    #expect(series.covariates.contains { $0.name == "GB-Boxing Day" })
    #expect(series.covariates.allSatisfy { $0.future.count == 14 })
  }

  @Test("a series can be made of numbers")
  func numbers() throws {
    let series = Series(id: "tea", values: [12, 15, 11, 18, 14, 16, 12, 19, 15, 17, 13, 20])
    let model = try Holt().fitted(to: series)
    #expect(model.description.hasPrefix("ETS(A,A"))
    let quarterly = ETS(seasonalPeriod: 4)
    #expect(quarterly.seasonalPeriod == 4)
  }

  @Test("a model in one file has panels, fallbacks and intervals supplied")
  func newModel() throws {
    let panel = Panel([Series(id: "a", values: [3, 1, 2]), Series(id: "b", values: [.nan])])
    let forecasts = try MedianForecaster(options: ModelOptions())
      .fitted(to: panel).forecast(horizon: 2)
    #expect(forecasts[0].mean == [2, 2])
    #expect(forecasts[0].interval(0.9).upper == [2, 2])
    #expect(forecasts[1].fallback?.asked == "Median")
    #expect(forecasts[1].mean.allSatisfy { $0.isNaN })
  }
}
