extension Frequency {
  /// The stamp this many steps after `t`, or before it when `steps` is negative.
  ///
  /// Stepping keeps the time of day and starts from `t` itself, whether or not it is where the anchor
  /// of the unit says. Weeks are 7 days. Months keep the day that the frequency names; a stamp on
  /// another day keeps its own day of the month, and one on the last day of its month stays on last
  /// days; a day that a month lacks becomes its last. Business days leave a weekend in the direction
  /// of the step.
  ///
  /// Steps that lead out of the range of a stamp, such as a million million days, give
  /// `Timestamp.distantPast` or `.distantFuture`.
  ///
  /// - Complexity: O(1).
  public func advanced(_ t: Timestamp, by steps: Int) -> Timestamp {
    if let length = unit.fixedLength {
      let (step, tooLong) = length.multipliedReportingOverflow(by: Int64(multiple))
      let (distance, tooFar) = step.multipliedReportingOverflow(by: Int64(steps))
      let (sum, outside) = t.rawValue.addingReportingOverflow(distance)
      guard !tooLong && !tooFar && !outside else { return Frequency.saturated(steps) ?? t }
      return Timestamp(sum)
    }
    let (units, tooMany) = steps.multipliedReportingOverflow(by: multiple)
    if let (months, edge) = unit.monthsAndEdge {
      let (distance, tooFar) = units.multipliedReportingOverflow(by: months)
      guard !tooMany && !tooFar else { return Frequency.saturated(steps) ?? t }
      return t.advanced(months: distance, dayOfMonth: edge.dayOfMonth)
    }
    guard !tooMany else { return Frequency.saturated(steps) ?? t }
    return t.advanced(businessDays: units)
  }

  /// How many steps lead from `a` to `b`, negative when `b` is earlier; nil when `b` is not on the
  /// grid through `a`.
  ///
  /// - Complexity: O(1).
  public func steps(from a: Timestamp, to b: Timestamp) -> Int? {
    if let length = unit.fixedLength {
      let (step, tooLong) = length.multipliedReportingOverflow(by: Int64(multiple))
      let (distance, tooFar) = b.rawValue.subtractingReportingOverflow(a.rawValue)
      guard !tooLong && !tooFar else { return a == b ? 0 : nil }
      let (quotient, remainder) = distance.quotientAndRemainder(dividingBy: step)
      return remainder == 0 ? Int(quotient) : nil
    }
    let units: Int
    if let (months, edge) = unit.monthsAndEdge {
      guard let distance = a.months(to: b, dayOfMonth: edge.dayOfMonth) else { return nil }
      let (quotient, remainder) = distance.quotientAndRemainder(dividingBy: months)
      guard remainder == 0 else { return nil }
      units = quotient
    } else {
      guard let distance = a.businessDays(to: b) else { return nil }
      units = distance
    }
    let (quotient, remainder) = units.quotientAndRemainder(dividingBy: multiple)
    return remainder == 0 ? quotient : nil
  }

  /// This frequency with its anchor moved so that `t` is on it: `W-SUN` seen on a Friday is `W-FRI`,
  /// `MS` seen on a 15th is `MS-15`, and on a last day `ME`.
  public func anchored(at t: Timestamp) -> Frequency {
    var result = self
    let date = t.date
    switch unit {
    case .integer, .microsecond, .millisecond, .second, .minute, .hour, .day, .businessDay:
      break
    case .week:
      result.unit = .week(t.weekday)
    case .month(let edge):
      result.unit = .month(edge.moved(to: date))
    case .quarter(let edge, let month):
      let edge = edge.moved(to: date)
      let isAnchored = (date.month - month) % 3 == 0
      result.unit = .quarter(
        edge,
        month: isAnchored ? month : Frequency.quarterAnchor(edge, month: date.month)
      )
    case .year(let edge, _):
      result.unit = .year(edge.moved(to: date), month: date.month)
    }
    return result
  }

  /// The month by which quarters that have a stamp in `month` are named: `QS-JAN` to `QS-MAR`, and
  /// `QE-OCT` to `QE-DEC`.
  static func quarterAnchor(_ edge: Edge, month: Int) -> Int {
    let first = (month - 1) % 3 + 1
    return edge == .end ? first + 9 : first
  }

  /// The end of time in the direction of the steps; nil for none.
  private static func saturated(_ steps: Int) -> Timestamp? {
    steps == 0 ? nil : steps < 0 ? .distantPast : .distantFuture
  }
}

extension Frequency.Edge {
  /// This edge if the date is on it, else the one the date is on.
  fileprivate func moved(to date: CivilDate) -> Frequency.Edge {
    Frequency.Edge(dayOfMonth: date.stepDay(preferring: dayOfMonth))
  }
}

extension CivilDate {
  /// The day of the month that steps of whole months from here keep to; 31 stands for the last.
  @inline(__always)
  func stepDay(preferring day: Int) -> Int {
    if self.day == day { return day }
    guard isMonthEnd else { return self.day }
    return day > self.day ? day : 31
  }
}

extension Timestamp {
  /// The stamp some months later, on this day of the month (31 for the last) if it is on it now.
  @inline(__always)
  func advanced(months: Int, dayOfMonth: Int) -> Timestamp {
    let (day, time) = dayAndTime
    let date = CivilDate(dayNumber: day)
    if months == 0 { return self }
    let (month, overflow) = date.monthNumber.addingReportingOverflow(months)
    let years = CivilDate.years
    guard !overflow, month >= years.lowerBound * 12, month < years.upperBound * 12 else {
      return months < 0 ? .distantPast : .distantFuture
    }
    let target = CivilDate(
      monthNumber: month,
      clippedDay: date.stepDay(preferring: dayOfMonth)
    )
    return Timestamp(saturatingDayNumber: target.dayNumber, microseconds: time)
  }

  /// How many months lead to `other` in steps that keep to this day of the month; nil when none do.
  @inline(__always)
  func months(to other: Timestamp, dayOfMonth: Int) -> Int? {
    let (day, time) = dayAndTime
    let (otherDay, otherTime) = other.dayAndTime
    guard time == otherTime else { return nil }
    let (date, otherDate) = (CivilDate(dayNumber: day), CivilDate(dayNumber: otherDay))
    let months = otherDate.monthNumber - date.monthNumber
    let stepDay = months == 0 ? date.day : date.stepDay(preferring: dayOfMonth)
    let isThere =
      stepDay == otherDate.day || (stepDay > otherDate.day && otherDate.isMonthEnd)
    return isThere ? months : nil
  }

  /// The stamp some business days later; a weekend is left in the direction of the step.
  func advanced(businessDays: Int) -> Timestamp {
    if businessDays == 0 { return self }
    let (day, time) = dayAndTime
    let start = Timestamp.businessDayNumber(day, forwards: businessDays > 0)
    let (number, overflow) = start.addingReportingOverflow(businessDays)
    // A billion business days are millions of years, past either end of the range.
    guard !overflow, number.magnitude < 1_000_000_000 else {
      return businessDays < 0 ? .distantPast : .distantFuture
    }
    let week = number.flooredQuotient(by: 5)
    let target = week * 7 + (number - week * 5) - 3
    return Timestamp(saturatingDayNumber: target, microseconds: time)
  }

  /// How many business days lead to `other`; nil when its time of day differs or it is on a weekend.
  func businessDays(to other: Timestamp) -> Int? {
    if self == other { return 0 }
    let (day, time) = dayAndTime
    let (otherDay, otherTime) = other.dayAndTime
    guard time == otherTime, (otherDay + 3).flooredRemainder(by: 7) < 5 else { return nil }
    let forwards = other > self
    return Timestamp.businessDayNumber(otherDay, forwards: forwards)
      - Timestamp.businessDayNumber(day, forwards: forwards)
  }

  /// Business days since Monday 1969-12-29. A weekend counts as its Friday when going forwards, as
  /// its Monday when going back.
  private static func businessDayNumber(_ day: Int, forwards: Bool) -> Int {
    let week = (day + 3).flooredQuotient(by: 7)
    let weekday = day + 3 - week * 7
    return week * 5 + (weekday < 5 ? weekday : forwards ? 4 : 5)
  }

  private init(saturatingDayNumber day: Int, microseconds: Int64) {
    let (start, tooFar) = Int64(day).multipliedReportingOverflow(by: Self.microsecondsPerDay)
    let (sum, outside) = start.addingReportingOverflow(microseconds)
    if tooFar || outside {
      self = day < 0 ? .distantPast : .distantFuture
    } else {
      self.init(sum)
    }
  }
}
