/// Series that belong together, in the order in which their ids first appeared.
public struct Panel: Sendable {
  /// The series.
  public private(set) var series: [Series]
  private let positions: [String: Int]

  /// - Precondition: the ids are distinct.
  public init(_ series: [Series]) {
    self.series = series
    positions = Dictionary(
      uniqueKeysWithValues: series.enumerated().map { ($0.element.id, $0.offset) }
    )
  }

  /// The series with this id, or nil.
  ///
  /// - Complexity: O(1).
  public subscript(id id: String) -> Series? {
    positions[id].map { series[$0] }
  }
}

extension Panel: RandomAccessCollection {
  /// The position of the first series.
  public var startIndex: Int { 0 }
  /// One past the position of the last series.
  public var endIndex: Int { series.count }
  /// The series at a position.
  public subscript(position: Int) -> Series { series[position] }
}
