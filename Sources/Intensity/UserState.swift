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

/// What a model may learn from.
public struct Lesson: Sendable {
  /// The log; nothing in it behind the moments of the states may be looked at, but for the windows.
  public let log: EventLog
  /// The length of the windows to be foretold, in ticks.
  public let horizon: Int64
  /// States whose histories may be learnt from.
  public let histories: [UserState]
  /// States whose windows may be learnt from as well.
  public let windows: [UserState]

  /// What may be learnt from.
  ///
  /// - Precondition: the horizon is positive.
  public init(log: EventLog, horizon: Int64, histories: [UserState], windows: [UserState]) {
    precondition(horizon > 0, "a window of \(horizon) ticks")
    (self.log, self.horizon) = (log, horizon)
    (self.histories, self.windows) = (histories, windows)
  }

  /// All that is known at a moment: the histories up to it, and the windows that end with it.
  public init(log: EventLog, until time: Int64, horizon: Int64) {
    self.init(
      log: log,
      horizon: horizon,
      histories: log.states(at: time),
      windows: log.states(at: time - horizon)
    )
  }
}

/// Why something cannot be learnt or foretold.
public enum IntensityError: Error, Hashable, Sendable {
  /// No user did anything before the moment in question.
  case noHistory
  /// Nobody did anything in the window that a model has to learn from.
  case emptyWindow
  /// A window that a model was trained on is not to be foretold by it.
  case trainedOnWindow(until: Int64, asked: Int64)
  /// Saved numbers do not make a model of this kind.
  case damaged(part: String)
}
