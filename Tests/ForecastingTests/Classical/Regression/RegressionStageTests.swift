import AlmanacTesting
import Foundation
import Testing
import TimeSeries

@testable import Forecasting
@testable import Tensors

@Suite("RegressionStage")
struct RegressionStageTests {
  /// A monthly series with trend, season and noise, and what a covariate adds to it.
  static func series(
    seed: UInt64,
    steps: Int = 96,
    ahead: Int = 12,
    _ value: (_ plain: Double, _ covariate: Double) -> Double
  ) -> Series {
    var stream = RandomStream(seed: seed)
    let noise = Tensor.normal([steps + ahead], using: &stream).elements
    let numbers = Tensor.uniform([steps + ahead], using: &stream).elements.map {
      $0 < 0.3 ? 1.0 : 0
    }
    let all = (0..<steps + ahead).map { step in
      let season = 12 * sin(2 * .pi * Double(step) / 12)
      return value(100 + 0.4 * Double(step) + season + noise[step], numbers[step])
    }
    return Series(
      id: "s\(seed)",
      index: TimeIndex(
        start: Timestamp(year: 2015, month: 1, day: 1),
        frequency: Frequency(.month(.start)),
        count: steps
      ),
      values: Array(all[..<steps]),
      covariates: [
        Covariate(
          name: "promotion",
          values: Array(numbers[..<steps]),
          future: Array(numbers[steps...])
        )
      ]
    )
  }

  static let models: [any LocalForecaster] = [
    ETS(), DynamicOptimizedTheta(), SeasonalNaive(), Auto(),
  ]

  /// The forecast, and what it would be without any promotion to come.
  private func forecasts(
    _ series: Series,
    _ model: any LocalForecaster
  ) -> (planned: Forecast, empty: Forecast) {
    var other = series
    for i in other.covariates.indices {
      other.covariates[i].future = other.covariates[i].future.map { _ in 0 }
    }
    return (
      model.fittedOrReplaced(series).forecast(horizon: 12),
      model.fittedOrReplaced(other).forecast(horizon: 12)
    )
  }

  /// Two years and a half of it, so that line and season are not taken from it as a whole in two turns.
  @Test("what comes in the same season each year is the season's", arguments: 0..<4)
  func seasonal(model: Int) {
    for steps in [29, 31, 67] {
      let plain = Self.series(seed: 5, steps: steps) { value, _ in value }
      var series = plain
      func holiday(_ months: Set<Int>, _ name: String) -> Covariate {
        let all = (0..<steps + 12).map { months.contains($0 % 12) ? 1.0 : 0 }
        return Covariate(name: name, values: Array(all[..<steps]), future: Array(all[steps...]))
      }
      series.covariates = [
        holiday([1, 8, 10], "holiday"), holiday([1], "february"), holiday([8], "labor"),
      ]
      var without = plain
      without.covariates = []
      let forecasts = [series, without].map {
        Self.models[model].fittedOrReplaced($0).forecast(horizon: 12).mean
      }
      #expect(forecasts[0] == forecasts[1], "\(steps) steps")
    }
  }

  @Test("an effect is not kept where the history no longer tells it")
  func untold() throws {
    let stage = RegressionStage(base: ETS())
    var series = Self.series(seed: 1) { $0 + 20 * $1 }
    let estimates = try stage.fitted(to: series).estimates
    _ = try stage.fitted(to: series, keeping: estimates)
    let all = (0..<108).map { $0 % 12 == 3 ? 1.0 : 0 }
    series.covariates[0].values = Array(all[..<96])
    series.covariates[0].future = Array(all[96...])
    #expect(throws: ForecastError.self) { try stage.fitted(to: series, keeping: estimates) }
  }

  @Test("an effect in units is found under trend, season and noise", arguments: 0..<4)
  func additive(model: Int) {
    for seed: UInt64 in 1...3 {
      let series = Self.series(seed: seed) { $0 + 20 * $1 }
      let (planned, empty) = forecasts(series, Self.models[model])
      #expect(planned.model.hasSuffix("1 regressor"), "seed \(seed)")
      for (step, promotion) in series.covariates[0].future.enumerated() {
        // Four standard errors of a difference of means in 96 steps.
        let effect = planned.mean[step] - empty.mean[step]
        #expect(abs(effect - 20 * promotion) < 2 + 0.05 * abs(effect), "seed \(seed)")
      }
    }
  }

  @Test("an effect as a factor is found as one", arguments: 0..<4)
  func multiplicative(model: Int) {
    for seed: UInt64 in 1...3 {
      let series = Self.series(seed: seed) { $0 * (1 + 0.5 * $1) }
      let (planned, empty) = forecasts(series, Self.models[model])
      #expect(planned.model.hasSuffix("× 1 regressor"), "seed \(seed)")
      for (step, promotion) in series.covariates[0].future.enumerated() {
        let factor = planned.mean[step] / empty.mean[step]
        #expect(abs(factor - (1 + 0.5 * promotion)) < 0.03, "seed \(seed)")
      }
    }
  }

  @Test("a covariate that says nothing changes next to nothing")
  func useless() {
    for seed: UInt64 in 1...5 {
      let series = Self.series(seed: seed) { plain, _ in plain }
      var bare = series
      bare.covariates = []
      let with = ETS().fittedOrReplaced(series).forecast(horizon: 12)
      let without = ETS().fittedOrReplaced(bare).forecast(horizon: 12)
      for (a, b) in zip(with.mean, without.mean) { #expect(abs(a - b) < 1.5, "seed \(seed)") }
    }
  }

  @Test("constant, repeated and proportional covariates are no trouble")
  func collinear() {
    var series = Self.series(seed: 7) { $0 + 20 * $1 }
    let alone = ETS().fittedOrReplaced(series).forecast(horizon: 12)
    let one = series.covariates[0]
    func scaled(_ name: String, by factor: Double, plus offset: Double) -> Covariate {
      Covariate(
        name: name,
        values: one.values.map { $0 * factor + offset },
        future: one.future.map { $0 * factor + offset }
      )
    }
    series.covariates += [
      one, scaled("scaled", by: -1e6, plus: 3), scaled("constant", by: 0, plus: 8),
    ]
    let together = ETS().fittedOrReplaced(series).forecast(horizon: 12)
    #expect(together.model.hasSuffix("3 regressors"))
    for (a, b) in zip(alone.mean, together.mean) { #expect(abs(a - b) < 0.5) }
  }

  @Test("a covariate without a future, or none at all, leaves the model as it is")
  func pastOnly() {
    var series = Self.series(seed: 3) { $0 + 20 * $1 }
    series.covariates[0].future = []
    var bare = series
    bare.covariates = []
    let forecast = ETS().fittedOrReplaced(series).forecast(horizon: 12)
    #expect(forecast.mean == ETS().fittedOrReplaced(bare).forecast(horizon: 12).mean)
    #expect(!forecast.model.contains("regressor"))
  }

  @Test("missing values and missing covariates are left out")
  func missing() {
    var series = Self.series(seed: 9) { $0 + 20 * $1 }
    for step in [0, 11, 40, 41, 95] { series.values[step] = .nan }
    for step in [11, 60] { series.covariates[0].values[step] = .nan }
    for model in Self.models {
      let forecast = model.fittedOrReplaced(series).forecast(horizon: 12)
      #expect(forecast.mean.allSatisfy { $0.isFinite })
      #expect(forecast.model.contains("regressor"))
    }
  }

  @Test("closed days are zero without doubt, and do not disturb the others")
  func closures() {
    let days = 140
    let open = (0..<days + 14).map { $0 % 7 == 6 || $0 == 100 || $0 == days + 2 ? 0.0 : 1 }
    var values: [Double] = []
    for day in 0..<days { values.append(open[day] * (50 + Double(day % 7 * 4 + day * 7 % 5))) }
    let series = Series(
      id: "shop",
      index: TimeIndex(
        start: Timestamp(year: 2024, month: 1, day: 1),
        frequency: Frequency(.day),
        count: days
      ),
      values: values,
      covariates: [
        Covariate(name: "open", values: Array(open[..<days]), future: Array(open[days...]))
      ]
    )
    for model in Self.models {
      let forecast = model.fittedOrReplaced(series).forecast(horizon: 14)
      let interval = forecast.interval(0.8)
      for step in 0..<14 {
        if open[days + step] == 0 {
          #expect(forecast.mean[step] == 0)
          #expect(interval.lower[step] == 0 && interval.upper[step] == 0)
        } else {
          let usual = 52.0 + Double(step % 7 * 4)
          #expect(abs(forecast.mean[step] - usual) < 5, "\(forecast.model), step \(step)")
        }
      }
      #expect(forecast.model.hasSuffix("1 regressor"))
    }
  }

  @Test("what is not known of the coefficients widens the intervals")
  func uncertainty() {
    // The planned steps are all promotions, of which the short history had few.
    var series = Self.series(seed: 5, steps: 40) { $0 + 20 * $1 }
    series.covariates[0].future = series.covariates[0].future.map { _ in 1 }
    let planned = ETS().fittedOrReplaced(series).forecast(horizon: 12)
    series.covariates[0].future = series.covariates[0].future.map { _ in 0.3 }
    let usual = ETS().fittedOrReplaced(series).forecast(horizon: 12)
    func width(_ forecast: Forecast) -> Double {
      let (lower, upper) = forecast.interval(0.8)
      return upper[0] - lower[0]
    }
    #expect(width(planned) > width(usual))
  }

  @Test("kept estimates give the same model on the same history, to the last bit", arguments: 0..<4)
  func keeping(model: Int) throws {
    let stage = RegressionStage(base: Self.models[model])
    for (seed, series) in [
      (1, Self.series(seed: 1) { $0 + 20 * $1 }), (2, Self.series(seed: 2) { $0 * (1 + 0.5 * $1) }),
      (3, Self.series(seed: 3) { plain, _ in plain }),
    ] {
      let fitted = try stage.fitted(to: series)
      guard fitted.base.estimates != Estimates() || model == 2 else { continue }
      let kept = try stage.fitted(to: series, keeping: fitted.estimates)
      var streams = (RandomStream(seed: 1), RandomStream(seed: 1))
      #expect(
        fitted.distribution(horizon: 12, using: &streams.0)
          == kept.distribution(horizon: 12, using: &streams.1),
        "seed \(seed)"
      )
      #expect(kept.description == fitted.description)
    }
  }

  @Test("estimates of other covariates are refused")
  func unsuitable() throws {
    let stage = RegressionStage(base: SeasonalNaive())
    var series = Self.series(seed: 1) { $0 + 20 * $1 }
    let estimates = try stage.fitted(to: series).estimates
    series.covariates[0].name = "price"
    #expect(throws: ForecastError.unsuitable(series: "s1")) {
      try stage.fitted(to: series, keeping: estimates)
    }
  }

  @Test("short, constant and empty series are forecast as without covariates", arguments: 0...12)
  func short(steps: Int) {
    for value in [0.0, 5] {
      let series = Series(
        id: "short",
        index: TimeIndex(start: Timestamp(1), frequency: Frequency(.integer), count: steps),
        values: (0..<steps).map { value * Double($0 % 3) },
        covariates: [
          Covariate(name: "x", values: (0..<steps).map(Double.init), future: [7, 8])
        ]
      )
      for model in Self.models {
        let forecast = model.fittedOrReplaced(series).forecast(horizon: 2)
        #expect(forecast.mean.allSatisfy { $0.isFinite || steps == 0 })
      }
    }
  }

  @Test("magnitudes from 1e-15 to 1e15 give forecasts in proportion", arguments: [1e-15, 1e15])
  func magnitude(factor: Double) {
    let series = Self.series(seed: 4) { $0 + 20 * $1 }
    var other = series
    other.values = series.values.map { $0 * factor }
    other.covariates[0].values = series.covariates[0].values.map { $0 / factor }
    other.covariates[0].future = series.covariates[0].future.map { $0 / factor }
    let a = SeasonalNaive().fittedOrReplaced(series).forecast(horizon: 12)
    let b = SeasonalNaive().fittedOrReplaced(other).forecast(horizon: 12)
    for (x, y) in zip(a.mean, b.mean) { #expect(abs(y / factor - x) < 1e-6 * x) }
  }
}
