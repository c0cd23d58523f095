import AlmanacTesting
import Testing
import TimeSeries

@testable import Intensity

@Suite("Evaluation")
struct EvaluationTests {
  @Test("a list keeps the best", .tags(.property), arguments: [0, 1, 3, 17, 64, 65])
  func topList(count: Int) {
    var random = SplitMix(state: UInt64(count))
    let scores = (0..<count).map { _ in Float(random.uniform()) }
    var list = TopList(capacity: 7)
    for (place, score) in scores.enumerated() { list.insert(place, score: score) }
    #expect(list.sorted.map(\.score) == Array(scores.sorted(by: >).prefix(7)))
    #expect(list.sorted.allSatisfy { scores[$0.candidate] == $0.score })
  }

  @Test("precisions of a small table are those counted by hand")
  func ranking() {
    let table = IntensityTable([3, 1, 2, 1, 2, 3], itemCount: 3)
    let scores = RankingScores(of: table, targets: [[0], [0, 1]])
    #expect(scores.itemsPerUser == 1)
    // The first user's best item happened, the second's did not.
    #expect(scores.itemPrecision == 0.5)
    #expect(scores.itemRecall == 0.5)
    // The best users of the items are 0, 1 and 1; the last one's did not happen.
    #expect(abs(scores.userPrecision - 2.0 / 3) < 1e-12)
    #expect(abs(scores.chance - 0.5) < 1e-12)
  }

  @Test(
    "lists of items do not change when users are multiplied by how active they are",
    .tags(.property)
  )
  func invariance() {
    var random = SplitMix(state: 4)
    let (n, m) = (40, 120)
    let shares = (0..<n * m).map { _ in Float(random.uniform()) }
    let activity = (0..<n).map { _ in Float(random.gamma(shape: 1)) + 0.01 }
    let targets = (0..<n).map { _ in [Int32.random(in: 0..<Int32(m), using: &random)] }
    let plain = RankingScores(of: IntensityTable(shares, itemCount: m), targets: targets)
    let active = RankingScores(
      of: IntensityTable(shares.indices.map { shares[$0] * activity[$0 / m] }, itemCount: m),
      targets: targets
    )
    #expect(plain.itemPrecision == active.itemPrecision)
    #expect(plain.itemPerplexity == active.itemPerplexity)
  }

  @Test("the area under the curve counts pairs, ties half")
  func area() {
    let scores = ProbabilityScores([0.9, 0.5, 0.5, 0.1], outcomes: [true, true, false, false])
    #expect(scores.areaUnderCurve == 0.875)
    #expect(abs(scores.brier - (0.01 + 0.25 + 0.25 + 0.01) / 4) < 1e-12)
    #expect(scores.rate == 0.5)
  }

  @Test("a calibration learns how probabilities come true", .tags(.property), arguments: 0..<4)
  func calibration(seed: UInt64) {
    var random = SplitMix(state: seed)
    let raw = (0..<20_000).map { _ in random.uniform() }
    let meant: (Double) -> Double = { 0.3 * $0 * $0 + 0.02 }
    let outcomes = raw.map { random.uniform() < meant($0) }
    let map = Calibration(fitting: raw, outcomes: outcomes)
    for p in stride(from: 0.05, to: 1, by: 0.1) {
      // Four standard errors of the cases nearby.
      #expect(abs(map(p) - meant(p)) < 0.04, "\(p) becomes \(map(p))")
    }
    let values = stride(from: 0.0, through: 1, by: 0.01).map { map($0) }
    #expect(zip(values, values.dropFirst()).allSatisfy { $0 <= $1 + 1e-12 })
  }

  @Test("a state before what a model knows is refused")
  func knownWindow() throws {
    var rows = EventLog.Rows()
    var random = SplitMix(state: 8)
    for user in 0..<60 {
      for _ in 0..<8 {
        let time = Int64(random.uniform() * 400)
        rows.append(user: user, item: Int(random.uniform() * 5), time: time)
      }
    }
    let log = EventLog(
      rows,
      userNames: (0..<60).map { "u\($0)" },
      itemNames: (0..<5).map { "i\($0)" },
      clock: .integer
    )
    var options = AudienceOptions()
    options.activity = "ema"
    options.relevance = "personal"
    let model = try AudienceModel(log: log, until: 300, horizon: 50, options: options)
    #expect(throws: IntensityError.trainedOnWindow(until: 300, asked: 250)) {
      try model.users(log.states(at: 250), in: log)
    }
    let users = try model.users(log.states(at: 300), in: log)
    #expect(users.allSatisfy { (0...1).contains($0.probability) && $0.visits >= 0 })
  }

  @Test("the toy log gives the known requests and candidates", .tags(.golden))
  func toy() {
    var rows = EventLog.Rows()
    for (user, item, time) in [(0, 0, 3), (1, 1, 5), (2, 2, 7), (2, 3, 9)] {
      rows.append(user: user, item: item, time: Int64(time))
    }
    let log = EventLog(
      rows,
      userNames: ["u1", "u2", "u3"],
      itemNames: ["i1", "i2", "i3", "i4"],
      clock: .integer
    )
    let training = [log.state(of: 2, at: 9), log.state(of: 1, at: 0), log.state(of: 0, at: .max)]
    let lesson = Lesson(log: log, horizon: 100, histories: training, windows: [])
    #expect(lesson.itemCounts() == [1, 0, 1, 0])
    let requests = [(2, 9), (1, 0), (0, Int64.max), (1, 6)].map { log.state(of: $0, at: $1) }
    let warm = requests.filter { $0.hasMoment && !$0.history.isEmpty }
    #expect(warm.map(\.user) == [2, 1])
    #expect(warm.map(\.time) == [9, 6])
    #expect(log.window(of: warm[0], length: 100).map { log.items[$0] } == [3])
  }
}
