internal import Glibc
internal import Tensors

/// A linear regression averaged over penalties on its coefficients, by how well each predicts what it
/// was not fitted to.
struct RidgeAverage: Hashable {
  /// The coefficient of each column.
  var coefficients: [Double]
  /// The errors of each row's prediction by a fit without it, in units that a new row's error times
  /// `√(1 + leverage)` has.
  var residuals: [Double]
  /// The matrix whose quadratic form is the leverage of a row, row by row.
  var leverages: [Double]

  /// The average over 25 penalties from 1e-4 to 1e4, weighted by `exp(−(g − min)/min)` where g is the
  /// mean square of the predictions' errors; nil where there is no fit.
  init?(_ rows: [[Double]], _ targets: [Double]) {
    guard let directions = RidgeDirections(rows) else { return nil }
    let turned = rows.map { directions.turned($0) }
    var sides = [Double](repeating: 0, count: directions.count)
    for (row, target) in zip(turned, targets) {
      for k in sides.indices { sides[k] += row[k] * target }
    }
    /// The errors of the predictions of each row by a fit without it, and the leverages.
    func predictionErrors(_ filter: [Double]) -> [(error: Double, leverage: Double)] {
      zip(turned, targets).map { row, target in
        var (fitted, leverage) = (0.0, 0.0)
        for k in filter.indices {
          fitted += row[k] * filter[k] * sides[k]
          leverage += row[k] * row[k] * filter[k]
        }
        return ((target - fitted) / max(1 - leverage, 1e-10), leverage)
      }
    }
    let filters = (0..<25).map { place in
      directions.filter(penalty: exp2((-4 + Double(place) / 3) * log2(10)))
    }
    let scores = filters.map { filter in
      predictionErrors(filter).reduce(0) { $0 + $1.error * $1.error } / Double(targets.count)
    }
    guard let least = scores.min(), least.isFinite else { return nil }
    let weights = scores.map { exp(-($0 - least) / max(least, 1e-10)) }
    let sum = weights.reduce(0, +)
    var filter = [Double](repeating: 0, count: directions.count)
    for (weight, part) in zip(weights, filters) {
      for k in filter.indices { filter[k] += weight / sum * part[k] }
    }

    let size = rows[0].count
    coefficients = Array(repeating: 0, count: size)
    leverages = Array(repeating: 0, count: size * size)
    for k in filter.indices {
      let direction = directions.vectors[k]
      let length = directions.squares[k].squareRoot()
      for a in 0..<size {
        coefficients[a] += direction[a] * filter[k] * sides[k] / length
        let share = direction[a] * filter[k] / directions.squares[k]
        for b in 0..<size { leverages[a * size + b] += share * direction[b] }
      }
    }
    residuals = predictionErrors(filter).map { $0.error / (1 + $0.leverage).squareRoot() }
  }

  /// The prediction for a row.
  func prediction(_ row: [Double]) -> Double {
    var sum = 0.0
    for place in row.indices { sum += coefficients[place] * row[place] }
    return sum
  }

  /// How far a row lies from those of the fit, held within 0…10.
  func leverage(_ row: [Double]) -> Double {
    var sum = 0.0
    for a in row.indices {
      for b in row.indices { sum += row[a] * leverages[a * row.count + b] * row[b] }
    }
    return min(max(sum, 0), 10)
  }
}

/// The directions in which the columns of a regression vary independently of each other.
private struct RidgeDirections {
  /// The directions, each of length 1.
  private(set) var vectors: [[Double]] = []
  /// The sum of squares of the rows along each.
  private(set) var squares: [Double] = []

  /// The directions of rows; nil where they cannot be found.
  init?(_ rows: [[Double]]) {
    guard let size = rows.first?.count else { return nil }
    var gram = [[Double]](repeating: Array(repeating: 0, count: size), count: size)
    for row in rows {
      for a in 0..<size {
        for b in 0..<size { gram[a][b] += row[a] * row[b] }
      }
    }
    guard let eigen = try? Tensor(gram, .float64).symmetricEigen() else { return nil }
    let (values, columns) = (eigen.values.elements, eigen.vectors.elements)
    // Directions that are nothing but rounding are left out.
    let floor = 1e-14 * (values.max() ?? 0)
    for k in 0..<size where values[k] > floor {
      squares.append(values[k])
      vectors.append((0..<size).map { columns[$0 * size + k] })
    }
  }

  /// The number of directions.
  var count: Int { squares.count }

  /// A row in these directions, in units of the rows' length along each.
  func turned(_ row: [Double]) -> [Double] {
    vectors.indices.map { k in
      var sum = 0.0
      for place in row.indices { sum += row[place] * vectors[k][place] }
      return sum / squares[k].squareRoot()
    }
  }

  /// What a penalty leaves of each direction.
  func filter(penalty: Double) -> [Double] {
    squares.map { $0 / ($0 + penalty) }
  }
}
