internal import Parallelism

/// Parts the rows of a leaf by the answer to a question.
struct RowPartition {
  /// For each bin 1 where it answers yes, else 0.
  private let answers: [Int]
  /// The bins of the column that is asked about, one a row of the table.
  private let bins: [UInt8]

  /// The rows below which one thread does it all.
  private static let rowsOfPart = 1 << 15

  init<Cell>(_ split: Split<Cell>, bins: [UInt8]) {
    answers = (0..<256).map { split.takes(UInt8($0)) ? 1 : 0 }
    self.bins = bins
  }

  /// Brings the rows that answer yes before the others, both in their order; where the second begin.
  ///
  /// - Parameters:
  ///   - rows: rows of the table.
  ///   - scratch: room for as many.
  func partition(_ range: Range<Int>, of rows: inout [UInt32], scratch: inout [UInt32]) -> Int {
    let size = Self.rowsOfPart
    let parts = stride(from: range.lowerBound, to: range.upperBound, by: size).map {
      $0..<min($0 + size, range.upperBound)
    }
    return rows.withUnsafeMutableBufferPointer { own in
      scratch.withUnsafeMutableBufferPointer { others in
        // Each part is read and written by one thread only.
        nonisolated(unsafe) let (own, others) = (own, others)
        let ends = parallelMap(count: parts.count) { part in
          parted(parts[part], own: own, others: others)
        }
        // Those that answer yes move together, then the others come behind them.
        var end = parts.first.map { _ in ends[0] } ?? range.lowerBound
        for (part, ownEnd) in zip(parts, ends).dropFirst() {
          for place in part.lowerBound..<ownEnd {
            own[end] = own[place]
            end += 1
          }
        }
        var place = end
        for (part, ownEnd) in zip(parts, ends) {
          let count = part.upperBound - ownEnd
          for other in part.lowerBound..<part.lowerBound + count {
            own[place] = others[other]
            place += 1
          }
        }
        return end
      }
    }
  }

  /// Brings the rows of a part that answer yes to its beginning, and the others to the same place of `others`;
  /// where the first end.
  private func parted(
    _ part: Range<Int>,
    own: UnsafeMutableBufferPointer<UInt32>,
    others: UnsafeMutableBufferPointer<UInt32>
  ) -> Int {
    let (bins, answers) = (bins.span, answers.span)
    var (end, left) = (part.lowerBound, part.lowerBound)
    // Both sides are written and one place moves on, since a branch here would be a coin's toss.
    for place in part {
      let row = own[place]
      let answer = answers[unchecked: Int(bins[unchecked: Int(row)])]
      own[end] = row
      others[left] = row
      end += answer
      left += 1 - answer
    }
    return end
  }
}
