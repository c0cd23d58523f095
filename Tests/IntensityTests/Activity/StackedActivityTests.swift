import AlmanacTesting
import Testing
import TimeSeries

@testable import Intensity

@Suite("StackedActivity", .tags(.property))
struct StackedActivityTests {
  /// Users who all come at random at the same pace; those with even numbers buy three items each time and
  /// stay, of the others half never come again after the hundredth tick.
  private static func log(users: Int = 400) -> EventLog {
    var rows = EventLog.Rows()
    for user in 0..<users {
      var random = SplitMix(state: UInt64(user) &* 7919 &+ 1)
      var time = 20 * random.uniform()
      var isGone = false
      while time < 200, !isGone {
        for item in 0..<(user % 2 == 0 ? 3 : 1) {
          rows.append(user: user, item: item, time: Int64(time), value: 1)
        }
        time += 5 + 25 * random.uniform()
        isGone = user % 2 == 1 && random.uniform() < 0.35
      }
    }
    return EventLog(
      rows,
      userNames: (0..<users).map { "user \($0)" },
      itemNames: ["a", "b", "c"],
      clock: .integer
    )
  }

  private static let lesson = Lesson(log: log(), until: 170, horizon: 30)

  @Test("lines tell users apart whose visits are alike")
  func lines() throws {
    let model = try StackedActivity(learningFrom: Self.lesson)
    let times = [0.0, 0.6, 1.1, 1.9, 2.4]
    func probability(lines: Int) -> Double {
      model.outlook(of: VisitHistory(times: times, age: 3.2, lineCount: lines)).probability
    }
    #expect(probability(lines: 15) > probability(lines: 5) + 0.1)
  }

  @Test("nobody is expected to come less often than it is likely that he comes at all")
  func visits() throws {
    let model = try StackedActivity(learningFrom: Self.lesson)
    let outlooks = model.outlooks(
      of: Self.lesson.histories,
      in: Self.lesson.log,
      horizon: Self.lesson.horizon
    )
    #expect(outlooks.count > 300)
    for outlook in outlooks {
      #expect(outlook.probability > 0 && outlook.probability < 1)
      #expect(outlook.visits.isFinite && outlook.visits >= outlook.probability)
    }
    let unknown = model.outlook(of: VisitHistory(times: [], age: 0))
    #expect(unknown.probability.isFinite && unknown.visits.isFinite)
  }

  @Test("numbers of a stack without traits are refused")
  func numbers() throws {
    let model = try StackedActivity(learningFrom: Self.lesson)
    #expect(try StackedActivity(numbers: model.numbers).numbers == model.numbers)
    #expect(throws: IntensityError.damaged(part: "stack")) {
      try StackedActivity(numbers: Array(model.numbers.dropLast(3)))
    }
  }
}
