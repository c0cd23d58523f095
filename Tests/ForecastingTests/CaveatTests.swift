import AlmanacTesting
import Forecasting
import Testing
import TimeSeries

@Suite("Caveats and treatments")
struct CaveatTests {
  @Test("a single observation is said to show no spread")
  func single() {
    let forecast = ETS().fittedOrReplaced(Series(values: [.nan, 5])).forecast(horizon: 2)
    #expect(forecast.caveats == [.singleObservation])
    let two = ETS().fittedOrReplaced(Series(values: [4, 5])).forecast(horizon: 2)
    #expect(two.caveats.isEmpty)
    // Counts have a distribution of their own, also around a single one.
    #expect(TSB().fittedOrReplaced(Series(values: [5])).forecast(horizon: 1).caveats.isEmpty)
  }

  @Test("holt-winters says so where it has no season")
  func season() {
    let values: [Double] = [0, 1.1, 2.4, 3.2, 0.2, 1.4, 2.1, 3, 0.1, 1.4]
    let short = HoltWinters(seasonalPeriod: 12).fittedOrReplaced(Series(values: values))
    #expect(short.forecast(horizon: 1).caveats == [.noSeason(period: 12)])
    let long = HoltWinters(seasonalPeriod: 4)
      .fittedOrReplaced(Series(values: values + values.dropFirst(2) + values.dropFirst(2)))
    #expect(long.forecast(horizon: 1).caveats.isEmpty)
    let conformal = Conformal(HoltWinters(seasonalPeriod: 12))
      .fittedOrReplaced(Series(values: values))
    #expect(conformal.forecast(horizon: 1).caveats == [.noSeason(period: 12)])
  }

  @Test("what cannot be squared is forecast as in other units", arguments: [0x1p700, 0x1p-700])
  func units(factor: Double) {
    let values: [Double] = (0..<30).map { step in Double(10 + step * step % 17) }
    let model = ETS(seasonalPeriod: 1)
    let plain = model.fittedOrReplaced(Series(values: values)).forecast(horizon: 4)
    let scaled = model.fittedOrReplaced(Series(values: values.map { $0 * factor }))
      .forecast(horizon: 4)
    #expect(scaled.caveats.isEmpty && scaled.fallback == nil)
    for level in [0.025, 0.5, 0.9] {
      for (a, b) in zip(plain.quantile(level), scaled.quantile(level)) {
        // The start of the search has a size of its own.
        #expect(abs(a * factor - b) <= 1e-6 * abs(b))
      }
    }
  }

  @Test("estimates of scaled values are kept, and those of others are not taken for them")
  func keptUnits() {
    let series = Series(values: (0..<30).map { step in 1e200 * Double(10 + step * step % 17) })
    let model = ETS(seasonalPeriod: 1)
    let fitted = model.fittedOrReplaced(series)
    let kept = model.fittedOrReplaced(series, keeping: fitted.model.estimates)
    #expect(
      kept.keepsEstimates && kept.forecast(horizon: 3).mean == fitted.forecast(horizon: 3).mean
    )
    let other = model.fittedOrReplaced(Series(values: [1, 3, 2, 5, 4, 6, 5]))
    #expect(!model.fittedOrReplaced(series, keeping: other.model.estimates).keepsEstimates)
  }

  @Test("forecasts that leave their history far behind are said to")
  func exploding() {
    let values = (0..<8).map { Double($0) }
    let forecast = Drift().fittedOrReplaced(Series(values: values)).forecast(horizon: 8000)
    #expect(forecast.caveats == [.exploding])
  }

  @Test("zeros in front can be left out; a series of zeros stays")
  func leadingZeros() {
    let treatment = SeriesTreatment(trimsZeros: true)
    let treated = treatment.treated(Series(values: [0, .nan, 0, 3, 0, 2])).values
    #expect(treated.prefix(3).allSatisfy { $0.isNaN })
    #expect(Array(treated.suffix(3)) == [3, 0, 2])
    #expect(treatment.treated(Series(values: [0, 0])).values == [0, 0])
    #expect(SeriesTreatment().treated(Series(values: [0, 1])).values == [0, 1])
  }

  @Test("a series that ends in enough zeros is retired")
  func retired() throws {
    let treatment = SeriesTreatment(retiredAfter: 3)
    let fitted = try #require(treatment.retired(Series(values: [5, 0, .nan, 0, 0])))
    let forecast = fitted.forecast(horizon: 2)
    #expect(forecast.mean == [0, 0] && forecast.interval(0.95).upper == [0, 0])
    #expect(forecast.model == "Retired(3)" && forecast.caveats.isEmpty)
    #expect(treatment.retired(Series(values: [5, 0, 1, 0, 0])) == nil)
    #expect(treatment.retired(Series(values: [0, 0])) == nil)
    #expect(SeriesTreatment().retired(Series(values: [0, 0])) == nil)
  }
}
