extension Range<Int> {
  /// The range in groups of `count`, the last of which may be smaller; none if it is empty.
  ///
  /// - Precondition: `count` is positive.
  func split(by count: Int) -> [Range<Int>] {
    precondition(count > 0, "groups of \(count)")
    return stride(from: lowerBound, to: upperBound, by: count).map {
      $0..<Swift.min($0 + count, upperBound)
    }
  }
}
