import Foundation
import Testing
import TimeSeries

@testable import Forecasting

@Suite("Shifts of expected errors")
struct ErrorShiftsTests {
  /// Errors that spread evenly about what is foretold, by so much to either side.
  static func cases(
    period: Int,
    spread: Double,
    count: Int,
    isFarOff: Bool = false
  ) -> [ErrorShifts.Case] {
    let values = ForecastabilityTests.noise(60, "shifts").map { 50 + $0 }
    let measures = ForecastabilityMeasures(
      values,
      summary: SeriesSummary(values, period: period),
      horizon: 6
    )
    return (0..<count).map { number in
      let place = (Double(number) + 0.5) / Double(count)
      return ErrorShifts.Case(
        example: ExpectedErrors.Example(
          measures: measures,
          mase: exp(spread * (2 * place - 1)) - 0.05,
          smape: 9,
          series: number
        ),
        foretold: ErrorTrees.Foretold(
          lower: -0.5,
          middle: 0.1,
          upper: 0.5,
          percentage: log(8),
          isFarOff: isFarOff
        )
      )
    }
  }

  /// The share of errors within the bands.
  static func inside(_ cases: [ErrorShifts.Case], _ shifts: ErrorShifts) -> Double {
    let hits = cases.count { item in
      let band = ExpectedErrors.Band(item.foretold, movedBy: shifts[item.example.measures])
      return band.mase10 <= item.example.mase && item.example.mase <= band.mase90
    }
    return Double(hits) / Double(cases.count)
  }

  @Test("each kind of many series has its band hold four in five, wide or narrow")
  func kinds() {
    let years = Self.cases(period: 1, spread: 0.5, count: 5000)
    let weeks = Self.cases(period: 52, spread: 1.2, count: 5000)
    let unusual = Self.cases(period: 24, spread: 0.7, count: 5000, isFarOff: true)
    let shifts = ErrorShifts(holdingOn: years + weeks + unusual)
    for cases in [years, weeks, unusual] {
      #expect(abs(Self.inside(cases, shifts) - 0.8) < 0.03, "\(Self.inside(cases, shifts))")
      let band = ExpectedErrors.Band(cases[0].foretold, movedBy: shifts[cases[0].example.measures])
      #expect(abs(band.mase50 - 0.95) < 0.03 && abs(band.smape50 - 9) < 1e-9)
    }
  }

  @Test("a kind of few series keeps close to all, one of none has what all have")
  func few() {
    let many = Self.cases(period: 1, spread: 1, count: 1000)
    let few = Self.cases(period: 24, spread: 9, count: 5)
    func upper(_ shifts: ErrorShifts, _ kind: ErrorShifts.Kind) -> Double {
      shifts.shifts[kind.rawValue].upper
    }
    let alone = upper(ErrorShifts(holdingOn: few), .hourly)
    let shifts = ErrorShifts(holdingOn: many + few)
    let all = upper(shifts, .other)
    #expect(upper(shifts, .weekly) == all && alone > all + 2)
    #expect(upper(shifts, .hourly) > all && upper(shifts, .hourly) < all + (alone - all) / 8)
  }

  @Test("without a case nothing is moved; numbers come back")
  func numbers() {
    let none = ErrorShifts(holdingOn: [])
    #expect(none.numbers == [Double](repeating: 0, count: ErrorShifts.count))
    let some = ErrorShifts(holdingOn: Self.cases(period: 7, spread: 1, count: 90))
    #expect(ErrorShifts(numbers: some.numbers) == some)
  }

  @Test("of series that were not learnt from, four in five lie within their bands")
  func unseen() throws {
    var examples = ForecastabilityTests.examples(0..<400)
    examples[7].measures = ForecastabilityMeasures(
      [1, 2, 3],
      summary: SeriesSummary([1, 2, 3], period: 1),
      horizon: 6
    )
    let folds = examples.map { $0.series % 4 }
    let (errors, bands) = ExpectedErrors.crossFitted(to: examples, folds: folds)
    #expect(bands[7] == nil && bands.count { $0 == nil } == 1)
    let inside = zip(bands, examples).count { band, example in
      band.map { $0.mase10...$0.mase90 ~= example.mase } ?? false
    }
    #expect((0.74...0.86).contains(Double(inside) / 399), "\(inside)")
    // Trees of all know more than those of three folds, and so they foretell otherwise.
    let own = try #require(errors.band(of: examples[0].measures))
    #expect(own != bands[0])
  }
}
