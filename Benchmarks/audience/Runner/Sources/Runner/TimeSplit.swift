import Intensity
import TimeSeries

/// A log whose last window is foretold from what was before it.
struct TimeSplit {
  let log: EventLog
  let horizon: Int64
  let lesson: Lesson
  let states: [UserState]
  let items: [Int]
  let targets: [[Int32]]

  init(_ log: EventLog, at time: Int64, horizon: Int64) {
    (self.log, self.horizon) = (log, horizon)
    let lesson = Lesson(log: log, until: time, horizon: horizon)
    self.lesson = lesson
    states = lesson.histories
    var counts = [Int](repeating: 0, count: log.itemNames.count)
    for state in states { for event in state.history { counts[Int(log.items[event])] += 1 } }
    items = counts.indices.filter { counts[$0] > 0 }
    var places = [Int32](repeating: -1, count: counts.count)
    for (place, item) in items.enumerated() { places[item] = Int32(place) }
    targets = states.map { state in
      Set(
        log.window(of: state, length: horizon).map { places[Int(log.items[$0])] }.filter { $0 >= 0 }
      )
      .sorted()
    }
  }

  func scores(_ model: some IntensityModel) -> RankingScores {
    RankingScores(of: model.table(of: states, items: items, in: log), targets: targets)
  }

  func scores(_ model: some ActivityModel) -> ProbabilityScores {
    let outlooks = model.outlooks(of: states, in: log, horizon: horizon)
    let happened = states.map { !log.window(of: $0, length: horizon).isEmpty }
    return ProbabilityScores(outlooks.map(\.probability), outcomes: happened)
  }

  static func cdnow(_ path: String) throws -> TimeSplit {
    let log = try EventLog(csv: path)
    guard let week = log.clock.ticks(of: "1w"), let end = log.clock.tick(of: "1997-10-01") else {
      throw Usage()
    }
    return TimeSplit(log, at: end, horizon: 13 * week)
  }

  static func last30Days(_ log: EventLog) throws -> TimeSplit {
    guard let days = log.clock.ticks(of: "30d"), let span = log.span else { throw Usage() }
    return TimeSplit(log, at: span.upperBound - days, horizon: days)
  }

  static func onlineRetail(_ path: String) throws -> TimeSplit {
    var options = EventLogOptions()
    options.values = ["Quantity", "UnitPrice"]
    options.visits = .day
    return try last30Days(EventLog(csv: path, options: options))
  }

  static func completeJourney(_ path: String) throws -> TimeSplit {
    var options = EventLogOptions()
    options.values = ["sales_value"]
    options.visits = .day
    return try last30Days(EventLog(csv: path, options: options))
  }
}

struct Usage: Error {}
