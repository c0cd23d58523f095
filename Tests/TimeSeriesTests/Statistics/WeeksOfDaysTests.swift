import AlmanacTesting
import Foundation
import Testing

@testable import TimeSeries

@Suite("WeeksOfDays")
struct WeeksOfDaysTests {
  /// Hours of five working days and a weekend at half their level.
  static func hours(weeks: Int, then rest: Int = 0) -> [Double] {
    (0..<weeks * 168 + rest).map { step in
      let day = step / 24 % 7
      return (day < 5 ? 100 : 50) + 10 * sin(Double(step % 24) * .pi / 12)
    }
  }

  @Test("weeks that repeat themselves are foretold by weeks, not by days")
  func repeatedWeeks() {
    // The series ends on a Sunday: two working days come next.
    let weeks = WeeksOfDays(Self.hours(weeks: 5), period: 24, horizon: 48)
    for place in [0, 1, 3] { #expect(weeks.errors[place] < 1e-9) }
    #expect(abs(weeks.errors[2] - 50) < 1e-9 && abs(weeks.lastErrors[2] - 50) < 1e-9)
    #expect(weeks.best < 1e-9)
    #expect(abs(weeks.levelToCome - 50) < 1e-9)
    #expect(abs(weeks.changeToCome - 50) < 1e-9)
    // Monday looks like Sunday but for the level.
    #expect(weeks.shapeToCome < 1e-9)
    // A sine of amplitude 10 over two whole days.
    #expect(abs(weeks.spreadToCome - 10 * (24.0 / 47).squareRoot()) < 1e-9)
  }

  @Test("the errors are those of the same steps of the weeks before, not of the last ones")
  func sameSteps() {
    var values = Self.hours(weeks: 5, then: 24)
    // The last day is wild; a week ago the steps after a Monday were as ever.
    for step in values.indices.suffix(24) { values[step] += 1000 }
    let weeks = WeeksOfDays(values, period: 24, horizon: 24)
    #expect(weeks.lastErrors[3] < 1e-9 && weeks.errors[3] < 1e-9)
    // A Tuesday is like a Monday.
    #expect(weeks.errors[2] < 1e-9)
    #expect(weeks.levelToCome > 200)
  }

  @Test("errors need three weeks, what is to come two, and neither is there without days")
  func tooShort() {
    let two = WeeksOfDays(Self.hours(weeks: 2), period: 24, horizon: 24)
    #expect(two.errors.allSatisfy { $0.isNaN } && two.best.isNaN && two.levelToCome.isFinite)
    let one = WeeksOfDays(Self.hours(weeks: 1), period: 24, horizon: 24)
    #expect(one.levelToCome.isNaN && one.spreadToCome.isNaN)
    let months = WeeksOfDays(Self.hours(weeks: 9), period: 12, horizon: 24)
    #expect(months.errors.allSatisfy { $0.isNaN } && months.levelToCome.isNaN)
  }

  @Test("of exactly three weeks the last is tried alone")
  func oneWindow() {
    let weeks = WeeksOfDays(Self.hours(weeks: 3), period: 24, horizon: 48)
    #expect(weeks.errors == weeks.lastErrors)
    for place in [0, 1, 3] { #expect(weeks.errors[place] < 1e-9) }
    #expect(abs(weeks.errors[2] - 50) < 1e-9)
    let less = WeeksOfDays(Array(Self.hours(weeks: 3).dropFirst()), period: 24, horizon: 48)
    #expect(less.errors.allSatisfy { $0.isNaN })
  }

  @Test("a missing day is left out, be it a week ago or the last", arguments: [672, 816])
  func missingDay(start: Int) {
    var values = Self.hours(weeks: 5)
    for step in start..<start + 24 { values[step] = .nan }
    let weeks = WeeksOfDays(values, period: 24, horizon: 48)
    for place in [0, 1, 3] { #expect(weeks.errors[place] < 1e-9) }
    #expect(abs(weeks.errors[2] - 50) < 1e-9 && abs(weeks.lastErrors[2] - 50) < 1e-9)
    #expect(abs(weeks.levelToCome - 50) < 1e-9 && abs(weeks.changeToCome - 50) < 1e-9)
  }

  @Test("half-hours have days and weeks as well, a season of three days has not")
  func halfHours() {
    let halves = Self.hours(weeks: 5).flatMap { [$0, $0] }
    let weeks = WeeksOfDays(halves, period: 48, horizon: 96)
    for place in [0, 1, 3] { #expect(weeks.errors[place] < 1e-9) }
    #expect(abs(weeks.errors[2] - 50) < 1e-9)
    #expect(abs(weeks.levelToCome - 50) < 1e-9)
    let threeDays = WeeksOfDays(Self.hours(weeks: 9), period: 72, horizon: 24)
    #expect(threeDays.errors.allSatisfy { $0.isNaN } && threeDays.levelToCome.isNaN)
  }

  @Test("a horizon of more than a week and gaps leave numbers")
  func longHorizon() {
    var values = Self.hours(weeks: 4)
    for step in stride(from: 3, to: values.count, by: 5) { values[step] = .nan }
    let weeks = WeeksOfDays(values, period: 24, horizon: 200)
    #expect((weeks.errors + weeks.lastErrors).allSatisfy { $0.isFinite })
    #expect([weeks.levelToCome, weeks.changeToCome, weeks.shapeToCome].allSatisfy { $0.isFinite })
  }
}
