import Intensity
import Tensors
import TimeSeries

/// A log whose last window is foretold from what was before it.
struct TimeSplit {
  let log: EventLog
  let time: Int64
  let horizon: Int64
  let excludesSeen: Bool
  let lesson: Lesson
  let states: [UserState]
  let items: [Int]
  let targets: [[Int32]]

  init(_ log: EventLog, at time: Int64, horizon: Int64, excludesSeen: Bool = false) {
    (self.log, self.time, self.horizon) = (log, time, horizon)
    self.excludesSeen = excludesSeen
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
    RankingScores(
      of: model.table(of: states, items: items, in: log, excludesSeen: excludesSeen),
      targets: targets
    )
  }

  func scores(_ model: some ActivityModel) -> ProbabilityScores {
    let outlooks = model.outlooks(of: states, in: log, horizon: horizon)
    return scores(outlooks.map(\.probability))
  }

  func scores(_ probabilities: [Double]) -> ProbabilityScores {
    ProbabilityScores(
      probabilities,
      outcomes: states.map { !log.window(of: $0, length: horizon).isEmpty }
    )
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
    // Thirty whole days, the last one of them that of the last event.
    let day = log.clock.ticksPerDay
    let end = (span.upperBound / day + 1) * day
    return TimeSplit(log, at: end - days, horizon: days)
  }

  /// MovieLens with one moment for all: the last 30 days, foretold by what was before.
  static func movieLens(_ path: String) throws -> TimeSplit {
    var options = EventLogOptions()
    options.columns = ["user", "item", "rating", "time"]
    options.mergesRepeats = false
    let split = try last30Days(EventLog(csv: path, options: options))
    return TimeSplit(split.log, at: split.time, horizon: split.horizon, excludesSeen: true)
  }

  /// The logs on which expected and actual numbers of users are compared, each at three moments.
  static func all(_ cdnow: String, _ retail: String, _ journey: String) throws -> [TimeSplit] {
    try [Self.cdnow(cdnow), onlineRetail(retail), completeJourney(journey)].flatMap { split in
      [0, 1, 2].map {
        TimeSplit(split.log, at: split.time - $0 * split.horizon / 3, horizon: split.horizon)
      }
    }
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

/// The baseline of published numbers: how often the user had the item, shrunk to popularity by twenty events,
/// times the number of the user's events.
struct PersonalFrequencyTimesLines: IntensityModel {
  private let shares: [Float]

  init(_ lesson: Lesson) {
    var counts = [Float](repeating: 0.01, count: lesson.log.itemNames.count)
    for state in lesson.histories {
      for event in state.history { counts[Int(lesson.log.items[event])] += 1 }
    }
    let sum = counts.reduce(0, +)
    shares = counts.map { $0 / sum }
  }

  func outlooks(of states: [UserState], in log: EventLog) -> [Outlook] {
    states.map { Outlook(visits: Double($0.history.count), probability: 1) }
  }

  var learnt: [NamedTensor] { [] }

  func intensities(of states: [UserState], in log: EventLog) -> [Float] {
    states.flatMap { state in
      let count = Float(state.history.count)
      let factor = (0.01 + count) / (count + 20)
      var row = shares.map { 20 * $0 * factor }
      for event in state.history { row[Int(log.items[event])] += factor }
      return row
    }
  }
}

struct Usage: Error {}
