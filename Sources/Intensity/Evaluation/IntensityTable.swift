internal import Parallelism

/// Expected numbers of events of states with items, made a few rows at a time.
///
/// The table as a whole is never held.
public struct IntensityTable: Sendable {
  /// The number of states.
  public let stateCount: Int
  /// The number of items.
  public let itemCount: Int
  /// Makes some rows; a pair that is not to be had is negative.
  private let make: @Sendable (Range<Int>) -> [Float]

  /// Numbers that are at hand.
  ///
  /// - Precondition: there are as many as the rows take.
  public init(_ values: [Float], itemCount: Int) {
    precondition(itemCount > 0 && values.count.isMultiple(of: itemCount), "rows of \(itemCount)")
    (stateCount, self.itemCount) = (values.count / itemCount, itemCount)
    make = { Array(values[$0.lowerBound * itemCount..<$0.upperBound * itemCount]) }
  }

  /// Numbers that are made on demand, perhaps on several threads.
  public init(
    stateCount: Int,
    itemCount: Int,
    rows: @escaping @Sendable (Range<Int>) -> [Float]
  ) {
    (self.stateCount, self.itemCount, make) = (stateCount, itemCount, rows)
  }

  /// Shows all rows in order, some at a time.
  ///
  /// - Parameter body: takes the places of the states, and their rows one after another.
  public func forEachBlock(_ body: (Range<Int>, [Float]) -> Void) {
    let size = max(1, min(256, (1 << 20) / max(itemCount, 1)))
    let together = max(1, threadAllowance) * 2
    var start = 0
    while start < stateCount {
      let first = start
      let blocks = min(together, (stateCount - first + size - 1) / size)
      @Sendable func range(_ block: Int) -> Range<Int> {
        first + block * size..<min(first + (block + 1) * size, stateCount)
      }
      let rows = parallelMap(count: blocks) { make(range($0)) }
      for block in 0..<blocks { body(range(block), rows[block]) }
      start = range(blocks - 1).upperBound
    }
  }

  /// The numbers of some states, a row each.
  public func rows(_ states: Range<Int>) -> [Float] { make(states) }
}
