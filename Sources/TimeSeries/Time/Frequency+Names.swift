extension Frequency: LosslessStringConvertible {
  /// The spellings that `init(_:)` reads, for messages.
  public static let acceptedSpellings = [
    "us", "ms", "s", "min", "h", "D", "B", "W", "W-SUN … W-SAT", "MS", "ME", "QS", "QE", "YS", "YE",
    "QS-JAN … QE-DEC", "YS-JAN … YE-DEC", "a multiple such as 15min or 2h",
    "an integer step such as 1", "hourly", "daily", "weekly", "monthly", "quarterly", "yearly",
  ]

  /// The frequency with this name, or nil.
  ///
  /// Read are the pandas offset aliases, new (`h`, `ME`, `YE-DEC`) and old (`H`, `M`, `A-DEC`), with
  /// an optional multiple before them (`15min`); integers (`1`); and words (`daily`). A name that is
  /// exactly one of pandas has its meaning there, so `M` is the month's end, `MS` its start, `ms` a
  /// millisecond and `min` a minute; other spellings are read without regard to case, save `m`,
  /// which could mean either and is not read. `monthly`, `quarterly` and `yearly` mean the starts of
  /// these periods. `MS-15`, `QS-JAN-15` and `YS-APR-6`, which pandas lacks, name a day of the month.
  public init?(_ name: String) {
    let digits = name.prefix { $0.isASCII && $0.isNumber }
    var rest = name[digits.endIndex...]
    var multiple = 1
    if !digits.isEmpty {
      guard let number = Int(digits), number >= 1 else { return nil }
      multiple = number
      if rest.first == " " { rest.removeFirst() }
      if rest.isEmpty && name.last != " " {
        self.init(.integer, multiple: number)
        return
      }
    }
    guard let unit = Unit(name: rest) else { return nil }
    self.init(unit, multiple: multiple)
  }

  /// The name, as `init(_:)` reads it and pandas 2.2 and later write it, such as `15min` or `W-SUN`.
  public var description: String {
    if unit == .integer { return String(multiple) }
    return multiple == 1 ? unit.name : "\(multiple)\(unit.name)"
  }
}

extension Frequency.Unit {
  /// The months as anchors name them.
  private static let monthNames = [
    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
  ]
  /// The weekdays as anchors name them, from Monday.
  private static let weekdayNames = ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"]

  /// The name with its anchor, such as `QS-JAN`.
  fileprivate var name: String {
    switch self {
    case .integer: "1"
    case .microsecond: "us"
    case .millisecond: "ms"
    case .second: "s"
    case .minute: "min"
    case .hour: "h"
    case .day: "D"
    case .businessDay: "B"
    case .week(let weekday): "W-" + Self.weekdayNames[weekday.rawValue]
    case .month(let edge): "M" + edge.letter + edge.daySuffix
    case .quarter(let edge, let month):
      "Q" + edge.letter + "-" + Self.monthNames[month - 1] + edge.daySuffix
    case .year(let edge, let month):
      "Y" + edge.letter + "-" + Self.monthNames[month - 1] + edge.daySuffix
    }
  }

  /// The unit with this name, such as `QS-JAN` or `Q`.
  fileprivate init?(name: Substring) {
    switch name {
    // Where case tells two meanings apart.
    case "M": self = .month(.end)
    case "MS": self = .month(.start)
    case "ms": self = .millisecond
    case "m", "Ms", "mS": return nil
    default:
      let parts = name.uppercased().split(separator: "-", omittingEmptySubsequences: false)
      guard let base = parts.first, parts.count <= 3 else { return nil }
      self.init(base: base, anchors: parts.dropFirst())
    }
  }

  /// The unit with this base (`QS`) and these anchors (`JAN`, `15`), all in upper case.
  private init?(base: Substring, anchors: ArraySlice<Substring>) {
    switch base {
    case "W", "WEEK", "WEEKLY":
      guard anchors.count <= 1,
        let weekday = Self.weekdayNames.firstIndex(of: anchors.first.map(String.init) ?? "SUN"),
        let weekday = Weekday(rawValue: weekday)
      else { return nil }
      self = .week(weekday)
    case "MS", "ME", "MONTH", "MONTHLY":
      guard anchors.count <= 1, base == "MS" || anchors.isEmpty,
        let edge = Frequency.Edge(isEnd: base == "ME", day: anchors.first)
      else { return nil }
      self = .month(edge)
    case "QS", "Q", "QE", "QUARTER", "QUARTERLY":
      guard let (edge, month) = Self.anchor(isEnd: base == "Q" || base == "QE", anchors)
      else { return nil }
      self = .quarter(edge, month: month)
    case "YS", "AS", "Y", "A", "YE", "YEAR", "YEARLY", "ANNUAL", "ANNUALLY":
      guard let (edge, month) = Self.anchor(isEnd: ["Y", "A", "YE"].contains(base), anchors)
      else { return nil }
      self = .year(edge, month: month)
    default:
      guard anchors.isEmpty, let unit = Self.fixed(name: base) else { return nil }
      self = unit
    }
  }

  /// The unit without anchors that has this name in upper case.
  private static func fixed(name: Substring) -> Self? {
    switch name {
    case "US", "U": .microsecond
    case "L": .millisecond
    case "S", "SECOND", "SECONDS": .second
    case "MIN", "T", "MINUTE", "MINUTES": .minute
    case "H", "HOUR", "HOURS", "HOURLY": .hour
    case "D", "DAY", "DAYS", "DAILY": .day
    case "B": .businessDay
    default: nil
    }
  }

  /// The anchors of a quarter or year: a month and a day, each optional.
  private static func anchor(
    isEnd: Bool,
    _ anchors: ArraySlice<Substring>
  ) -> (Frequency.Edge, month: Int)? {
    let day = anchors.count == 2 ? anchors.last : nil
    guard let edge = Frequency.Edge(isEnd: isEnd, day: day) else { return nil }
    guard let name = anchors.first else { return (edge, isEnd ? 12 : 1) }
    guard let month = monthNames.firstIndex(of: String(name)) else { return nil }
    return (edge, month + 1)
  }
}

extension Frequency.Edge {
  fileprivate var letter: String { self == .end ? "E" : "S" }

  fileprivate var daySuffix: String {
    if case .day(let day) = self { "-\(day)" } else { "" }
  }

  /// The edge of a name; a day (2...30) belongs to starts only.
  fileprivate init?(isEnd: Bool, day: Substring?) {
    guard let day else {
      self = isEnd ? .end : .start
      return
    }
    guard !isEnd, let day = Int(day), (2...30).contains(day) else { return nil }
    self = .day(day)
  }
}
