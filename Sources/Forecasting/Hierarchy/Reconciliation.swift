/// How forecasts of all levels of a hierarchy are made to add up.
///
/// - Source: Hyndman and Athanasopoulos 2021, “Forecasting: principles and practice”, chapter 11.
public enum Reconciliation: Hashable, Sendable {
  /// The forecasts at the bottom, added up.
  case bottomUp
  /// The forecast of the total, divided as the forecasts at the bottom are.
  case topDown
  /// The forecasts of one level, a place in `Hierarchy.levels`, divided among what is below each of them.
  case middleOut(level: Int)
  /// The combination of all forecasts with the least trace of the errors' covariances; see
  /// `MinimumTrace`.
  case minimumTrace(Weighting)
  /// The combination of all forecasts with the smallest errors before, drawn towards `bottomUp`; see
  /// `EmpiricalRisk`.
  case empiricalRisk

  /// What is assumed of the errors of the forecasts.
  public enum Weighting: String, CaseIterable, Hashable, Sendable {
    /// All alike and independent.
    case ols
    /// Independent, with variances as large as the number of bottom series in a node.
    case structural = "struct"
    /// Independent, with the variances that they had.
    case variance = "var"
    /// With the covariances that they had, drawn towards none.
    case shrink
  }

  /// Whether it has to be known how the forecasts erred before.
  public var needsErrors: Bool {
    self == .minimumTrace(.shrink) || self == .minimumTrace(.variance) || self == .empiricalRisk
  }

  /// Whether earlier errors say enough; where they do not, `empiricalRisk` is `bottomUp`.
  ///
  /// - Precondition: all rows are of the same length.
  public func canLearn(from errors: [[Double]], actuals: [[Double]]) -> Bool {
    self != .empiricalRisk
      || EmpiricalRisk.origins(errors: errors, actuals: actuals).count
        >= EmpiricalRisk.leastOrigins
  }

  /// Coherent forecasts: those of the nodes and, behind them, those at the bottom.
  ///
  /// - Parameters:
  ///   - forecasts: for each node and then each bottom series, its steps; a missing one counts as 0.
  ///   - errors: for each of them what earlier forecasts of one step missed; the steps at which any is
  ///     missing are left out. Empty where they are not needed.
  ///   - actuals: for each of them what came where they erred; only `empiricalRisk` needs them, missing
  ///     ones for steps before a series began.
  ///   - isNonNegative: whether bottom series below 0 are raised to it.
  /// - Precondition: there is a row for each node and bottom series, all of the same length, also of errors and of
  ///   what came where these are needed.
  public func reconciled(
    _ forecasts: [[Double]],
    of hierarchy: Hierarchy,
    errors: [[Double]] = [],
    actuals: [[Double]] = [],
    isNonNegative: Bool = false
  ) -> [[Double]] {
    let (above, count) = (hierarchy.nodes.count, hierarchy.nodes.count + hierarchy.bottomCount)
    precondition(forecasts.count == count, "\(forecasts.count) forecasts of \(count) series")
    let horizon = forecasts.first?.count ?? 0
    var trace: MinimumTrace?
    if case .minimumTrace(let weighting) = self {
      trace = MinimumTrace(hierarchy, weighting: weighting, errors: errors)
    }
    var risk: EmpiricalRisk?
    if self == .empiricalRisk {
      risk = EmpiricalRisk(hierarchy, errors: errors, actuals: actuals)
    }
    var result = [[Double]](repeating: [], count: count)
    for step in 0..<horizon {
      let row = forecasts.map { $0[step].isNaN ? 0 : $0[step] }
      let (nodes, bottoms) = (Array(row[..<above]), Array(row[above...]))
      var coherent =
        switch self {
        case .bottomUp: bottoms
        case .topDown: hierarchy.divided(nodes, level: 0, among: bottoms)
        case .middleOut(let level): hierarchy.divided(nodes, level: level, among: bottoms)
        case .empiricalRisk: risk?.bottoms(nodes: nodes, bottoms: bottoms) ?? bottoms
        case .minimumTrace: trace?.bottoms(nodes: nodes, bottoms: bottoms) ?? bottoms
        }
      if isNonNegative { coherent = coherent.map { max($0, 0) } }
      for (place, value) in (hierarchy.sums(of: coherent) + coherent).enumerated() {
        result[place].append(value)
      }
    }
    return result
  }
}

extension Hierarchy {
  /// The forecasts of the nodes of a level, divided among the bottom series as their own forecasts are;
  /// in equal parts where these are all zero.
  fileprivate func divided(_ values: [Double], level: Int, among bottoms: [Double]) -> [Double] {
    var result = bottoms
    for (node, value) in zip(nodes, values) where node.level == level {
      let sum = node.bottoms.reduce(0) { $0 + bottoms[$1] }
      for bottom in node.bottoms {
        result[bottom] =
          sum == 0 ? value / Double(node.bottoms.count) : value * (bottoms[bottom] / sum)
      }
    }
    return result
  }
}
