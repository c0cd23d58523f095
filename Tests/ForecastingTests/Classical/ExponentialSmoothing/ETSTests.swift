import AlmanacTesting
import Tensors
import Testing
import TimeSeries

@testable import Forecasting

@Suite("ETS", .tags(.property))
struct ETSTests {
  /// A positive series with trend, season and noise.
  static func series(seed: UInt64, count: Int, period: Int = 12) -> [Double] {
    var stream = RandomStream(seed: seed)
    var level = 100.0
    return (0..<count).map { t in
      level += 0.5 + stream.normal()
      return level * (1 + 0.2 * Double(t % period) / Double(period)) + 2 * stream.normal()
    }
  }

  private func model(
    _ values: [Double],
    period: Int = 12,
    _ specification: String = "ZZZ",
    estimation: ETS.Estimation = .steady
  ) throws -> ETSModel {
    let specification = try #require(ETS.Specification(specification))
    return try ETS(
      seasonalPeriod: period,
      specification: specification,
      estimation: estimation
    )
    .fitted(to: Series(values: values))
  }

  private func distribution(_ model: ETSModel, horizon: Int = 18) -> ForecastDistribution {
    var stream = RandomStream(seed: 1)
    return model.distribution(horizon: horizon, using: &stream)
  }

  // MARK: Awkward series

  @Test("every length gives finite forecasts", arguments: [1, 2, 3, 4, 12])
  func shortSeries(period: Int) throws {
    for count in 1...40 {
      let model = try model(Self.series(seed: 7, count: count), period: period)
      let forecast = distribution(model)
      #expect(forecast.mean.allSatisfy { $0.isFinite }, "\(count) values, \(model)")
      #expect(forecast.quantile(0.9).allSatisfy { $0.isFinite }, "\(count) values, \(model)")
    }
  }

  @Test("errors as large as the level itself are not relative ones: intervals do not explode")
  func spikes() throws {
    var stream = RandomStream(seed: 5)
    let values = (0..<120).map { _ in
      100 * (0.2 + stream.uniform()) * (stream.uniform() < 0.08 ? 60 * stream.uniform() : 1)
    }
    // What the likelihood alone would take.
    let likely = try model(values, period: 1, estimation: .likelihood)
    #expect(likely.form.error == .multiplicative && likely.variance > 0.25)
    let steady = try model(values, period: 1)
    #expect(steady.form.error == .additive)
    let largest = values.max() ?? 0
    #expect(distribution(steady, horizon: 60).quantile(0.975).allSatisfy { $0 < 3 * largest })
    // Who asks for relative errors gets them.
    #expect(try model(values, period: 1, "MNN").form.error == .multiplicative)
  }

  @Test("every form fits every length, or the nearest form does")
  func everyForm() throws {
    for form in ETSObjectiveTests.forms {
      for count in [1, 2, 5, 9, 30] {
        let model = try ETS(seasonalPeriod: 4, specification: ETS.Specification(form))
          .fitted(to: Series(values: Self.series(seed: 3, count: count, period: 4)))
        #expect(distribution(model).mean.allSatisfy { $0.isFinite }, "\(form), \(count) values")
        if count == 30 { #expect(model.form == form) }
      }
    }
  }

  @Test("a constant series goes on with certainty", arguments: [0.0, 5, -3, 1e15])
  func constant(value: Double) throws {
    let model = try model(Array(repeating: value, count: 30))
    #expect(model.description == "ETS(A,N,N)")
    #expect(model.weights.level == 0.9999)
    let forecast = distribution(model)
    #expect(forecast.mean == Array(repeating: value, count: 18))
    #expect(forecast.quantile(0.99) == forecast.mean)
  }

  @Test("a straight line goes on")
  func line() throws {
    let model = try model((1...20).map { 3 * Double($0) }, period: 1)
    let forecast = distribution(model, horizon: 3)
    for (value, expected) in zip(forecast.mean, [63.0, 66, 69]) {
      #expect(abs(value - expected) < 0.3, "\(model)")
    }
  }

  @Test("a pure season repeats itself", arguments: ["ANA", "MNM", "AAA", "MAM"])
  func pureSeason(form: String) throws {
    let season: [Double] = [10, 14, 9, 11]
    let model = try model((0..<40).map { season[$0 % 4] }, period: 4, form)
    for (value, expected) in zip(distribution(model, horizon: 4).mean, season) {
      #expect(abs(value - expected) < 1e-6 * expected)
    }
  }

  @Test("magnitudes change nothing but the scale", arguments: [1e-300, 1e-15, 1e15, 1e300])
  func magnitudes(scale: Double) throws {
    let values = Self.series(seed: 11, count: 60)
    let plain = try model(values)
    let scaled = try model(values.map { $0 * scale })
    #expect(scaled.form == plain.form)
    for (a, b) in zip(distribution(scaled).mean, distribution(plain).mean) {
      // The search stops when the likelihood is flat to 1e-6.
      #expect(abs(a / scale - b) < 1e-4 * abs(b))
    }
  }

  @Test("an additive form moves with the series")
  func shift() throws {
    let values = Self.series(seed: 12, count: 60)
    let plain = try model(values, "AAA", estimation: .likelihood)
    let moved = try model(values.map { $0 - 1000 }, "AAA", estimation: .likelihood)
    for (a, b) in zip(distribution(moved).mean, distribution(plain).mean) {
      #expect(abs(a + 1000 - b) < 0.01)
    }
  }

  @Test("values that are not positive exclude multiplicative parts")
  func negative() throws {
    let values = Self.series(seed: 4, count: 60).map { $0 - 120 }
    #expect(try !model(values).form.needsPositiveValues)
    #expect(try model(values, "MMM").description == "ETS(A,A,A)")
    #expect(try !model(values + [0]).form.needsPositiveValues)
  }

  @Test("missing values are bridged by the forecast")
  func missing() throws {
    var values = Self.series(seed: 21, count: 96)
    let complete = try model(values, "MAM")
    for gap in [0, 1, 30, 31, 32, 50, 95] { values[gap] = .nan }
    let model = try model(values, "MAM")
    #expect(model.observations == 89)
    let fitted = model.fittedValues(of: values)
    #expect(fitted[0].isNaN && fitted[1].isNaN && fitted[2...].allSatisfy { $0.isFinite })
    #expect(model.residuals(of: values)[31].isNaN)
    // The last season is 20 % apart from end to end: a slip of phase would show.
    for (a, b) in zip(distribution(model, horizon: 12).mean, distribution(complete).mean) {
      #expect(abs(a - b) < 0.05 * b)
    }
  }

  @Test("a series without observations, or with an infinite one, is refused")
  func refused() {
    #expect(throws: ForecastError.noObservations(series: "series")) { try model([.nan, .nan]) }
    #expect(throws: ForecastError.noObservations(series: "series")) { try model([]) }
    #expect(throws: ForecastError.diverged(series: "series")) { try model([1, .infinity, 2]) }
  }

  @Test("long seasons are fitted", arguments: [24, 52, 168])
  func longSeason(period: Int) throws {
    let values = Self.series(seed: 5, count: 4 * period, period: period)
    let model = try model(values, period: period, "ANA")
    #expect(model.form.season == .additive)
    #expect(distribution(model, horizon: period).mean.allSatisfy { $0.isFinite })
  }

  @Test("explosive series stay finite")
  func explosive() throws {
    let model = try model((0..<40).map { 2.0.power($0 * 5) }, period: 4)
    #expect(distribution(model, horizon: 500).mean.allSatisfy { $0.isFinite })
  }

  // MARK: The choice of a form

  @Test("the chosen form has the smallest criterion", arguments: ETS.Criterion.allCases)
  func choice(criterion: ETS.Criterion) throws {
    for seed in 1...5 as ClosedRange<UInt64> {
      let series = Series(values: Self.series(seed: seed, count: 40, period: 4))
      let chosen = try ETS(seasonalPeriod: 4, criterion: criterion).fitted(to: series)
      for form in ETS.Specification.automatic.forms(allowsSeason: true, allowsMultiplicative: true)
      {
        let other = try ETS(seasonalPeriod: 4, specification: ETS.Specification(form))
          .fitted(to: series)
        // A form that fell behind is not followed to its end, so a small lead may be missed.
        #expect(
          chosen.criterion(criterion) <= other.criterion(criterion) + 0.1,
          "seed \(seed): \(chosen) but \(other)"
        )
      }
    }
  }

  @Test("fifteen forms compete for a positive seasonal series, six without a season or sign")
  func candidates() {
    let automatic = ETS.Specification.automatic
    #expect(automatic.forms(allowsSeason: true, allowsMultiplicative: true).count == 15)
    #expect(automatic.forms(allowsSeason: false, allowsMultiplicative: true).count == 6)
    #expect(automatic.forms(allowsSeason: true, allowsMultiplicative: false).count == 6)
    #expect(automatic.forms(allowsSeason: false, allowsMultiplicative: false).count == 3)
  }

  @Test("the thin forms are those of the family")
  func thinForms() throws {
    let series = Series(values: Self.series(seed: 2, count: 60))
    #expect(try SimpleExponentialSmoothing().fitted(to: series).description == "ETS(A,N,N)")
    #expect(try Holt().fitted(to: series).description == "ETS(A,A,N)")
    #expect(try Holt(isDamped: true).fitted(to: series).description == "ETS(A,Ad,N)")
    let winters = HoltWinters(seasonalPeriod: 12)
    #expect(try winters.fitted(to: series).description == "ETS(A,A,A)")
    let product = HoltWinters(seasonalPeriod: 12, isMultiplicative: true)
    #expect(try product.fitted(to: series).description == "ETS(M,A,M)")
  }

  // MARK: The fitted model

  @Test("residuals and fitted values make up the history, and the variance")
  func history() throws {
    let values = Self.series(seed: 8, count: 60)
    for form in ["ANN", "MNN", "AAdA", "MAM"] {
      let model = try model(values, form)
      let fitted = model.fittedValues(of: values)
      let residuals = model.residuals(of: values)
      for t in values.indices {
        let y =
          model.form.error == .additive
          ? fitted[t] + residuals[t] : fitted[t] * (1 + residuals[t])
        #expect(abs(y - values[t]) < 1e-9 * values[t])
      }
      let squares = residuals.reduce(0) { $0 + $1 * $1 }
      let freedom = Double(values.count - model.parameterCount + 1)
      #expect(abs(squares / freedom - model.variance) < 1e-9 * model.variance)
    }
  }

  @Test("a model goes on over new observations as over old ones")
  func updated() throws {
    let values = Self.series(seed: 9, count: 80)
    for form in ["ANN", "MAdM", "MNA", "MMM"] {
      let model = try model(Array(values.prefix(50)), form)
      let updated = model.updated(with: Array(values[50...]))
      let fitted = model.fittedValues(of: values)
      let next = model.updated(with: Array(values[50..<79]))
      #expect(abs(distribution(next, horizon: 1).mean[0] - fitted[79]) < 1e-8 * fitted[79])
      #expect(updated.weights == model.weights)
    }
  }

  @Test("simple exponential smoothing is the recursion of that name")
  func simple() throws {
    let values = Self.series(seed: 10, count: 30)
    let model = try SimpleExponentialSmoothing().fitted(to: Series(values: values))
    var level = model.initialState.level
    for value in values { level += model.weights.level * (value - level) }
    #expect(abs(distribution(model).mean[17] - level) < 1e-9 * level)
  }
}

extension Double {
  /// The power with a whole exponent.
  fileprivate func power(_ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { product, _ in product * self }
  }
}
