/// The best question about the rows of a leaf that has been found.
struct Split<Cell: GradientCell>: Sendable {
  var gain: Double
  var column: Int
  /// The last bin that answers yes, for a number.
  var lastBin = 0
  /// Whether a missing number answers yes.
  var takesMissing = false
  /// The bins that answer yes, for a category.
  var set: SIMD4<UInt64>?
  /// The sum over the rows that answer yes.
  var sum: Cell.Sum

  /// Whether a row with this bin answers yes.
  @inline(__always)
  func takes(_ bin: UInt8) -> Bool {
    if let set { return set.contains(bin) }
    return bin == 0 ? takesMissing : bin <= UInt8(lastBin)
  }
}

/// What a split has to keep to.
struct SplitRules: Sendable {
  /// The second derivatives that each side needs: the rows, where the loss has none of its own.
  var leastCurvature: Double
  /// What is added to second derivatives.
  var shrinkage: Double

  /// Categories are shrunk more, since they can be combined at will.
  static let categoryShrinkage = 10.0
  /// The most categories on the smaller side of a split.
  static let mostCategories = 32
}

extension Split {
  /// The best split of a feature by its histogram; nil where none gains anything.
  ///
  /// - Complexity: O(bins), for categories O(bins log bins).
  static func best(
    _ histogram: borrowing Span<Cell>,
    column: Int,
    isCategory: Bool,
    total: Cell.Sum,
    rules: SplitRules
  ) -> Split? {
    isCategory
      ? bestOfCategories(histogram, column: column, total: total, rules: rules)
      : bestOfNumbers(histogram, column: column, total: total, rules: rules)
  }

  private static func bestOfNumbers(
    _ histogram: borrowing Span<Cell>,
    column: Int,
    total: Cell.Sum,
    rules: SplitRules
  ) -> Split? {
    let missing = histogram[0].widened
    let hasMissing = Cell.curvature(missing) > 0
    let least = rules.leastCurvature
    let whole = Cell.score(total, shrinkage: rules.shrinkage)
    var best = Split(gain: whole * 1e-9 + 1e-12, column: -1, sum: Cell.Sum())
    for takesMissing in hasMissing ? [false, true] : [false] {
      var sum = takesMissing ? missing : Cell.Sum()
      for bin in 1..<max(histogram.count, 1) {
        sum += histogram[bin].widened
        let (left, rest) = (Cell.curvature(sum), total - sum)
        if left < least { continue }
        if Cell.curvature(rest) < least { break }
        let gain =
          Cell.score(sum, shrinkage: rules.shrinkage) + Cell.score(rest, shrinkage: rules.shrinkage)
          - whole
        if gain > best.gain {
          best = Split(
            gain: gain,
            column: column,
            lastBin: bin,
            takesMissing: takesMissing || !hasMissing && left > Cell.curvature(rest),
            sum: sum
          )
        }
      }
    }
    return best.column < 0 ? nil : best
  }

  /// Categories in the order of their mean derivative, parted anywhere: for one direction the best
  /// part is among these.
  ///
  /// - Source: Fisher 1958, “On grouping for maximum homogeneity”.
  private static func bestOfCategories(
    _ histogram: borrowing Span<Cell>,
    column: Int,
    total: Cell.Sum,
    rules: SplitRules
  ) -> Split? {
    var present: [(bin: Int, slope: Float)] = []
    for bin in 1..<max(histogram.count, 1) {
      let cell = histogram[bin]
      let curvature = cell[Cell.scalarCount - 1]
      if curvature > 0 {
        present.append((bin, cell[0] / (curvature + Float(SplitRules.categoryShrinkage))))
      }
    }
    guard present.count >= 2 else { return nil }
    present.sort { ($0.slope, $0.bin) < ($1.slope, $1.bin) }
    let shrinkage = rules.shrinkage + SplitRules.categoryShrinkage
    let whole = Cell.score(total, shrinkage: shrinkage)
    var best = Split(gain: whole * 1e-9 + 1e-12, column: -1, sum: Cell.Sum())
    for order in [present, present.reversed()] {
      var sum = Cell.Sum()
      var set = SIMD4<UInt64>()
      for entry in order.prefix(min(SplitRules.mostCategories, present.count - 1)) {
        sum += histogram[entry.bin].widened
        set.insert(entry.bin)
        let rest = total - sum
        if Cell.curvature(sum) < rules.leastCurvature { continue }
        if Cell.curvature(rest) < rules.leastCurvature { break }
        let gain =
          Cell.score(sum, shrinkage: shrinkage) + Cell.score(rest, shrinkage: shrinkage) - whole
        if gain > best.gain {
          best = Split(gain: gain, column: column, set: set, sum: sum)
        }
      }
    }
    return best.column < 0 ? nil : best
  }
}
