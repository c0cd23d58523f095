public import TimeSeries

extension Hierarchy {
  /// The series of all nodes and, behind them, those at the bottom, all up to the same last step.
  ///
  /// Before its first and after its last observation a bottom series adds nothing to the sums; a gap in it counts
  /// as the straight line across. A covariate of a sum is the mean of those of its series, each with the weight of what
  /// it sells, since effects of prices and promotions are shares of the sales; what is the same for all, such as a
  /// holiday, stays as it is. Attributes have no place in sums, and none of the series keeps them.
  ///
  /// - Returns: nil where the stamps of the series do not meet, and where series with covariates do not end
  ///   together, so that the steps that follow are not the same.
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
    let names = first.covariates.map(\.name)
    if !names.isEmpty, panel.contains(where: { $0.index.end != whole.end }) { return nil }
    let weights = panel.map(\.values.meanSize)
    let filled = panel.map(\.values.filledBetween)
    let sums = nodes.map { node in
      var values = [Double](repeating: .nan, count: count)
      for bottom in node.bottoms {
        for (step, value) in filled[bottom].enumerated() where !value.isNaN {
          let place = offsets[bottom] - start + step
          values[place] = values[place].isNaN ? value : values[place] + value
        }
      }
      let covariates = names.indices.map { place in
        covariate(place, of: node, in: panel, weights: weights, count: count)
      }
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
        covariates: series.covariates
      )
    }
    return Panel(sums + bottoms)
  }

  /// The weighted mean of a covariate over the series of a node that have begun, and at the steps that follow.
  ///
  /// - Parameters:
  ///   - place: that of the covariate in each series.
  ///   - count: the steps of the sum, with whose last step all series end.
  private func covariate(
    _ place: Int,
    of node: Node,
    in panel: Panel,
    weights: [Double],
    count: Int
  ) -> Covariate {
    // What has sold nothing counts where nothing else does.
    let members = node.bottoms.map { (panel[$0].covariates[place], max(weights[$0], 1e-100)) }
    let horizon = members.map(\.0.future.count).min() ?? 0
    func mean(_ value: (Covariate) -> Double?) -> Double {
      var (sum, weight) = (0.0, 0.0)
      var (least, most) = (Double.infinity, -Double.infinity)
      for (covariate, share) in members {
        guard let value = value(covariate), !value.isNaN else { continue }
        (sum, weight) = (sum + share * value, weight + share)
        (least, most) = (min(least, value), max(most, value))
      }
      // What is the same for all must not be rounded: closed days are known by equal numbers.
      if least == most { return least }
      return sum / weight
    }
    return Covariate(
      name: members.first?.0.name ?? "",
      values: (0..<count).map { step in
        mean { covariate in
          let own = covariate.values.count - count + step
          return own < 0 ? nil : covariate.values[own]
        }
      },
      future: (0..<horizon).map { step in mean { $0.future[step] } }
    )
  }
}

extension [Double] {
  /// The mean of the observed values without their signs; 0 without any.
  fileprivate var meanSize: Double {
    let known = filter { !$0.isNaN }
    return known.isEmpty ? 0 : known.reduce(0) { $0 + abs($1) } / Double(known.count)
  }

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
