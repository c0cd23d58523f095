/// The last few steps of a minimiser and how the gradient changed along them, as an approximation of
/// the inverse of the matrix of second derivatives (limited-memory BFGS).
///
/// - Source: Nocedal 1980, “Updating quasi-Newton matrices with limited storage”.
struct CurvatureHistory: Sendable {
  /// 1 for the coordinates that may move, 0 for those held at a bound: the product leaves them out.
  var isFree: [Double]

  private let dimension: Int
  private let capacity: Int
  /// The steps and the changes of the gradient, each pair in a row of its own.
  private var steps: [Double]
  private var changes: [Double]
  private var count = 0
  private var next = 0
  private var weights: [Double]
  private var inverseProducts: [Double]

  /// An empty history.
  init(dimension: Int, capacity: Int) {
    self.dimension = dimension
    self.capacity = capacity
    steps = Array(repeating: 0, count: dimension * capacity)
    changes = steps
    isFree = Array(repeating: 1, count: dimension)
    weights = Array(repeating: 0, count: capacity)
    inverseProducts = weights
  }

  /// Whether no step is remembered.
  var isEmpty: Bool { count == 0 }

  /// Forgets every step.
  mutating func removeAll() {
    count = 0
    next = 0
  }

  /// Remembers a step, if the function curves upwards along it.
  mutating func append(
    from start: [Double],
    _ startGradient: [Double],
    to end: [Double],
    _ endGradient: [Double]
  ) {
    let row = next * dimension
    var product = 0.0
    var stepSquares = 0.0
    var changeSquares = 0.0
    for i in 0..<dimension {
      let step = end[i] - start[i]
      let change = endGradient[i] - startGradient[i]
      steps[row + i] = step
      changes[row + i] = change
      product += step * change
      stepSquares += step * step
      changeSquares += change * change
    }
    guard product > 1e-10 * (stepSquares * changeSquares).squareRoot() else { return }
    next = (next + 1) % capacity
    count = min(count + 1, capacity)
  }

  /// Replaces a vector by its product with the approximate inverse, over the free coordinates.
  ///
  /// - Parameter curvature: the guessed second derivative along each coordinate.
  mutating func multiplyByInverse(_ vector: inout [Double], curvature: [Double]) {
    // The most recent usable step tells how far off the guess is.
    var scale: Double?
    for age in 0..<count {
      let slot = (next - 1 - age + capacity) % capacity
      let row = slot * dimension
      var product = 0.0
      var along = 0.0
      var weighted = 0.0
      for i in 0..<dimension {
        let step = steps[row + i] * isFree[i]
        let change = changes[row + i]
        product += step * change
        along += step * vector[i]
        weighted += change * change * isFree[i] / curvature[i]
      }
      // Of a pair that curves downwards within the free coordinates nothing is used.
      guard product > 0 else {
        inverseProducts[slot] = 0
        continue
      }
      if scale == nil && weighted > 0 { scale = product / weighted }
      inverseProducts[slot] = 1 / product
      let weight = along / product
      weights[slot] = weight
      for i in 0..<dimension { vector[i] -= weight * changes[row + i] * isFree[i] }
    }
    for i in 0..<dimension { vector[i] *= (scale ?? 1) / curvature[i] }
    for age in (0..<count).reversed() {
      let slot = (next - 1 - age + capacity) % capacity
      guard inverseProducts[slot] > 0 else { continue }
      let row = slot * dimension
      var along = 0.0
      for i in 0..<dimension { along += changes[row + i] * vector[i] }
      let weight = weights[slot] - along * inverseProducts[slot]
      for i in 0..<dimension { vector[i] += weight * steps[row + i] * isFree[i] }
    }
  }
}
