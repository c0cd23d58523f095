public import TimeSeries

extension Hierarchy {
  /// The series of all nodes and, behind them, those at the bottom, all up to the same last step.
  ///
  /// Before its first and after its last observation a bottom series adds nothing to the sums; a gap in it counts
  /// as the straight line across. A covariate of a sum is the mean of those of its series, each with the weight of what
  /// it sells, since effects of prices and promotions are shares of the sales; what is the same for all, such as a
  /// holiday, stays as it is. A series counts there where its values do, from its first to its last observation, and at
  /// the steps that follow if it was observed in the last season; where none of these has a value, all count.
  /// Attributes have no place in sums, and none of the series keeps them.
  ///
  /// - Throws: `HierarchyError.stamps` where the stamps of the series do not meet, `.ends` where a covariate is known of
  ///   the steps that follow and these are not the same for all series.
  /// - Precondition: the panel holds the bottom series, in order, all with the same covariates, which are known of
  ///   equally many steps that follow.
  public func aggregated(_ panel: Panel) throws(HierarchyError) -> Panel {
    precondition(panel.count == bottomCount, "\(panel.count) series, \(bottomCount) at the bottom")
    guard let first = panel.first else { return panel }
    let frequency = first.index.frequency
    var offsets: [Int] = []
    for series in panel {
      guard
        series.index.frequency == frequency,
        let offset = frequency.steps(from: first.index.start, to: series.index.start)
      else { throw .stamps }
      offsets.append(offset)
    }
    let start = offsets.min() ?? 0
    let count = (zip(offsets, panel).map { $0 + $1.values.count }.max() ?? 0) - start
    let whole = TimeIndex(
      start: first.index.timestamp(at: start),
      frequency: frequency,
      count: count
    )
    let kinds = first.covariates.map(SumCovariate.init)
    for series in panel {
      let own = series.covariates.map(SumCovariate.init)
      precondition(own == kinds, "series \(series.id) has \(own), series \(first.id) has \(kinds)")
    }
    let members = zip(panel, offsets).map { series, offset in
      SumMember(series, start: offset - start, count: count)
    }
    if kinds.contains(where: { $0.steps > 0 }),
      let early = members.first(where: { $0.end < count })
    {
      throw .ends(series: early.series.id)
    }
    let filled = panel.map(\.values.filledBetween)
    let sums = nodes.map { node in
      var values = [Double](repeating: .nan, count: count)
      for bottom in node.bottoms {
        for (step, value) in filled[bottom].enumerated() where !value.isNaN {
          let place = offsets[bottom] - start + step
          values[place] = values[place].isNaN ? value : values[place] + value
        }
      }
      let own = node.bottoms.map { members[$0] }
      let covariates = kinds.indices.map { kinds[$0].mean(at: $0, of: own, count: count) }
      return Series(id: node.id, index: whole, values: values, covariates: covariates)
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
        values: series.values + [Double](repeating: .nan, count: missing),
        covariates: series.covariates.map { covariate in
          var covariate = covariate
          covariate.values += [Double](repeating: .nan, count: missing)
          return covariate
        }
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
