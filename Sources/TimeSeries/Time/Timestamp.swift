/// A place in time: microseconds since 1970-01-01 00:00:00 of a naive clock, or, in a panel whose
/// time column holds integers, that integer.
///
/// A naive clock has no zone and no daylight saving; every day has 24 hours. Which of the two
/// readings applies is known to the `Frequency` beside it.
public struct Timestamp: Comparable, Hashable, Sendable {
  /// Microseconds since the start of 1970, or the integer itself.
  public var rawValue: Int64

  /// The place with this raw value.
  public init(_ rawValue: Int64) {
    self.rawValue = rawValue
  }

  /// Whether `a` is earlier than `b`.
  public static func < (a: Timestamp, b: Timestamp) -> Bool {
    a.rawValue < b.rawValue
  }
}
