/// Evenly spaced stamps: where they start, how they step, how many there are.
public struct TimeIndex: Hashable, Sendable {
  /// The first stamp.
  public var start: Timestamp
  /// The spacing.
  public var frequency: Frequency
  /// The number of stamps.
  public var count: Int

  /// - Precondition: `count` is not negative.
  public init(start: Timestamp, frequency: Frequency, count: Int) {
    precondition(count >= 0, "a time index cannot have \(count) stamps")
    self.start = start
    self.frequency = frequency
    self.count = count
  }
}
