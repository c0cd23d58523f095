/// Line numbers in the order of the rows, as runs of equal steps: where rows come regularly, a few
/// words hold any number of them.
struct LineRuns: Sendable {
  private struct Run: Sendable {
    var first: Int
    var step: Int
    var count: Int
  }

  private var finished: [Run] = []
  private var current = Run(first: 0, step: 0, count: 0)
  private var expected = 0

  /// No lines.
  init() {}

  /// The line numbers of a sequence, in its order.
  init(_ lines: some Sequence<Int>) {
    for line in lines { append(line) }
  }

  /// Adds a line number.
  @inline(__always)
  mutating func append(_ line: Int) {
    if line == expected, current.count > 1 {
      current.count += 1
      expected = line + current.step
    } else {
      appendUnexpected(line)
    }
  }

  @inline(never)
  private mutating func appendUnexpected(_ line: Int) {
    if current.count == 1 {
      current.step = line - current.first
      current.count = 2
    } else {
      if current.count > 0 { finished.append(current) }
      current = Run(first: line, step: 0, count: 1)
    }
    expected = line + current.step
  }

  /// All the line numbers.
  var all: [Int] {
    (finished + [current]).flatMap { run in (0..<run.count).map { run.first + $0 * run.step } }
  }

  /// The line number of a row, counted from 0.
  ///
  /// - Precondition: there is such a row.
  /// - Complexity: O(runs).
  subscript(position: Int) -> Int {
    var rest = position
    for run in finished {
      if rest < run.count { return run.first + rest * run.step }
      rest -= run.count
    }
    precondition(rest < current.count, "there is no row \(position)")
    return current.first + rest * current.step
  }
}
