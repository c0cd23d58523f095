/// The linear combination of forecasts of all levels that adds up and has the least trace of covariance.
///
/// `ỹ = ŷ − W Cᵀ (C W Cᵀ)⁻¹ C ŷ`, where `C y = 0` says that nodes are sums. Neither W nor C is formed:
/// the system, of the size of the nodes, is solved by conjugate gradients, whose step adds up the bottom
/// series of each node and hands values down to them. Bottom series move by what this gives; the nodes are
/// then their sums, so the result is coherent whatever the solver left over.
///
/// - Source: Wickramasuriya, Athanasopoulos and Hyndman 2019, “Optimal forecast reconciliation for
///   hierarchical and grouped time series through trace minimization”; Schäfer and Strimmer 2005 for
///   the shrinkage; Hestenes and Stiefel 1952 for conjugate gradients.
struct MinimumTrace: Sendable {
  private static let tolerance = 1e-12

  private let hierarchy: Hierarchy
  /// The diagonal part of W, nodes first.
  private let diagonal: [Double]
  /// The errors from which the rest of W follows, a row for each series, and those rows as the constraints
  /// see them; empty for a diagonal W. Both carry the square root of their weight.
  private let errors: [[Double]]
  private let contrasts: [[Double]]
  /// The diagonal of the system.
  private let preconditioner: [Double]

  /// - Parameter errors: of each node and bottom series; too few of them leave the weighting structural.
  init(_ hierarchy: Hierarchy, weighting: Reconciliation.Weighting, errors all: [[Double]]) {
    self.hierarchy = hierarchy
    let sizes =
      hierarchy.nodes.map { Double($0.bottoms.count) }
      + [Double](repeating: 1, count: hierarchy.bottomCount)
    let complete = Self.complete(all)
    let count = complete.first?.count ?? 0
    var factors: [[Double]] = []
    if weighting == .ols {
      diagonal = sizes.map { _ in 1 }
    } else if weighting == .structural || count < 3 || complete.count != sizes.count {
      diagonal = sizes
    } else {
      let variances = complete.map { row in row.reduce(0) { $0 + $1 * $1 } / Double(count) }
      let mean = variances.reduce(0, +) / sizes.reduce(0, +)
      // A series that never erred is not known to be perfect.
      let floored = zip(variances, sizes).map { max($0, 1e-6 * mean * $1, 1e-300) }
      if weighting == .shrink {
        let shrinkage = Self.shrinkage(of: complete, variances: floored)
        diagonal = floored.map { $0 * shrinkage }
        let root = ((1 - shrinkage) / Double(count)).squareRoot()
        factors = complete.map { row in row.map { $0 * root } }
      } else {
        diagonal = floored
      }
    }
    errors = factors
    let above = hierarchy.nodes.count
    contrasts =
      factors.isEmpty
      ? []
      : hierarchy.nodes.enumerated().map { place, node in
        var row = factors[place]
        for bottom in node.bottoms {
          for step in row.indices { row[step] -= factors[above + bottom][step] }
        }
        return row
      }
    let (diagonal, contrasts) = (diagonal, contrasts)
    preconditioner = hierarchy.nodes.indices.map { place in
      let below = hierarchy.nodes[place].bottoms.reduce(0) { $0 + diagonal[above + $1] }
      let shared = contrasts.isEmpty ? 0 : contrasts[place].reduce(0) { $0 + $1 * $1 }
      return diagonal[place] + below + shared
    }
  }

  /// The coherent values at the bottom for one step.
  func bottoms(nodes: [Double], bottoms: [Double]) -> [Double] {
    let gaps = zip(nodes, hierarchy.sums(of: bottoms)).map { $0 - $1 }
    let multipliers = solved(gaps)
    let above = nodes.count
    let own = hierarchy.spread(multipliers)
    var moved = bottoms.indices.map { bottoms[$0] + diagonal[above + $0] * own[$0] }
    if let width = errors.first?.count {
      // W Cᵀ has, beside the diagonal, the errors times what they add up to along the multipliers.
      var along = [Double](repeating: 0, count: width)
      for (row, multiplier) in zip(contrasts, multipliers) {
        for step in 0..<width { along[step] += row[step] * multiplier }
      }
      for bottom in bottoms.indices {
        let row = errors[above + bottom]
        for step in 0..<width { moved[bottom] -= row[step] * along[step] }
      }
    }
    return moved
  }

  /// `C W Cᵀ x`.
  private func applied(_ x: [Double]) -> [Double] {
    let above = x.count
    let down = hierarchy.spread(x)
    var result = hierarchy.sums(of: down.indices.map { down[$0] * diagonal[above + $0] })
    for place in result.indices { result[place] += diagonal[place] * x[place] }
    guard let width = contrasts.first?.count else { return result }
    var along = [Double](repeating: 0, count: width)
    for (row, value) in zip(contrasts, x) {
      for step in 0..<width { along[step] += row[step] * value }
    }
    for place in result.indices {
      for step in 0..<width { result[place] += contrasts[place][step] * along[step] }
    }
    return result
  }

  private func solved(_ right: [Double]) -> [Double] {
    func product(_ a: [Double], _ b: [Double]) -> Double {
      zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
    }
    var (solution, rest) = (right.map { _ in 0.0 }, right)
    var scaled = zip(rest, preconditioner).map { $0 / $1 }
    var (direction, size) = (scaled, product(rest, scaled))
    let goal = size * Self.tolerance * Self.tolerance
    for _ in 0..<(10 * right.count + 50) where size > goal && size.isFinite {
      let image = applied(direction)
      let length = size / product(direction, image)
      guard length.isFinite else { break }
      for place in solution.indices {
        solution[place] += length * direction[place]
        rest[place] -= length * image[place]
      }
      scaled = zip(rest, preconditioner).map { $0 / $1 }
      let next = product(rest, scaled)
      let share = next / size
      for place in direction.indices { direction[place] = scaled[place] + share * direction[place] }
      size = next
    }
    return solution
  }

  /// The steps at which no series lacks its error.
  private static func complete(_ errors: [[Double]]) -> [[Double]] {
    guard let first = errors.first else { return [] }
    let whole = first.indices.filter { step in
      errors.allSatisfy { step < $0.count && $0[step].isFinite }
    }
    return errors.map { row in whole.map { row[$0] } }
  }

  /// How far correlations have to be drawn towards zero.
  ///
  /// `λ = Σ Var(r) / Σ r²` over all pairs, by sums over steps in place of pairs.
  ///
  /// - Complexity: O(series · steps²).
  private static func shrinkage(of errors: [[Double]], variances: [Double]) -> Double {
    let count = errors[0].count
    let rows = zip(errors, variances).map { row, variance in
      row.map { $0 / variance.squareRoot() }
    }
    // Σ over pairs of (Σ over steps of x y)² is the sum of the squared entries of the Gram matrix of steps.
    var (pairs, fourths) = (0.0, 0.0)
    for one in 0..<count {
      for other in 0...one {
        let entry = rows.reduce(0) { $0 + $1[one] * $1[other] }
        pairs += (one == other ? 1 : 2) * entry * entry
        if one == other { fourths += entry * entry }
      }
    }
    let ownPairs = rows.reduce(0) { sum, row in
      let square = row.reduce(0) { $0 + $1 * $1 }
      return sum + square * square
    }
    let ownFourths = rows.reduce(0) { sum, row in
      sum + row.reduce(0) { $0 + $1 * $1 * $1 * $1 }
    }
    let n = Double(count)
    let squares = (pairs - ownPairs) / (n * n)
    let variance = ((fourths - ownFourths) - n * squares) * n / ((n - 1) * (n - 1) * (n - 1))
    guard squares > 0 else { return 1 }
    return min(max(variance / squares, 0.01), 1)
  }
}
