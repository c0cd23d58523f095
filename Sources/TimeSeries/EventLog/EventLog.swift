/// Who did what when: events of users with items, sorted by user and time.
///
/// Users and items are numbered in the order in which the file names them first. The columns are arrays of
/// one element for each event, so that an event takes 12 bytes, and 20 with a value.
///
/// ```swift
/// let log = try EventLog(csv: "Series/retail-events.csv.gz")
/// for event in log.events(of: 0) { print(log.itemNames[Int(log.items[event])]) }
/// ```
public struct EventLog: Sendable {
  /// The name of each user.
  public let userNames: [String]
  /// The name of each item; one without a name where the file has no items.
  public let itemNames: [String]
  /// What the times mean, and how they are written.
  public let clock: EventClock
  /// How close the events of a user are that belong to one visit.
  public let visits: VisitRule
  /// Where the events of each user begin; one place more than there are users.
  public let offsets: [Int]
  /// When each event was, in ticks of the clock.
  public let times: [Int64]
  /// The item of each event.
  public let items: [Int32]
  /// What each event is worth; nil where nothing says so.
  public let values: [Double]?

  /// Which events of a user belong to one visit.
  public enum VisitRule: String, Hashable, Sendable, CaseIterable {
    /// Those at one moment.
    case moment
    /// Those on one day of the clock.
    case day
  }

  /// The number of events.
  public var count: Int { times.count }

  /// Whether events name items.
  public var hasItems: Bool { itemNames != [""] }

  /// The positions of a user's events, in the order of time.
  public func events(of user: Int) -> Range<Int> { offsets[user]..<offsets[user + 1] }

  /// The positions of a user's events before a moment.
  ///
  /// - Complexity: O(log n).
  public func events(of user: Int, before time: Int64) -> Range<Int> {
    let all = events(of: user)
    return all.lowerBound..<firstEvent(in: all, from: time)
  }

  /// The positions of a user's events from one moment up to, not including, another.
  ///
  /// - Complexity: O(log n).
  public func events(of user: Int, from start: Int64, before end: Int64) -> Range<Int> {
    let all = events(of: user)
    let first = firstEvent(in: all, from: start)
    return first..<firstEvent(in: first..<all.upperBound, from: end)
  }

  /// The number that events of one visit share and those of other visits of the user do not.
  public func visit(at time: Int64) -> Int64 {
    visits == .moment ? time : time.flooredQuotient(by: clock.ticksPerDay)
  }

  /// The times of the visits among some events of one user: each is that of its first event.
  public func visitTimes(in events: Range<Int>) -> [Int64] {
    var result: [Int64] = []
    var last: Int64?
    for event in events {
      let visit = visit(at: times[event])
      if visit != last { result.append(times[event]) }
      last = visit
    }
    return result
  }

  /// The number of visits among some events of one user.
  public func visitCount(in events: Range<Int>) -> Int {
    var count = 0
    var last: Int64?
    for event in events {
      let visit = visit(at: times[event])
      if visit != last { count += 1 }
      last = visit
    }
    return count
  }

  /// What some events are worth together; their number where nothing says so.
  public func value(of events: Range<Int>) -> Double {
    guard let values else { return Double(events.count) }
    return events.reduce(0) { $0 + values[$1] }
  }

  /// The first and the last moment; nil where there are no events.
  ///
  /// - Complexity: O(users).
  public var span: ClosedRange<Int64>? {
    var span: ClosedRange<Int64>?
    for user in userNames.indices {
      let events = events(of: user)
      guard !events.isEmpty else { continue }
      let own = times[events.lowerBound]...times[events.upperBound - 1]
      span =
        span.map {
          min($0.lowerBound, own.lowerBound)...max($0.upperBound, own.upperBound)
        } ?? own
    }
    return span
  }

  /// The first of some events that is not before a moment.
  private func firstEvent(in events: Range<Int>, from time: Int64) -> Int {
    var (low, high) = (events.lowerBound, events.upperBound)
    while low < high {
      let middle = (low + high) / 2
      if times[middle] < time { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension EventLog {
  /// Events as they come, one after the other; ``EventLog/init(_:userNames:itemNames:clock:visits:merging:)``
  /// sorts them.
  public struct Rows: Sendable {
    /// The user of each event.
    public var users: [Int32] = []
    /// The item of each event.
    public var items: [Int32] = []
    /// When each event was.
    public var times: [Int64] = []
    /// What each is worth; as many as there are events, or none.
    public var values: [Double] = []

    /// No events.
    public init() {}

    /// Adds an event.
    public mutating func append(user: Int, item: Int, time: Int64, value: Double? = nil) {
      users.append(Int32(user))
      items.append(Int32(item))
      times.append(time)
      if let value { values.append(value) }
    }
  }

  /// A log of events in any order; those of one user at one moment stay in the order given.
  ///
  /// - Parameters:
  ///   - merging: whether several events of a user with an item in one visit become one, with the sum
  ///     of the values.
  /// - Precondition: users and items have names, and there is a value for each event or for none.
  /// - Complexity: O(events) time where the events of each user come in order; the columns are copied
  ///   one at a time, so that twice the finished log is never held.
  public init(
    _ rows: consuming Rows,
    userNames: [String],
    itemNames: [String],
    clock: EventClock,
    visits: VisitRule = .moment,
    merging: Bool = true
  ) {
    let count = rows.times.count
    precondition(
      rows.users.count == count && rows.items.count == count
        && (rows.values.isEmpty || rows.values.count == count),
      "columns of unequal lengths for \(count) events"
    )
    var offsets = [Int](repeating: 0, count: userNames.count + 1)
    for user in rows.users { offsets[Int(user) + 1] += 1 }
    for user in userNames.indices { offsets[user + 1] += offsets[user] }
    var next = offsets
    // Where each event goes; the user column makes room for it.
    var places = [Int](repeating: 0, count: count)
    for event in 0..<count {
      let user = Int(rows.users[event])
      places[event] = next[user]
      next[user] += 1
    }
    rows.users = []
    func sorted<Element>(_ column: [Element], _ zero: Element) -> [Element] {
      var result = [Element](repeating: zero, count: count)
      for event in 0..<count { result[places[event]] = column[event] }
      return result
    }
    var times = sorted(rows.times, 0)
    rows.times = []
    var items = sorted(rows.items, 0)
    rows.items = []
    var values = rows.values.isEmpty ? [] : sorted(rows.values, 0)
    rows.values = []
    places = []
    for user in userNames.indices {
      let own = offsets[user]..<offsets[user + 1]
      guard own.dropFirst().contains(where: { times[$0] < times[$0 - 1] }) else { continue }
      let order = own.sorted { (times[$0], $0) < (times[$1], $1) }
      let (t, i) = (order.map { times[$0] }, order.map { items[$0] })
      times.replaceSubrange(own, with: t)
      items.replaceSubrange(own, with: i)
      if !values.isEmpty { values.replaceSubrange(own, with: order.map { values[$0] }) }
    }
    self.userNames = userNames
    self.itemNames = itemNames
    self.clock = clock
    self.visits = visits
    if merging {
      Self.merge(
        &times,
        &items,
        &values,
        &offsets,
        itemCount: itemNames.count,
        ticksOfVisit: visits == .moment ? 1 : clock.ticksPerDay
      )
    }
    self.offsets = offsets
    self.times = times
    self.items = items
    self.values = values.isEmpty ? nil : values
  }

  /// Makes one event of several of a user with an item in one visit.
  private static func merge(
    _ times: inout [Int64],
    _ items: inout [Int32],
    _ values: inout [Double],
    _ offsets: inout [Int],
    itemCount: Int,
    ticksOfVisit: Int64
  ) {
    // Where the last kept event with each item is; one before the visit is of another.
    var lastPlace = [Int](repeating: -1, count: itemCount)
    var kept = 0
    for user in 0..<(offsets.count - 1) {
      let own = offsets[user]..<offsets[user + 1]
      offsets[user] = kept
      var (visitStart, visit) = (kept, Int64.min)
      for event in own {
        let ownVisit = times[event].flooredQuotient(by: ticksOfVisit)
        if ownVisit != visit { (visitStart, visit) = (kept, ownVisit) }
        let item = Int(items[event])
        if lastPlace[item] >= visitStart {
          if !values.isEmpty { values[lastPlace[item]] += values[event] }
          continue
        }
        lastPlace[item] = kept
        times[kept] = times[event]
        items[kept] = items[event]
        if !values.isEmpty { values[kept] = values[event] }
        kept += 1
      }
    }
    offsets[offsets.count - 1] = kept
    let surplus = times.count - kept
    times.removeLast(surplus)
    items.removeLast(surplus)
    if !values.isEmpty { values.removeLast(surplus) }
  }
}
