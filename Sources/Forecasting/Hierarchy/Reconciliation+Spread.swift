extension Reconciliation {
  /// Fewer earlier origins say nothing of spreads.
  private static let leastOrigins = 10
  /// Spreads are not made wider by more, however few errors say so.
  private static let mostStretch = 2.0

  /// How much wider the errors of each series become by reconciliation: its distribution, moved to the coherent
  /// mean, is to be stretched so much.
  ///
  /// The forecasts of earlier origins are reconciled, those of each half of the origins by what the errors of the other
  /// half say, and the size of what they miss is compared with what the base forecasts missed. For linear
  /// reconciliation that is the standard deviation of the reconciled forecast in units of the base's, `√(S G Ŵ Gᵀ
  /// Sᵀ)ᵢᵢ / √Ŵᵢᵢ`, with the covariances that the errors had. Where errors become smaller the factor is 1: a gain at
  /// one step ahead is not sure to be one further on, and intervals that hold too little are worse than wide ones.
  ///
  /// - Parameters:
  ///   - errors: for each node and then each bottom series what earlier forecasts of one step missed.
  ///   - actuals: for each of them what came where they erred.
  ///   - isNonNegative: whether reconciled bottom series below 0 are raised to it.
  /// - Returns: a factor for each series; 1 where too little is known.
  /// - Precondition: there is a row for each node and bottom series, all of the same length, or none at all.
  /// - Source: Panagiotelis, Gamakumara, Athanasopoulos and Hyndman 2023, “Probabilistic forecast
  ///   reconciliation: properties, evaluation and score optimisation”, section 3, for elliptical distributions.
  public func stretches(
    of hierarchy: Hierarchy,
    errors: [[Double]],
    actuals: [[Double]],
    isNonNegative: Bool = false
  ) -> [Double] {
    let none = [Double](repeating: 1, count: hierarchy.nodes.count + hierarchy.bottomCount)
    let origins = EmpiricalRisk.origins(errors: errors, actuals: actuals)
    guard origins.count >= Self.leastOrigins else { return none }
    var (before, after) = (none.map { _ in 0.0 }, none.map { _ in 0.0 })
    for half in 0..<2 {
      let own = origins.enumerated().filter { $0.offset % 2 == half }.map(\.element)
      let others = origins.enumerated().filter { $0.offset % 2 != half }.map(\.element)
      let coherent = reconciled(
        zip(actuals, errors).map { actual, error in own.map { actual[$0] - error[$0] } },
        of: hierarchy,
        errors: errors.map { row in others.map { row[$0] } },
        actuals: actuals.map { row in others.map { row[$0] } },
        isNonNegative: isNonNegative
      )
      for series in errors.indices {
        for (place, origin) in own.enumerated() {
          let (base, rest) = (
            errors[series][origin], actuals[series][origin] - coherent[series][place]
          )
          before[series] += base * base
          after[series] += rest * rest
        }
      }
    }
    return zip(before, after).map { before, after in
      guard before > 0, after.isFinite else { return 1 }
      return min(max((after / before).squareRoot(), 1), Self.mostStretch)
    }
  }
}
