/// The sum of squared errors, and the products of their derivatives, from which the next step of a
/// least-squares search follows.
struct NormalEquations<Slope: SIMD> where Slope.Scalar == Double {
  /// The sum of the squared errors.
  private(set) var squares = 0.0
  /// The sum of the products of error and derivatives: half the gradient of the sum of squares.
  private(set) var gradient = Slope()
  /// The sums of the products of the derivatives with each other; there are at most four.
  private var rows = InlineArray<4, Slope>(repeating: Slope())

  /// Adds an error with its derivatives.
  @inline(__always)
  mutating func add(_ error: Double, _ slope: Slope) {
    squares += error * error
    gradient += slope * error
    for place in 0..<Slope.scalarCount { rows[place] += slope * slope[place] }
  }

  /// Adds to the sum of squares, but not to `squares`, a term `strength · distance²` in one parameter.
  mutating func add(_ strength: Double, distance: Double, at place: Int) {
    gradient[place] += strength * distance
    rows[place][place] += strength
  }

  /// The step to the least sum of squares within a region, as far as the errors are linear in the
  /// parameters, and how much the sum would fall.
  ///
  /// - Parameters:
  ///   - radius: about the longest step.
  ///   - units: in which the length of a step is measured, for each parameter.
  ///   - isFree: 1 for the parameters that may move, 0 for the others.
  /// - Source: Levenberg 1944, “A method for the solution of certain non-linear problems in least
  ///   squares”.
  func step(within radius: Double, units: Slope, isFree: Slope) -> (step: Slope, decrease: Double) {
    var damping = 0.0
    var step = dampedStep(damping, units: units, isFree: isFree)
    // The comparison with a length that is not a number is false.
    while damping < 1e12 && !((step * step / (units * units)).sum() <= radius * radius) {
      damping = max(3 * damping, 1e-6)
      step = dampedStep(damping * squares, units: units, isFree: isFree)
    }
    var curvature = 0.0
    for place in 0..<Slope.scalarCount { curvature += step[place] * (rows[place] * step).sum() }
    return (step, -2 * (gradient * step).sum() - curvature)
  }

  /// The solution of the normal equations with a damping for each parameter.
  private func dampedStep(_ damping: Double, units: Slope, isFree: Slope) -> Slope {
    let count = Slope.scalarCount
    var matrix = rows
    var side = -gradient * isFree
    for place in 0..<count {
      matrix[place] *= isFree * isFree[place]
      matrix[place][place] += damping / (units[place] * units[place])
      if !(matrix[place][place] > 0) {
        matrix[place][place] = 1
        side[place] = 0
      }
    }
    // Elimination without exchange of rows, which a positive definite matrix allows.
    for pivot in 0..<count {
      for place in (pivot + 1)..<count where matrix[place][pivot] != 0 {
        let factor = matrix[place][pivot] / matrix[pivot][pivot]
        matrix[place] -= matrix[pivot] * factor
        side[place] -= side[pivot] * factor
      }
    }
    var step = Slope()
    for place in (0..<count).reversed() {
      step[place] = (side[place] - (matrix[place] * step).sum()) / matrix[place][place]
    }
    return step
  }
}
