extension [Double] {
  /// The series with its missing values (NaN) on straight lines between their neighbours.
  ///
  /// Before the first and after the last observation the nearest one is repeated. A series without
  /// any observation stays as it is.
  public func interpolated() -> [Double] {
    var filled = self
    var last: Int?
    for (step, value) in enumerated() where !value.isNaN {
      if let last {
        let slope = (value - self[last]) / Double(step - last)
        for gap in (last + 1)..<step { filled[gap] = self[last] + slope * Double(gap - last) }
      } else {
        for gap in 0..<step { filled[gap] = value }
      }
      last = step
    }
    if let last { for gap in (last + 1)..<count { filled[gap] = self[last] } }
    return filled
  }

  /// The series with its missing values filled in the seasonally adjusted series.
  ///
  /// The season comes from an additive classical decomposition of the observed values; decomposition
  /// and filling take turns a few times, because the trend below a gap depends on what fills it.
  /// A series of fewer than two periods is interpolated as it is.
  ///
  /// - Precondition: `period` is at least 1.
  public func interpolated(period: Int) -> [Double] {
    precondition(period >= 1, "a seasonal period of \(period)")
    var filled = interpolated()
    guard period > 1, contains(where: \.isNaN) else { return filled }
    for _ in 0..<8 {
      guard
        let decomposition = ClassicalDecomposition(
          self,
          bridged: filled,
          period: period,
          composition: .additive
        )
      else { break }
      let level = decomposition.seasonallyAdjusted(self).interpolated()
      for step in indices where self[step].isNaN {
        filled[step] = level[step] + decomposition.seasonalIndex(at: step)
      }
    }
    return filled
  }
}
