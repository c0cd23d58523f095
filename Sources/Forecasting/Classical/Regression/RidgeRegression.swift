internal import Glibc
internal import Tensors

/// Least squares with coefficients drawn to zero, for any strength at once.
///
/// `β(λ) = V · diag(1 / (d + λ)) · Vᵀ · Xᵀy`, with `XᵀX = V · diag(d) · Vᵀ`
struct RidgeRegression {
  /// The number of rows, less those that were spent before.
  private let rows: Double
  private let targetSquares: Double
  private let values: [Double]
  /// Eigenvectors, one after the other.
  private let vectors: [[Double]]
  /// The products of the eigenvectors with `Xᵀy`.
  private let products: [Double]

  /// The regression of a target on columns, all less their means.
  ///
  /// - Parameters:
  ///   - spent: how many rows' worth of freedom was used up before.
  /// - Returns: nil where numbers are not finite.
  init?(_ columns: [[Double]], target: [Double], spent: Int) {
    rows = Double(target.count - spent)
    let centered = columns.map(Self.centered)
    let y = Self.centered(target)
    targetSquares = Self.product(y, y)
    let k = columns.count
    var gram = [[Double]](repeating: [Double](repeating: 0, count: k), count: k)
    for i in 0..<k {
      for j in 0...i {
        gram[i][j] = Self.product(centered[i], centered[j])
        gram[j][i] = gram[i][j]
      }
    }
    guard rows > 0, targetSquares.isFinite, gram.allSatisfy({ $0.allSatisfy(\.isFinite) }),
      let eigen = try? Tensor(gram, .float64).symmetricEigen()
    else { return nil }
    // Rounding may leave an eigenvalue of nothing below zero.
    values = eigen.values.elements.map { max($0, 0) }
    let elements = eigen.vectors.elements
    let vectors = (0..<k).map { i in (0..<k).map { elements[$0 * k + i] } }
    self.vectors = vectors
    let right = centered.map { Self.product($0, y) }
    products = vectors.map { Self.product($0, right) }
  }

  /// The strengths that are tried, weakest first.
  var penalties: [Double] {
    let mean = values.reduce(0, +) / Double(values.count)
    return stride(from: -5.0, through: 2, by: 0.5).map { mean * pow(10, $0) }
  }

  /// The mean squared error of what is left, and the freedom that the coefficients take.
  func fit(penalty: Double) -> (variance: Double, freedom: Double) {
    var squares = targetSquares
    var freedom = 0.0
    for (value, product) in zip(values, products) where value + penalty > 0 {
      let shrunk = value / (value + penalty)
      squares -= product * product / (value + penalty) * (2 - shrunk)
      freedom += shrunk
    }
    return (max(squares, 0) / rows, freedom)
  }

  /// The criterion of Schwarz, per row, of the fit with a strength; nil where the rows do not suffice.
  /// Without a strength nothing is fitted.
  ///
  /// - Source: Schwarz 1978, “Estimating the dimension of a model”, with the trace of the hat matrix
  ///   for the number of coefficients.
  func criterion(penalty: Double?) -> Double? {
    let (variance, freedom) = penalty.map(fit) ?? (targetSquares / rows, 0)
    guard rows - freedom - 2 > 0, variance > 0 else { return nil }
    return log(variance) + log(rows) * (freedom + 1) / (rows - freedom - 2)
  }

  /// The coefficients with a strength.
  func coefficients(penalty: Double) -> [Double] {
    var result = [Double](repeating: 0, count: values.count)
    for (i, vector) in vectors.enumerated() where values[i] + penalty > 0 {
      let weight = products[i] / (values[i] + penalty)
      for j in result.indices { result[j] += weight * vector[j] }
    }
    return result
  }

  /// The variance of `x · β` where the errors have a variance of 1 and the strength says how far from
  /// zero coefficients are expected.
  func uncertainty(of x: [Double], penalty: Double) -> Double {
    var sum = 0.0
    for (value, vector) in zip(values, vectors) where value + penalty > 0 {
      let product = Self.product(x, vector)
      sum += product * product / (value + penalty)
    }
    return sum
  }

  private static func centered(_ column: [Double]) -> [Double] {
    let mean = column.reduce(0, +) / Double(max(column.count, 1))
    return column.map { $0 - mean }
  }

  private static func product(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for i in a.indices { sum += a[i] * b[i] }
    return sum
  }
}
