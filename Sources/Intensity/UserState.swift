public import TimeSeries

/// A user at a moment, known by what happened strictly before it.
///
/// The same user at two moments is two states.
public struct UserState: Hashable, Sendable {
  /// The number of the user in the log.
  public let user: Int
  /// The moment, in ticks of the log's clock; `Int64.max` for a state behind everything.
  public let time: Int64
  /// The positions of the user's events before the moment.
  public let history: Range<Int>

  /// Whether the moment is a real one, so that time passes up to it and a window follows it.
  public var hasMoment: Bool { time < .max }
}

extension EventLog {
  /// The state of a user at a moment.
  public func state(of user: Int, at time: Int64) -> UserState {
    UserState(user: user, time: time, history: events(of: user, before: time))
  }

  /// The states at a moment of all users who did something before it, in the order of the users.
  public func states(at time: Int64) -> [UserState] {
    userNames.indices.map { state(of: $0, at: time) }.filter { !$0.history.isEmpty }
  }

  /// The positions of what a user did in the window of some length that a state opens.
  public func window(of state: UserState, length: Int64) -> Range<Int> {
    let (end, overflow) = state.time.addingReportingOverflow(length)
    return events(of: state.user, from: state.time, before: overflow ? .max : end)
  }
}
