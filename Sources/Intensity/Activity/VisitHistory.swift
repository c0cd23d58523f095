public import TimeSeries

/// When a user came, counted in horizons from the first visit.
public struct VisitHistory: Sendable {
  /// The times of the visits; the first is 0.
  public var times: [Double]
  /// The time of the state.
  public var age: Double
  /// The number of events in all visits.
  public var lineCount: Int
  /// What the events are worth together.
  public var value: Double

  /// Visits at given times.
  public init(times: [Double], age: Double, lineCount: Int? = nil, value: Double = 0) {
    (self.times, self.age, self.value) = (times, age, value)
    self.lineCount = lineCount ?? times.count
  }

  /// The visits of a state.
  public init(_ state: UserState, in log: EventLog, horizon: Int64) {
    let ticks = log.visitTimes(in: state.history)
    let first = ticks.first ?? state.time
    times = ticks.map { Double($0 - first) / Double(horizon) }
    age = state.hasMoment ? Double(state.time - first) / Double(horizon) : times.last ?? 0
    lineCount = state.history.count
    value = log.value(of: state.history)
  }

  /// The number of visits.
  public var count: Int { times.count }
  /// The number of visits after the first.
  public var repeatCount: Int { max(times.count - 1, 0) }
  /// The time of the last visit.
  public var last: Double { times.last ?? 0 }
  /// The time since the last visit.
  public var recency: Double { age - last }
}
