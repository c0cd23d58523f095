/// A series to be made in the likeness of another.
public struct SeriesRequest: Sendable, Hashable {
  /// The number of the series it is to be like.
  public var source: Int
  /// Which one in its likeness, from 1; every copy is another series.
  public var copy: Int
  /// Where it begins, in steps from the beginning of the other; negative for before it.
  public var position: Int
  /// How many steps it has.
  public var count: Int

  /// A request.
  public init(source: Int, copy: Int = 1, position: Int = 0, count: Int) {
    (self.source, self.copy, self.position, self.count) = (source, copy, position, count)
  }
}

/// Something that makes series in the likeness of those it has learnt from: the seam between the models
/// of this room and those who use them.
public protocol SeriesGenerator: Sendable {
  /// The values of the series that are asked for, in the units of those they are like.
  ///
  /// The same seed gives the same series for the same requests.
  ///
  /// - Precondition: The generator knows the sources.
  func series(_ requests: [SeriesRequest], seed: UInt64) -> [[Double]]
}
