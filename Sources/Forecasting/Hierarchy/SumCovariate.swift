internal import TimeSeries

/// A covariate of sums: its name, and of how many steps that follow it is known.
struct SumCovariate: Hashable {
  let name: String
  let steps: Int

  init(_ covariate: Covariate) {
    (name, steps) = (covariate.name, covariate.future.count)
  }

  /// The mean over the series of a sum that count at a step, each with its weight.
  ///
  /// - Parameters:
  ///   - place: that of the covariate in each series.
  ///   - count: the steps of the sum.
  func mean(at place: Int, of members: [SumMember], count: Int) -> Covariate {
    Covariate(
      name: name,
      values: (0..<count).map { step in
        mean(
          of: members,
          where: { $0.active.contains(step) },
          value: { $0.value(of: place, at: step) }
        )
      },
      future: (0..<steps).map { step in
        mean(
          of: members,
          where: \.isAlive,
          value: { $0.series.covariates[place].future[step] }
        )
      }
    )
  }

  /// The mean over those that count, or over all where none of these has a value; NaN where nobody has one.
  private func mean(
    of members: [SumMember],
    where isCounted: (SumMember) -> Bool,
    value: (SumMember) -> Double
  ) -> Double {
    func mean(ofAll isOfAll: Bool) -> Double? {
      var (sum, weight) = (0.0, 0.0)
      var (least, most) = (Double.infinity, -Double.infinity)
      for member in members where isOfAll || isCounted(member) {
        let one = value(member)
        guard !one.isNaN else { continue }
        (sum, weight) = (sum + member.weight * one, weight + member.weight)
        (least, most) = (min(least, one), max(most, one))
      }
      guard weight > 0 else { return nil }
      // What is the same for all must not be rounded: closed days are known by equal numbers.
      return least == most ? least : sum / weight
    }
    return mean(ofAll: false) ?? mean(ofAll: true) ?? .nan
  }
}
