/// A minimiser of a smooth function over a box, which can be stopped and resumed.
///
/// Each step goes along the quasi-Newton direction of the coordinates that are free, that is, not
/// held at a bound by the gradient; the trial points are projected onto the box. The curvature is
/// known from the last few steps (limited-memory BFGS) and, before there are any, from a diagonal
/// guess.
///
/// - Source: Bertsekas 1982, “Projected Newton methods for optimization problems with simple
///   constraints”; Nocedal 1980, “Updating quasi-Newton matrices with limited storage”.
struct BoxMinimizer: Sendable {
  /// The best point so far.
  private(set) var point: [Double]
  /// The value there.
  private(set) var value: Double
  /// The number of values taken so far.
  private(set) var evaluations = 1
  /// How much lower the value may still get, by the quadratic model of the last step.
  private(set) var expectedDecrease = Double.infinity
  /// Whether no further step lowers the value.
  private(set) var isStuck = false

  private let box: Box
  /// The guessed second derivative along each coordinate.
  private let curvature: [Double]
  private var gradient: [Double]
  private var direction: [Double]
  private var trial: [Double]
  private var trialGradient: [Double]
  private var history: CurvatureHistory

  /// A minimiser that starts at a point.
  ///
  /// - Parameters:
  ///   - curvature: a positive guess of the second derivative along each coordinate; only the ratios
  ///     matter after the first step.
  ///   - memory: the number of steps whose curvature is remembered.
  /// - Precondition: `start` lies in the box and the counts agree.
  init(
    start: [Double],
    in box: Box,
    curvature: [Double],
    memory: Int,
    of objective: inout some DifferentiableObjective
  ) {
    precondition(
      start.count == box.dimension && curvature.count == start.count,
      "a start of \(start.count) coordinates in a box of \(box.dimension)"
    )
    self.box = box
    self.curvature = curvature
    point = start
    trial = start
    gradient = Array(repeating: 0, count: start.count)
    direction = gradient
    trialGradient = gradient
    history = CurvatureHistory(dimension: start.count, capacity: memory)
    value = objective.value(at: start)
    if value.isFinite {
      objective.writeGradient(at: start, to: &gradient)
    } else {
      isStuck = true
    }
  }

  /// Steps until the value cannot be expected to fall by more than `tolerance`, or `evaluations`
  /// have been spent in all.
  mutating func advance(
    _ objective: inout some DifferentiableObjective,
    tolerance: Double,
    evaluationLimit: Int
  ) {
    while !isStuck && evaluations < evaluationLimit {
      let slope = setDirection()
      guard slope < 0 else {
        expectedDecrease = 0
        isStuck = true
        return
      }
      expectedDecrease = -0.5 * slope
      // The guess may be far off before the first step has measured the curvature.
      if expectedDecrease < tolerance && (!history.isEmpty || expectedDecrease < 1e-3 * tolerance) {
        return
      }
      let before = value
      guard search(&objective) else {
        // The remembered curvature may be what misleads: try once along the plain gradient.
        if history.isEmpty { isStuck = true } else { history.removeAll() }
        continue
      }
      if before - value <= 1e-14 * abs(value) && expectedDecrease < tolerance { return }
    }
  }

  /// Sets the direction of the next step; returns the slope of the function along it.
  private mutating func setDirection() -> Double {
    let n = point.count
    for i in 0..<n {
      let held =
        (point[i] <= box.lower[i] && gradient[i] > 0)
        || (point[i] >= box.upper[i] && gradient[i] < 0)
      history.isFree[i] = held ? 0 : 1
      direction[i] = held ? 0 : -gradient[i]
    }
    history.multiplyByInverse(&direction, curvature: curvature)
    var slope = 0.0
    for i in 0..<n { slope += gradient[i] * direction[i] }
    return slope
  }

  /// Moves along the direction until the value has fallen enough; false when it never does.
  private mutating func search(_ objective: inout some DifferentiableObjective) -> Bool {
    let n = point.count
    var step = 1.0
    for _ in 0..<30 {
      var promised = 0.0
      var moved = false
      for i in 0..<n {
        trial[i] = box.clamped(point[i] + step * direction[i], i)
        let change = trial[i] - point[i]
        promised += gradient[i] * change
        if change != 0 { moved = true }
      }
      guard moved, promised < 0 else { return false }
      let trialValue = objective.value(at: trial)
      evaluations += 1
      if trialValue <= value + 1e-4 * promised {
        objective.writeGradient(at: trial, to: &trialGradient)
        history.append(from: point, gradient, to: trial, trialGradient)
        swap(&point, &trial)
        swap(&gradient, &trialGradient)
        value = trialValue
        return true
      }
      if trialValue.isFinite {
        // The minimum of the parabola through the value, the slope and the trial value.
        let vertex = -0.5 * promised / (trialValue - value - promised)
        step *= min(max(vertex, 0.1), 0.5)
      } else {
        step *= 0.25
      }
    }
    return false
  }
}
