public import TimeSeries

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
  /// States that know nothing of any of the windows: what can be learnt from these can be tried on the
  /// windows.
  public let historiesBeforeWindows: [UserState]

  /// What may be learnt from.
  ///
  /// - Precondition: the horizon is positive.
  public init(
    log: EventLog,
    horizon: Int64,
    histories: [UserState],
    windows: [UserState],
    historiesBeforeWindows: [UserState]? = nil
  ) {
    precondition(horizon > 0, "a window of \(horizon) ticks")
    (self.log, self.horizon) = (log, horizon)
    (self.histories, self.windows) = (histories, windows)
    self.historiesBeforeWindows = historiesBeforeWindows ?? windows
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

  /// What could be learnt before the windows; its own windows are those that end where these begin, if
  /// all begin at one moment.
  public var beforeWindows: Lesson {
    let moments = Set(windows.map(\.time))
    let earlier = moments.count == 1 ? windows[0].time - horizon : nil
    return Lesson(
      log: log,
      horizon: horizon,
      histories: historiesBeforeWindows,
      windows: earlier.map { log.states(at: $0) } ?? []
    )
  }
}
