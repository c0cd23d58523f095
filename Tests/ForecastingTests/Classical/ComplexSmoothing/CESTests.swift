import AlmanacTesting
import Glibc
import Tensors
import Testing
import TimeSeries

@testable import Forecasting

@Suite("complex exponential smoothing", .tags(.property))
struct CESTests {
  /// A series with a trend, a season of four and noise; every seventh value is missing on request.
  static func series(count: Int = 40, seed: UInt64 = 3, hasGaps: Bool = false) -> Series {
    var stream = RandomStream(seed: seed)
    return Series(
      values: (0..<count).map { step in
        let value = 50 + 0.3 * Double(step) + [4, -2, 1, -3][step % 4] + stream.normal()
        return hasGaps && step % 7 == 3 ? .nan : value
      }
    )
  }

  static func mean(_ model: some LocalModel, horizon: Int) -> [Double] {
    var stream = RandomStream(seed: 0)
    return model.distribution(horizon: horizon, using: &stream).mean
  }

  static func deviations(_ model: some LocalModel, horizon: Int) throws -> [Double] {
    var stream = RandomStream(seed: 0)
    let shape = model.distribution(horizon: horizon, using: &stream).shape
    guard case .normal(let deviations) = shape else {
      throw ForecastError.diverged(series: "not normal")
    }
    return deviations
  }

  @Test("derivatives agree with finite differences", arguments: CES.Form.allCases)
  func derivatives(form: CES.Form) {
    let values = Self.series(hasGaps: true).values.map { $0 / 50 }
    var filter = CESFilter<SIMD4<Double>>(values, form: form, period: 4)
    let point = form.start * 0.9
    filter.run(point)
    let gradient = filter.normal.gradient
    for place in 0..<form.weightCount {
      // Central differences of a sum of about 1: the error is about the square of the step.
      let step = 1e-5
      var (above, below) = (point, point)
      above[place] += step
      below[place] -= step
      filter.run(above)
      let high = filter.normal.squares
      filter.run(below)
      let slope = (high - filter.normal.squares) / (4 * step)
      #expect(abs(slope - gradient[place]) <= 1e-6 * max(1, abs(slope)))
    }
  }

  @Test("the variance of a step is that of the errors before it", arguments: CES.Form.allCases)
  func variances(form: CES.Form) throws {
    let series = Self.series()
    let model = try CES(seasonalPeriod: 4, form: form).fitted(to: series)
    let horizon = 11
    let next = Self.mean(model, horizon: horizon + 1)
    // What an error of 1 in the next observation does to the steps after it.
    let moved = series.values + [next[0] + 1]
    let grown = try CES(seasonalPeriod: 4)
      .fitted(to: Series(values: moved), keeping: model.estimates)
    let echo = zip(Self.mean(grown, horizon: horizon), next.dropFirst()).map { $0 - $1 }
    var spread = 1.0
    let deviations = try Self.deviations(model, horizon: horizon)
    for (step, deviation) in deviations.enumerated() {
      #expect(abs(deviation * deviation / (model.variance * spread) - 1) < 1e-9)
      spread += echo[step] * echo[step]
    }
  }

  @Test("what was estimated gives the same model, to the last bit", arguments: CES.Form.allCases)
  func keeping(form: CES.Form) throws {
    for hasGaps in [false, true] {
      let series = Self.series(hasGaps: hasGaps)
      let model = try CES(seasonalPeriod: 4, form: form).fitted(to: series)
      let again = try CES(seasonalPeriod: 4).fitted(to: series, keeping: model.estimates)
      #expect(Self.mean(again, horizon: 9) == Self.mean(model, horizon: 9))
      #expect(try Self.deviations(again, horizon: 9) == Self.deviations(model, horizon: 9))
      #expect(again.estimates == model.estimates)
      #expect(again.description == "CES(\(form.rawValue))")
    }
  }

  @Test("without a form, means and deviations are the medians of those of all forms")
  func medians() throws {
    let series = Self.series(hasGaps: true)
    let model = try CES(seasonalPeriod: 4).fitted(to: series)
    let single = try CES.Form.allCases.map {
      try CES(seasonalPeriod: 4, form: $0).fitted(to: series)
    }
    let means = single.map { Self.mean($0, horizon: 9) }
    let deviations = try single.map { try Self.deviations($0, horizon: 9) }
    let (mean, deviation) = (Self.mean(model, horizon: 9), try Self.deviations(model, horizon: 9))
    for step in 0..<9 {
      #expect(abs(mean[step] - means.map { $0[step] }.quantile(at: 0.5)) < 1e-9)
      #expect(abs(deviation[step] - deviations.map { $0[step] }.quantile(at: 0.5)) < 1e-9)
    }
    #expect(model.description == "CES(\(model.forms.map(\.form.rawValue).joined(separator: ",")))")
    #expect(model.criterion == single.map(\.criterion).min())
    let again = try CES(seasonalPeriod: 4).fitted(to: series, keeping: model.estimates)
    #expect(Self.mean(again, horizon: 9) == mean)
    #expect(again.estimates == model.estimates)
  }

  @Test("the largest likelihood is that of one form")
  func likelihoodChooses() throws {
    let model = try CES(seasonalPeriod: 4, estimation: .likelihood).fitted(to: Self.series())
    #expect(model.others.isEmpty)
  }

  @Test("no point nearby betters a steady fit", arguments: CES.Form.allCases)
  func penalty(form: CES.Form) throws {
    let series = Self.series()
    let model = try CES(seasonalPeriod: 4, form: form).fitted(to: series)
    var filter = CESFilter<SIMD4<Double>>(
      series.values.map { $0 / model.scale },
      form: form,
      period: 4
    )
    func value(_ weights: SIMD4<Double>) -> Double {
      filter.run(weights)
      return Double(series.values.count) * log(filter.normal.squares)
        + GrowthPenalty.steady.value(at: weights, of: form)
    }
    let best = value(model.weights)
    for place in 0..<form.weightCount {
      for step in [-0.01, 0.01] {
        var moved = model.weights
        moved[place] += step
        if (form.lowerBounds[place]...form.upperBounds[place]).contains(moved[place]) {
          #expect(value(moved) > best - 1e-3)
        }
      }
    }
  }

  @Test("growth is held to α₁ = 1.1, and to as much of a full season, by a tenth of a deviation")
  func penaltyValues() {
    let (at, off) = (SIMD4(1.3, 1.1, 1.3, 1.1), SIMD4(1.3, 1.0, 1.3, 1.2))
    for form in CES.Form.allCases {
      #expect(GrowthPenalty.steady.value(at: at, of: form) == 0)
      let expected = form == .full ? 2.0 : 1
      #expect(abs(GrowthPenalty.steady.value(at: off, of: form) - expected) < 1e-12)
      #expect(GrowthPenalty.none.value(at: off, of: form) == 0)
    }
  }

  @Test("of the forms those are combined that a series allows")
  func forms() throws {
    func forms(_ values: [Double]) throws -> Set<CES.Form> {
      let model = try CES(seasonalPeriod: 2).fitted(to: Series(values: values))
      return Set([model.form] + model.others.map(\.form))
    }
    #expect(try forms([3, 1, 4, 1, 5]) == [.none, .simple])
    #expect(try forms([3, 1, 4, 1, 5, 9]) == [.none, .simple, .partial])
    #expect(try forms([3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8]) == Set(CES.Form.allCases))
    // One that errs nowhere is enough.
    #expect(try forms([10, 20, 10, 20, 10, 20, 10, 20]) == [.simple])
  }

  @Test("after fifty weeks of days the form without a season counts only where it is best")
  func manyWeeks() throws {
    func model(_ values: [Double], period: Int) throws -> CESModel {
      try CES(seasonalPeriod: period).fitted(to: Series(values: values))
    }
    func forms(_ count: Int, period: Int) throws -> Set<CES.Form> {
      var stream = RandomStream(seed: 5)
      let values = (0..<count).map { 50 + 2 * Double($0 % period) + stream.normal() }
      return Set(try model(values, period: period).forms.map(\.form))
    }
    let all = Set(CES.Form.allCases)
    for period in [5, 7] {
      #expect(try forms(50 * period, period: period) == all.subtracting([.none]))
      #expect(try forms(50 * period - 1, period: period) == all)
    }
    #expect(try forms(50 * 24, period: 24) == all)
    // Values that wander have no season.
    let best = try (UInt64(0)..<10).map { number -> CES.Form in
      var stream = RandomStream(seed: 6, stream: number)
      var level = 100.0
      let fit = try model(
        (0..<350).map { _ in
          level += stream.normal()
          return level
        },
        period: 7
      )
      #expect(fit.forms.contains { $0.form == .none } == (fit.form == .none))
      return fit.form
    }
    #expect(best.contains(.none))
  }

  @Test("estimates of another model are refused")
  func unsuitable() throws {
    let series = Self.series()
    let model = try CES(seasonalPeriod: 4, form: .full).fitted(to: series)
    var damaged = [Estimates(), Estimates(form: "ETS(A,N,N)", numbers: model.estimates.numbers)]
    damaged.append(Estimates(form: "CES(F)", numbers: Array(model.estimates.numbers.dropLast())))
    damaged.append(Estimates(form: "CES(N)", numbers: model.estimates.numbers))
    damaged.append(Estimates(form: "CES(F,)", numbers: model.estimates.numbers))
    damaged.append(Estimates(form: "CES(F,S)", numbers: model.estimates.numbers))
    let twice = model.estimates.numbers + model.estimates.numbers
    damaged.append(Estimates(form: "CES(F,F)", numbers: twice))
    for estimates in damaged {
      #expect(throws: ForecastError.unsuitable(series: "series")) {
        try CES().fitted(to: series, keeping: estimates)
      }
    }
  }

  @Test("steps missing at the end are forecast on the way")
  func missingEnd() throws {
    let series = Self.series()
    let gap = Series(values: series.values + [.nan, .nan, .nan])
    for form in CES.Form.allCases {
      let model = try CES(seasonalPeriod: 4, form: form).fitted(to: series)
      let later = try CES(seasonalPeriod: 4, form: form).fitted(to: gap)
      #expect(Self.mean(later, horizon: 5) == Array(Self.mean(model, horizon: 8)[3...]))
      #expect(
        try Self.deviations(later, horizon: 5) == Array(Self.deviations(model, horizon: 8)[3...])
      )
    }
  }

  @Test("a gap is taken as forecast without error", arguments: CES.Form.allCases)
  func gap(form: CES.Form) throws {
    let model = try CES(seasonalPeriod: 4, form: form).fitted(to: Self.series())
    let next = Self.mean(model, horizon: 3)
    let values = Self.series().values
    let bridged = try CES().fitted(
      to: Series(values: values + [.nan, .nan, 70]),
      keeping: model.estimates
    )
    let filled = try CES().fitted(
      to: Series(values: values + next[..<2] + [70]),
      keeping: model.estimates
    )
    for (a, b) in zip(Self.mean(bridged, horizon: 4), Self.mean(filled, horizon: 4)) {
      #expect(abs(a - b) < 1e-9 * abs(b))
    }
  }

  @Test("equal values go on")
  func constant() throws {
    for value in [0.0, -7, 5e15] {
      let model = try CES().fitted(to: Series(values: Array(repeating: value, count: 9)))
      #expect(Self.mean(model, horizon: 3) == [value, value, value])
      #expect(try Self.deviations(model, horizon: 3) == [0, 0, 0])
    }
  }

  @Test("series that are too short are refused")
  func tooShort() {
    let four = Series(values: [1, .nan, 2, 4, 3])
    #expect(throws: ForecastError.tooShort(series: "series", required: 5, actual: 4)) {
      try CES().fitted(to: four)
    }
    #expect(throws: ForecastError.tooShort(series: "series", required: 8, actual: 7)) {
      try CES(seasonalPeriod: 4, form: .partial).fitted(to: Self.series(count: 7))
    }
    #expect(throws: ForecastError.noObservations(series: "series")) {
      try CES().fitted(to: Series(values: [.nan, .nan]))
    }
  }

  @Test("growth ends at the range of the observations for each season ahead")
  func explosion() throws {
    let values = (0..<12).map { Double(1 << (2 * $0)) }
    let model = try CES().fitted(to: Series(values: values))
    let range = (values.last ?? 0) - 1
    for (step, mean) in Self.mean(model, horizon: 20).enumerated() {
      #expect(mean <= (values.last ?? 0) + range * Double(step + 1))
    }
  }

  @Test(
    "a fit near that of a longer history is the fit from the usual start",
    arguments: CES.Form.allCases
  )
  func near(form: CES.Form) throws {
    let forecaster = CES(seasonalPeriod: 4, form: form)
    let series = Self.series(count: 60)
    let known = Series(values: Array(series.values.prefix(52)))
    let estimates = try forecaster.fitted(to: series).estimates
    let anew = try forecaster.fitted(to: known)
    let near = try forecaster.fitted(to: known, near: estimates)
    #expect(near.form == form)
    #expect(abs(near.logLikelihood - anew.logLikelihood) < 0.05)
    // Of another model nothing is taken.
    let other = try forecaster.fitted(to: known, near: Estimates(form: "SES", numbers: [0.5]))
    #expect(other.estimates == anew.estimates)
  }
}
