import Forecasting
import Testing
import TimeSeries

@Suite("LocalForecaster on a panel")
struct LocalForecasterTests {
  @Test("difficult series get a fallback and a record of it; none makes the panel fail")
  func fallbacks() {
    let panel = Panel([
      Series(id: "good", values: [1, 2, 3, 1, 2, 3, 1]),
      Series(id: "short", values: [4, 5]),
      Series(id: "empty", values: [.nan, .nan]),
      Series(id: "negative", values: [-1, 1, -1, 1]),
    ])
    let forecasts = SeasonalNaive(seasonalPeriod: 3).fitted(to: panel)
      .forecast(horizon: 2, options: ForecastOptions())
    #expect(forecasts.map(\.id) == ["good", "short", "empty", "negative"])
    #expect(forecasts.map(\.model) == ["SeasonalNaive(3)", "Naive", "none", "SeasonalNaive(3)"])
    #expect(forecasts[0].mean == [2, 3] && forecasts[0].fallback == nil)
    #expect(forecasts[0].index.start == Timestamp(8))
    #expect(forecasts[1].mean == [5, 5])
    #expect(
      forecasts[1].fallback?.reason == .tooShort(series: "short", required: 4, actual: 2)
    )
    #expect(forecasts[2].mean.allSatisfy { $0.isNaN })
    #expect(forecasts[2].fallback?.reason == .noObservations(series: "empty"))
  }

  @Test("forecasts of a series without negative values end at 0 unless they may not")
  func clipping() {
    let fitted = Naive().fitted(to: Panel([Series(values: [1, 9, 1])]))
    let clipped = fitted.forecast(horizon: 1, options: ForecastOptions())[0]
    #expect(clipped.interval(0.9).lower == [0])
    let free = fitted.forecast(horizon: 1, options: ForecastOptions(allowsNegative: true))[0]
    #expect(free.interval(0.9).lower[0] < 0)
    #expect(free.interval(0.9).upper == clipped.interval(0.9).upper)
  }

  @Test("no two models answer to the same name, in any case")
  func names() {
    let names = ModelCatalogue.models.flatMap { model in
      let entry = model.entry
      return Set(([entry.name, entry.column] + entry.aliases).map { $0.lowercased() })
    }
    #expect(Set(names).count == names.count)
  }
}
