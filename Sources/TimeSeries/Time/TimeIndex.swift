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

extension TimeIndex: RandomAccessCollection {
  /// The position of the first stamp.
  public var startIndex: Int { 0 }
  /// One past the position of the last stamp.
  public var endIndex: Int { count }

  /// The stamp at a position.
  ///
  /// - Precondition: the position is within the index.
  /// - Complexity: O(1).
  public subscript(position: Int) -> Timestamp {
    precondition(
      position >= 0 && position < count,
      "position \(position) is outside a time index of \(count) stamps"
    )
    return timestamp(at: position)
  }
}

extension TimeIndex {
  /// The stamp after the last: where the next steps begin.
  public var end: Timestamp { timestamp(at: count) }

  /// The stamp this many steps after the first; positions outside the index continue it.
  ///
  /// - Complexity: O(1).
  public func timestamp(at position: Int) -> Timestamp {
    frequency.advanced(start, by: position)
  }

  /// The position of a stamp, or nil when it is not in the index.
  ///
  /// - Complexity: O(1).
  public func position(of timestamp: Timestamp) -> Int? {
    guard let position = frequency.steps(from: start, to: timestamp), position >= 0,
      position < count
    else { return nil }
    return position
  }

  /// The index of the steps that follow the last stamp, as for a forecast.
  ///
  /// - Precondition: `count` is not negative.
  public func following(count: Int) -> TimeIndex {
    TimeIndex(start: end, frequency: frequency, count: count)
  }
}
