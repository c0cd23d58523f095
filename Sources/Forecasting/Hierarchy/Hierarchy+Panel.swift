public import TimeSeries

extension Hierarchy {
  /// The series of all nodes and, behind them, those at the bottom, all up to the same last step.
  ///
  /// Before its first and after its last observation a bottom series adds nothing to the sums; a gap in it counts
  /// as the straight line across. Sums have no covariates; the attributes of the bottom stay at
  /// the bottom, so what learns from the panel sees values alone.
  ///
  /// - Returns: nil where the stamps of the series do not meet.
  /// - Precondition: the panel holds the bottom series, in order.
  public func aggregated(_ panel: Panel) -> Panel? {
    precondition(panel.count == bottomCount, "\(panel.count) series, \(bottomCount) at the bottom")
    guard let first = panel.first else { return panel }
    let frequency = first.index.frequency
    var offsets: [Int] = []
    for series in panel {
      guard
        series.index.frequency == frequency,
        let offset = frequency.steps(from: first.index.start, to: series.index.start)
      else { return nil }
      offsets.append(offset)
    }
    let start = offsets.min() ?? 0
    let count = (zip(offsets, panel).map { $0 + $1.values.count }.max() ?? 0) - start
    let whole = TimeIndex(
      start: first.index.timestamp(at: start),
      frequency: frequency,
      count: count
    )
    let filled = panel.map(\.values.filledBetween)
    let sums = nodes.map { node in
      var values = [Double](repeating: .nan, count: count)
      for bottom in node.bottoms {
        for (step, value) in filled[bottom].enumerated() where !value.isNaN {
          let place = offsets[bottom] - start + step
          values[place] = values[place].isNaN ? value : values[place] + value
        }
      }
      return Series(id: node.id, index: whole, values: values)
    }
    let bottoms = zip(panel, offsets).map { series, offset in
      let missing = count - (offset - start) - series.values.count
      return Series(
        id: series.id,
        index: TimeIndex(
          start: series.index.start,
          frequency: frequency,
          count: series.values.count + missing
        ),
        values: series.values + [Double](repeating: .nan, count: missing)
      )
    }
    return Panel(sums + bottoms)
  }
}

extension [Double] {
  /// The values with gaps between observations on straight lines; what is outside of them stays missing.
  fileprivate var filledBetween: [Double] {
    guard let first = firstIndex(where: { !$0.isNaN }),
      let last = lastIndex(where: { !$0.isNaN })
    else { return self }
    var filled = self
    filled.replaceSubrange(first...last, with: Array(self[first...last]).interpolated())
    return filled
  }
}
