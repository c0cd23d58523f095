internal import Glibc
internal import Parallelism

extension BoostingLoss {
  /// The derivatives of the loss of each row at its prediction, times its weight if there are any.
  func gradients(
    _ predictions: [Float],
    targets: [Float],
    weights: [Float] = []
  ) -> [SIMD2<Float>] {
    if !weights.isEmpty && levels.isEmpty {
      let plain = gradients(predictions, targets: targets)
      return filled(targets.count) { plain[$0] * weights[$0] }
    }
    return filled(targets.count) { row in
      let (f, y) = (predictions[row], targets[row])
      switch self {
      case .squared: return [f - y, 1]
      case .absolute: return [f > y ? 1 : f < y ? -1 : 0, 1]
      case .quantiles(let levels):
        let level = Float(levels[0])
        return [f > y ? 1 - level : -level, 1]
      case .poisson:
        let mean = exp(f)
        return [mean - y, mean]
      case .tweedie(let power):
        let rho = Float(power)
        let (a, b) = (y * exp((1 - rho) * f), exp((2 - rho) * f))
        return [b - a, (2 - rho) * b - (1 - rho) * a]
      }
    }
  }

  /// The derivatives of the pinball losses of several levels, which are as many numbers, in three
  /// directions: where the distribution lies, how wide and how skewed it is.
  ///
  /// The directions are the first three orthogonal polynomials over the levels. A gain in them is most
  /// of the gain in all levels, since what one split does to neighbouring quantiles is alike.
  func contrasts(_ predictions: [Float], targets: [Float]) -> [SIMD4<Float>] {
    let levels = levels
    let table = Self.contrastTable(levels)
    let width = levels.count
    return filled(targets.count) { row in
      // Quantiles that do not cross are told by how many of them are above the target.
      let y = targets[row]
      var above = 0
      for place in row * width..<(row + 1) * width { above += predictions[place] > y ? 1 : 0 }
      return table[above]
    }
  }

  /// The contrasts by how many of the quantiles are above the target; those are the uppermost.
  static func contrastTable(_ levels: [Double]) -> [SIMD4<Float>] {
    let directions = orthonormalPolynomials(over: levels, count: min(3, levels.count))
    return (0...levels.count).map { above in
      var cell = SIMD4<Float>(0, 0, 0, 1)
      for (lane, direction) in directions.enumerated() {
        var sum = 0.0
        for (place, level) in levels.enumerated() {
          sum += direction[place] * (place >= levels.count - above ? 1 - level : -level)
        }
        cell[lane] = Float(sum)
      }
      return cell
    }
  }

  /// Polynomials of degree 0, 1, …, orthogonal to one another over the levels, each of length 1.
  private static func orthonormalPolynomials(over levels: [Double], count: Int) -> [[Double]] {
    var directions: [[Double]] = []
    for degree in 0..<count {
      var direction = levels.map { pow(2 * $0 - 1, Double(degree)) }
      for earlier in directions {
        let product = zip(direction, earlier).reduce(0) { $0 + $1.0 * $1.1 }
        for place in direction.indices { direction[place] -= product * earlier[place] }
      }
      let length = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
      directions.append(direction.map { $0 / length })
    }
    return directions
  }

  /// An array of `count` elements, computed on the threads that are allowed.
  private func filled<Cell: Sendable>(
    _ count: Int,
    _ element: @Sendable (Int) -> Cell
  ) -> [Cell] {
    let block = 8192
    return [Cell](unsafeUninitializedCapacity: count) { buffer, initialized in
      // Each block is written by one thread only.
      nonisolated(unsafe) let cells = buffer
      parallelForEach(count: (count + block - 1) / block) { part in
        for row in part * block..<min((part + 1) * block, count) {
          cells.initializeElement(at: row, to: element(row))
        }
      }
      initialized = count
    }
  }
}
