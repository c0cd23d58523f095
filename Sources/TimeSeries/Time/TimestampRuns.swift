/// A list of stamps, held as runs of equal steps.
///
/// Stamps are appended in any order and read back exactly as they came. A regular series, whether it
/// steps by a fixed time, by business days or by calendar months, takes constant memory however long
/// it is; a gap starts a new run. Stamps without any pattern take 16 bytes each.
public struct TimestampRuns: Hashable, Sendable {
  /// What leads from each stamp of a run to the next.
  public enum Step: Hashable, Sendable {
    /// This much is added: microseconds, or integers. It may be zero or negative.
    case fixed(Int64)
    /// From Friday to Monday, else a day.
    case businessDay
    /// So many months, to this day of the month or its last when it has fewer; 31 is the last.
    case months(Int32, day: Int32)
  }

  /// Stamps with equal steps.
  public struct Run: Hashable, Sendable {
    /// The first stamp.
    public var start: Timestamp
    /// The number of stamps.
    public var count: Int
    /// What leads from each to the next; of no meaning when there is but one.
    public var step: Step
  }

  private var finished: [Run] = []
  private var finishedCount = 0
  private var current = Run(start: Timestamp(0), count: 0, step: .fixed(0))
  private var latest = Timestamp(0)
  /// The stamp that would continue the current run.
  private var expected: Timestamp?

  /// Whether each stamp is later than the one before it.
  public private(set) var isAscending = true

  /// No stamps.
  public init() {}

  /// The stamps of a sequence, in its order.
  public init(_ stamps: some Sequence<Timestamp>) {
    for stamp in stamps { append(stamp) }
  }

  /// The number of stamps.
  public var count: Int { finishedCount + current.count }

  /// The first stamp that was appended; nil when there is none.
  public var first: Timestamp? { runs.first?.start }

  /// The stamp that was appended last; nil when there is none.
  public var last: Timestamp? { count == 0 ? nil : latest }

  /// The runs, in the order of their stamps.
  public var runs: Runs { Runs(finished: finished, current: current) }

  /// Adds a stamp at the end.
  ///
  /// - Complexity: amortised O(1); a few nanoseconds where it continues the run.
  @inline(__always)
  public mutating func append(_ t: Timestamp) {
    if t == expected {
      current.count += 1
      latest = t
      expected = current.step.next(after: t)
    } else {
      appendUnexpected(t)
    }
  }

  @inline(never)
  private mutating func appendUnexpected(_ t: Timestamp) {
    if count > 0 && t <= latest { isAscending = false }
    latest = t
    if current.count == 1,
      case let (step, overflow) = t.rawValue.subtractingReportingOverflow(current.start.rawValue),
      !overflow
    {
      current.step = .fixed(step)
    } else if let step = current.step(alsoReaching: t) {
      current.step = step
    } else {
      if current.count > 0 {
        finished.append(current)
        finishedCount += current.count
      }
      current = Run(start: t, count: 1, step: .fixed(0))
      expected = nil
      return
    }
    current.count += 1
    expected = current.step.next(after: t)
  }
}

extension TimestampRuns {
  /// The runs of a list of stamps.
  public struct Runs: RandomAccessCollection, Sendable {
    fileprivate var finished: [Run]
    fileprivate var current: Run

    /// The position of the first run.
    public var startIndex: Int { 0 }
    /// One past the position of the last run.
    public var endIndex: Int { finished.count + (current.count > 0 ? 1 : 0) }
    /// The run at a position.
    public subscript(position: Int) -> Run {
      position == finished.count ? current : finished[position]
    }
  }
}

extension TimestampRuns: Sequence {
  /// Reads the stamps one by one.
  public struct Iterator: IteratorProtocol {
    private var runs: IndexingIterator<Runs>
    private var upcoming = Timestamp(0)
    private var step = Step.fixed(0)
    private var remaining = 0

    fileprivate init(_ runs: Runs) { self.runs = runs.makeIterator() }

    /// The next stamp, or nil after the last.
    public mutating func next() -> Timestamp? {
      if remaining == 0 {
        guard let run = runs.next() else { return nil }
        (upcoming, step, remaining) = (run.start, run.step, run.count)
      }
      let stamp = upcoming
      remaining -= 1
      if remaining > 0, let next = step.next(after: stamp) { upcoming = next }
      return stamp
    }
  }

  /// The stamps in the order in which they were appended.
  public func makeIterator() -> Iterator { Iterator(runs) }

  /// How many stamps there are.
  public var underestimatedCount: Int { count }
}

extension TimestampRuns {
  /// The same stamps in ascending order, each once.
  ///
  /// - Complexity: O(1) when they ascend already, else O(n log n) in the number of stamps.
  public func sortedDistinct() -> TimestampRuns {
    if isAscending { return self }
    var result = TimestampRuns()
    for stamp in sorted() where stamp != result.last { result.append(stamp) }
    return result
  }

  /// Calls a closure for each stamp, in order, with its position on the grid that steps with
  /// `frequency` through `origin`: negative before it, nil when it is not on the grid.
  public func forEachPosition<Failure: Error>(
    on frequency: Frequency,
    from origin: Timestamp,
    _ body: (Int?, Timestamp) throws(Failure) -> Void
  ) throws(Failure) {
    for run in runs {
      let start = frequency.steps(from: origin, to: run.start)
      if case .fixed(let step) = run.step, let start, frequency.unit.fixedLength != nil,
        run.count > 1, let stride = frequency.steps(from: run.start, to: run[1])
      {
        // A fixed step on a fixed grid: the positions are as evenly spaced as the stamps.
        for i in 0..<run.count {
          try body(start + i * stride, Timestamp(run.start.rawValue + Int64(i) * step))
        }
      } else {
        for i in 0..<run.count {
          let stamp = run[i]
          try body(frequency.steps(from: origin, to: stamp), stamp)
        }
      }
    }
  }
}

extension TimestampRuns.Step {
  /// The stamp that follows `t`; nil when a fixed step leads out of range.
  @inline(__always)
  fileprivate func next(after t: Timestamp) -> Timestamp? {
    switch self {
    case .fixed(let step):
      let (sum, overflow) = t.rawValue.addingReportingOverflow(step)
      return overflow ? nil : Timestamp(sum)
    case .businessDay:
      return t.advanced(businessDays: 1)
    case .months(let months, let day):
      return t.advanced(months: Int(months), dayOfMonth: Int(day))
    }
  }
}

extension TimestampRuns.Run {
  /// The stamp at a position, 0 for the first.
  ///
  /// - Complexity: O(1).
  public subscript(position: Int) -> Timestamp {
    switch step {
    case .fixed(let step): Timestamp(start.rawValue + Int64(position) * step)
    case .businessDay: start.advanced(businessDays: position)
    case .months(let months, let day):
      start.advanced(months: Int(months) * position, dayOfMonth: Int(day))
    }
  }

  /// The last stamp.
  public var last: Timestamp { self[count - 1] }

  /// Another step that gives the stamps of this run and then `t`; nil when there is none.
  ///
  /// A run begins with a fixed step, as nothing else is known of two stamps. Months and business
  /// days differ from that within few stamps, so longer runs are not tried.
  fileprivate func step(alsoReaching t: Timestamp) -> TimestampRuns.Step? {
    guard count >= 2, count <= 8 else { return nil }
    let second = self[1]
    let days = second.dayNumber - start.dayNumber
    if [1, 3].contains(days), isSame(with: .businessDay, reaching: t) { return .businessDay }

    guard days.magnitude >= 28 else { return nil }
    let (a, b, c) = (start.date, second.date, t.date)
    let months = Int32(truncatingIfNeeded: b.monthNumber - a.monthNumber)
    for day in [31, max(a.day, b.day, c.day)] where a.stepDay(preferring: day) == day {
      let step = TimestampRuns.Step.months(months, day: Int32(day))
      if isSame(with: step, reaching: t) { return step }
    }
    return nil
  }

  /// Whether another step gives the same stamps and then `t`.
  private func isSame(with step: TimestampRuns.Step, reaching t: Timestamp) -> Bool {
    let other = TimestampRuns.Run(start: start, count: count + 1, step: step)
    return other.last == t && (1..<count).allSatisfy { self[$0] == other[$0] }
  }
}
