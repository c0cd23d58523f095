/// Why no frequency could be told from stamps.
public enum FrequencyError: Error, Hashable, Sendable {
  /// There was no stamp at all.
  case noStamps
  /// No series had two different stamps.
  case singleStamp
  /// The frequency that fits best explains too small a share of the steps.
  case irregular(best: Frequency, share: Double)
}

/// Finds the frequency that series have in common, from the steps between their stamps.
///
/// Each series is sorted and its duplicates are dropped; a step that is a multiple of the frequency
/// is a gap and speaks for it. The most frequent step whose multiples make up 95 % of all steps is
/// taken, or the largest step of which all the frequent ones are multiples. Steps of whole months
/// are recognized by the calendar, months, quarters and years by their first or last days, weeks get
/// their weekday, and days of which none is on a weekend in two weeks are business days. An hour
/// repeated or left out by daylight saving does no harm.
///
/// Memory is bounded, however many series are added.
///
/// ```swift
/// var inference = FrequencyInference()
/// for stamps in series { inference.add(stamps) }
/// let frequency = try inference.frequency()
/// ```
public struct FrequencyInference: Sendable {
  /// The share of steps that a frequency must explain.
  public static let requiredShare = 0.95

  private let isInteger: Bool
  private var hasStamps = false
  /// The number of all steps.
  private var total = 0
  /// Steps by their length, save those in runs of calendar months.
  private var fixed = StepTally()
  /// Steps that are whole months, by their number of months.
  private var months = StepTally()
  private var calendar = CalendarTally()

  /// No series yet.
  ///
  /// - Parameter integers: whether the stamps are integers rather than clock readings.
  public init(integers: Bool = false) {
    isInteger = integers
  }

  /// Counts the steps of a series.
  ///
  /// - Complexity: O(r) in the number of its runs when its stamps ascend, else O(n log n) in the
  ///   number of its stamps.
  public mutating func add(_ stamps: TimestampRuns) {
    let stamps = stamps.sortedDistinct()
    guard let first = stamps.first, let last = stamps.last else { return }
    hasStamps = true
    var previous: Timestamp?
    for run in stamps.runs {
      if let previous { addStep(from: previous, to: run.start) }
      addSteps(of: run)
      previous = run.last
    }
    if !isInteger { calendar.note(span: last.dayNumber - first.dayNumber) }
  }

  /// Counts the steps that another inference has counted, such as that of another thread.
  ///
  /// - Precondition: both are of integers, or both of clock readings.
  public mutating func add(_ other: FrequencyInference) {
    precondition(isInteger == other.isInteger, "integers and clock readings have no common step")
    hasStamps = hasStamps || other.hasStamps
    total += other.total
    fixed.add(other.fixed)
    months.add(other.months)
    calendar.add(other.calendar)
  }

  /// The frequency of what has been added.
  ///
  /// - Throws: `FrequencyError`, when it must be given instead.
  public func frequency() throws(FrequencyError) -> Frequency {
    guard hasStamps else { throw .noStamps }
    guard total > 0 else { throw .singleStamp }
    let fixedStep = fixed.best(explaining: Self.requiredShare, of: total)
    let monthStep = months.best(explaining: Self.requiredShare, of: total)
    let isByMonths = monthStep.map { isMonthly($0, ratherThan: fixedStep) } ?? false
    guard let (length, explained) = isByMonths ? monthStep : fixedStep else { throw .singleStamp }
    let frequency = isByMonths ? self.frequency(months: length) : self.frequency(length: length)
    let share = Double(explained) / Double(total)
    guard share >= Self.requiredShare else { throw .irregular(best: frequency, share: share) }
    return frequency
  }

  /// The frequency of one series; see `FrequencyInference`.
  ///
  /// - Throws: `FrequencyError`, when it must be given instead.
  public static func frequency(
    of stamps: TimestampRuns,
    integers: Bool = false
  ) throws(FrequencyError) -> Frequency {
    var inference = FrequencyInference(integers: integers)
    inference.add(stamps)
    return try inference.frequency()
  }
}

extension FrequencyInference {
  private mutating func addStep(from a: Timestamp, to b: Timestamp) {
    total += 1
    let (length, overflow) = b.rawValue.subtractingReportingOverflow(a.rawValue)
    // A step of hundreds of thousands of years is not explained by anything.
    if overflow { return }
    fixed.add(length)
    addMonths(from: a, to: b)
  }

  /// Counts a step that may be one of whole months.
  private mutating func addMonths(from a: Timestamp, to b: Timestamp) {
    guard !isInteger, b.rawValue - a.rawValue >= 28 * Timestamp.microsecondsPerDay,
      let number = a.months(to: b, dayOfMonth: max(a.date.day, b.date.day))
    else { return }
    months.add(Int64(number))
    calendar.note(a.date)
    calendar.note(b.date)
  }

  private mutating func addSteps(of run: TimestampRuns.Run) {
    let steps = run.count - 1
    total += steps
    switch run.step {
    case .fixed(let length):
      if steps > 0 { fixed.add(length, count: steps) }
      if isInteger { return }
      let (days, remainder) = length.quotientAndRemainder(
        dividingBy: Timestamp.microsecondsPerDay
      )
      guard remainder == 0 else { return }
      calendar.noteWeekdays(from: run.start.dayNumber, every: Int(days), count: run.count)
      guard days >= 28 else { return }
      if steps <= 8 {
        for i in 0..<steps { addMonths(from: run[i], to: run[i + 1]) }
      } else if let number = run.start.months(to: run[1], dayOfMonth: run.start.date.day),
        run.start.advanced(months: number * steps, dayOfMonth: run.start.date.day) == run.last
      {
        // So many equal steps are whole months only where leap years keep time, every four years.
        months.add(Int64(number), count: steps)
        calendar.note(run.start.date, count: steps + 1)
      }
    case .businessDay:
      let weekends = (run.start.weekday.rawValue + steps) / 5
      let day = Timestamp.microsecondsPerDay
      if weekends > 0 { fixed.add(3 * day, count: weekends) }
      if steps > weekends { fixed.add(day, count: steps - weekends) }
      calendar.noteBusinessDays(from: run.start.dayNumber, count: run.count)
    case .months(let number, let day):
      months.add(Int64(number), count: steps)
      calendar.noteMonths(
        from: run.start.date.monthNumber,
        every: Int(number),
        on: Int(day),
        count: run.count
      )
    }
  }

  /// Whether the steps are months rather than days. Four weeks can look like months once, but not on
  /// the first or the last day.
  private func isMonthly(
    _ months: (length: Int64, explained: Int),
    ratherThan fixed: (length: Int64, explained: Int)?
  ) -> Bool {
    guard let fixed else { return true }
    guard Double(months.explained) >= Self.requiredShare * Double(total) else {
      return months.explained > fixed.explained
    }
    if case .day = calendar.edge {
      let isWeeks = fixed.length.isMultiple(of: 7 * Timestamp.microsecondsPerDay)
      return !isWeeks || months.explained > fixed.explained
    }
    return true
  }

  private func frequency(months number: Int64) -> Frequency {
    let number = Int(number)
    let (edge, month) = (calendar.edge, calendar.commonestMonth)
    if number.isMultiple(of: 12) {
      return Frequency(.year(edge, month: month), multiple: number / 12)
    }
    if number.isMultiple(of: 3) {
      let anchor = Frequency.quarterAnchor(edge, month: month)
      return Frequency(.quarter(edge, month: anchor), multiple: number / 3)
    }
    return Frequency(.month(edge), multiple: number)
  }

  private func frequency(length: Int64) -> Frequency {
    if isInteger { return Frequency(.integer, multiple: Int(length)) }
    let (days, remainder) = length.quotientAndRemainder(dividingBy: Timestamp.microsecondsPerDay)
    if remainder == 0 {
      if days.isMultiple(of: 7) {
        return Frequency(.week(calendar.commonestWeekday), multiple: Int(days / 7))
      }
      if days == 1 && calendar.isWithoutWeekends { return Frequency(.businessDay) }
    }
    return Frequency(.microsecond, multiple: Int(length)).coarsened
  }
}

/// Where in the week, the month and the year stamps fell.
private struct CalendarTally: Sendable {
  private var weekdays = [Int](repeating: 0, count: 7)
  /// Stamps of monthly steps by day; those that follow last days are at 31.
  private var daysOfMonth = [Int](repeating: 0, count: 32)
  private var monthEnds = 0
  private var months = [Int](repeating: 0, count: 12)
  private var longestSpan = 0

  mutating func add(_ other: CalendarTally) {
    for i in weekdays.indices { weekdays[i] += other.weekdays[i] }
    for i in daysOfMonth.indices { daysOfMonth[i] += other.daysOfMonth[i] }
    for i in months.indices { months[i] += other.months[i] }
    monthEnds += other.monthEnds
    note(span: other.longestSpan)
  }

  mutating func note(span: Int) { longestSpan = max(longestSpan, span) }

  mutating func note(_ date: CivilDate, count: Int = 1) {
    daysOfMonth[date.day] += count
    months[date.month - 1] += count
    if date.isMonthEnd { monthEnds += count }
  }

  mutating func noteWeekdays(from day: Int, every days: Int, count: Int) {
    let start = Weekday(dayNumber: day).rawValue
    // After seven stamps the weekdays come round again.
    for i in 0..<min(7, count) {
      weekdays[(start + i * (days % 7)) % 7] += (count - i + 6) / 7
    }
  }

  mutating func noteBusinessDays(from day: Int, count: Int) {
    let start = Weekday(dayNumber: day).rawValue
    for i in 0..<min(5, count) { weekdays[(start + i) % 5] += (count - i + 4) / 5 }
  }

  mutating func noteMonths(from month: Int, every step: Int, on day: Int, count: Int) {
    daysOfMonth[day] += count
    if day == 31 { monthEnds += count }
    for i in 0..<min(12, count) {
      months[(month + i * step).flooredRemainder(by: 12)] += (count - i + 11) / 12
    }
  }

  /// Which day of the month the stamps mark.
  var edge: Frequency.Edge {
    let total = daysOfMonth.reduce(0, +)
    if Double(monthEnds) >= FrequencyInference.requiredShare * Double(total) { return .end }
    return Frequency.Edge(dayOfMonth: max(1, Self.commonest(in: daysOfMonth)))
  }

  var commonestMonth: Int { Self.commonest(in: months) + 1 }

  var commonestWeekday: Weekday { Weekday.allCases[Self.commonest(in: weekdays)] }

  /// Whether series reach over two working weeks and no stamp is on a weekend.
  var isWithoutWeekends: Bool {
    // Monday of one week to Friday of the next.
    weekdays[5] == 0 && weekdays[6] == 0 && longestSpan >= 11
  }

  private static func commonest(in counts: [Int]) -> Int {
    counts.indices.max { counts[$0] < counts[$1] || (counts[$0] == counts[$1] && $0 > $1) } ?? 0
  }
}
