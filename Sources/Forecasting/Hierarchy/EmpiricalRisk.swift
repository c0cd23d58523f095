/// The linear map from the forecasts of all series to those at the bottom that had the smallest squared errors
/// before, drawn towards the sum of bottom forecasts.
///
/// `b̃ = b̂ + Eᵀ (K + λI)⁻¹ k`, where the rows of E are what bottom forecasts missed at earlier origins, K holds
/// the products of the forecasts of those origins with one another, and k those with the forecasts in question.
/// Nothing larger than the number of origins is solved, however many series there are. λ is the one with the
/// smallest errors at origins that are left out; where none is better, nothing is added to the bottom.
///
/// - Source: Ben Taieb and Koo 2019, “Regularized regression for hierarchical forecasting without
///   unbiasedness conditions”, with a quadratic penalty; Allen 1974 for the errors of origins left out.
struct EmpiricalRisk: Sendable {
  private static let penalties = [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30]

  /// Fewer origins tell nothing.
  static let leastOrigins = 5

  /// What the coefficients of the bottom series follow from: a row for each origin.
  private let errors: [[Double]]
  /// The forecasts of all series at each origin, in units of their size.
  private let forecasts: [[Double]]
  /// One over the size of each series.
  private let units: [Double]
  /// `K + λI`, factored; nil where bottom forecasts are left alone.
  private let factor: CholeskyFactor?

  /// - Parameters:
  ///   - errors: of each node and bottom series at earlier origins.
  ///   - actuals: what came there.
  init(_ hierarchy: Hierarchy, errors all: [[Double]], actuals: [[Double]]) {
    let origins = Self.origins(errors: all, actuals: actuals)
    let above = hierarchy.nodes.count
    let made = zip(all, actuals).map { errors, actuals in origins.map { actuals[$0] - errors[$0] } }
    units = made.map { row in
      let size = row.reduce(0) { $0 + $1 * $1 }
      return size > 0 ? (Double(row.count) / size / Double(made.count)).squareRoot() : 0
    }
    let (units, bottoms) = (units, all.dropFirst(above))
    forecasts = origins.indices.map { origin in zip(made, units).map { $0[origin] * $1 } }
    errors = origins.map { step in bottoms.map { $0[step] } }
    let forecasts = forecasts
    let products = forecasts.map { row in forecasts.map { Self.product(row, $0) } }
    // Bottom series count the same, whatever their size.
    let weights = bottoms.map { row in
      1 / max(origins.reduce(0) { $0 + row[$1] * row[$1] }, 1e-300)
    }
    var best = (loss: Double.infinity, factor: CholeskyFactor?.none)
    if origins.count >= Self.leastOrigins {
      best.loss = zip(errors.indices, errors).reduce(0) { sum, row in
        sum + zip(row.1, weights).reduce(0) { $0 + $1.0 * $1.0 * $1.1 }
      }
      for penalty in Self.penalties {
        var system = products
        for place in system.indices { system[place][place] += penalty }
        guard let factor = CholeskyFactor(system) else { continue }
        let loss = Self.lossLeavingOut(errors, products: products, factor: factor, weights: weights)
        if loss < best.loss { best = (loss, factor) }
      }
    }
    factor = best.factor
  }

  /// The origins at which it is known of every series what was forecast and what came.
  ///
  /// - Precondition: all rows are of the same length.
  static func origins(errors: [[Double]], actuals: [[Double]]) -> [Int] {
    let count = errors.first?.count ?? 0
    precondition(
      errors.count == actuals.count && (errors + actuals).allSatisfy { $0.count == count },
      "errors and what came where they were made are of different lengths"
    )
    return (0..<count).filter { step in
      zip(errors, actuals).allSatisfy { $0[step].isFinite && $1[step].isFinite }
    }
  }

  /// The values at the bottom for one step.
  func bottoms(nodes: [Double], bottoms: [Double]) -> [Double] {
    guard let factor else { return bottoms }
    let row = zip(nodes + bottoms, units).map { $0 * $1 }
    let weights = factor.solved(forecasts.map { Self.product($0, row) })
    var moved = bottoms
    for (weight, errors) in zip(weights, errors) {
      for place in moved.indices { moved[place] += weight * errors[place] }
    }
    return moved
  }

  /// The squared errors of all bottom series at each origin, by what the others say.
  ///
  /// `(e − H e) / (1 − h)`, with `H = K (K + λI)⁻¹` and its diagonal h.
  private static func lossLeavingOut(
    _ errors: [[Double]],
    products: [[Double]],
    factor: CholeskyFactor,
    weights: [Double]
  ) -> Double {
    var loss = 0.0
    for origin in errors.indices {
      let shares = factor.solved(products[origin])
      let free = 1 - shares[origin]
      guard free > 1e-9 else { return .infinity }
      for place in weights.indices {
        var rest = errors[origin][place]
        for (share, row) in zip(shares, errors) { rest -= share * row[place] }
        loss += weights[place] * (rest / free) * (rest / free)
      }
    }
    return loss
  }

  private static func product(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
  }
}
