import Foundation
import Intensity
import Parallelism
import TimeSeries

/// What the comparison with peers needs.
enum Speed {
  /// Writes the pairs, the sequences and the visits of a log as plain numbers: `user,item` once for each
  /// pair, and in order for each event, and `user,time in horizons`.
  static func export(_ lesson: Lesson, to path: String) throws {
    let log = lesson.log
    var pairs = "user,item\n"
    var visits = "user,time\n"
    var sequences = "user,item\n"
    for state in lesson.histories {
      for item in Set(log.items[state.history]).sorted() { pairs += "\(state.user),\(item)\n" }
      for item in log.items[state.history] { sequences += "\(state.user),\(item)\n" }
      for time in log.visitTimes(in: state.history) {
        visits += "\(state.user),\(Double(time) / Double(lesson.horizon))\n"
      }
    }
    try pairs.write(toFile: path + ".pairs.csv", atomically: true, encoding: .utf8)
    try sequences.write(
      toFile: path + ".sequences.csv",
      atomically: true,
      encoding: .utf8
    )
    try visits.write(toFile: path + ".visits.csv", atomically: true, encoding: .utf8)
  }

  /// The tokens that the network learns in a second, over three epochs of a file of sequences.
  static func gru(_ path: String, threads: Int) throws -> Double {
    let lesson = try lesson(path)
    var options = RelevanceOptions()
    options.epochs = 3
    return try withThreads(threads) {
      try GatedRecurrent(learningFrom: lesson, options: options).tokensPerSecond
    }
  }

  /// The seconds of the factors of a file of pairs.
  static func als(_ path: String, threads: Int) throws -> Double {
    let lesson = try lesson(path)
    return withThreads(threads) {
      Runner.timed { AlternatingLeastSquares(learningFrom: lesson) }.1
    }
  }

  /// A file of users and items as events without times.
  private static func lesson(_ path: String) throws -> Lesson {
    var rows = EventLog.Rows()
    var (users, items) = (0, 0)
    for line in try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").dropFirst()
    {
      let fields = line.split(separator: ",").compactMap { Int($0) }
      (users, items) = (max(users, fields[0] + 1), max(items, fields[1] + 1))
      rows.append(user: fields[0], item: fields[1], time: 0)
    }
    let log = EventLog(
      rows,
      userNames: (0..<users).map { "\($0)" },
      itemNames: (0..<items).map { "\($0)" },
      clock: .integer
    )
    return Lesson(log: log, horizon: 1, histories: log.states(at: .max), windows: [])
  }

  /// The seconds of a Hawkes process on a file of visits; each history ends just behind its last visit.
  static func hawkes(_ path: String, threads: Int) throws -> Double {
    var times: [[Double]] = []
    var last = ""
    for line in try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").dropFirst()
    {
      let fields = line.split(separator: ",").map(String.init)
      if fields[0] != last { times.append([]) }
      last = fields[0]
      times[times.count - 1].append(Double(fields[1]) ?? 0)
    }
    let histories = times.filter { $0.count > 1 }.map { times in
      let own = times.map { $0 - times[0] }
      return VisitHistory(times: own, age: own[own.count - 1] + 1e-9)
    }
    return Runner.timed {
      var objective = HawkesObjective(.standard)
      for history in histories { objective.add(history) }
      _ = objective.minimizer()
    }.1
  }

  /// Allocations of two sizes: seconds, and how near the best they are.
  static func allocation() {
    for (users, items, contacts, audience) in [(471, 1556, 16, 5), (100_000, 1000, 5, 400)] {
      let table = IntensityTable(stateCount: users, itemCount: items) { range in
        var random = SplitMix(state: UInt64(range.lowerBound) &* 31 &+ 7)
        return range.flatMap { _ in
          let active = exp(2 * Float.random(in: -1...1, using: &random))
          return (0..<items).map { item in
            active * Float.random(in: 0...1, using: &random) / Float(1 + item % 50)
          }
        }
      }
      var budget = Budget(contactsPerUser: contacts)
      budget.audience = Array(repeating: audience, count: items)
      let (candidates, preparing) = Runner.timed {
        AllocationCandidates(of: table, itemsPerUser: 4 * contacts, usersPerItem: 4 * audience)
      }
      let (dual, seconds) = Runner.timed { Allocation.dual(candidates, budget) }
      let (greedy, quick) = Runner.timed { Allocation.greedy(candidates, budget) }
      print(
        "\(users) x \(items): \(candidates.items.count) candidates in \(Runner.shown(preparing, 2)) s,",
        "dual \(Runner.shown(seconds, 2)) s, value \(Runner.shown(dual.value, 1)), gap",
        "\(Runner.shown(100 * dual.gap, 3)) %; greedy \(Runner.shown(quick, 2)) s,",
        "value \(Runner.shown(greedy.value, 1)); peak memory \(peakMegabytes) MB"
      )
    }
  }

  static var peakMegabytes: Int {
    var usage = rusage()
    getrusage(Int32(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss / 1024
  }
}
