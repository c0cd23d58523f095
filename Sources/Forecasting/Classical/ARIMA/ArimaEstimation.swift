internal import Glibc

extension ArimaProblem {
  /// The box of the angles: stationary, and a little inside of it; invertible, the edge with it.
  func box(_ form: ArimaForm, edge: Double = .pi) -> Box {
    var box = Box(unboundedOf: form.p + form.q + form.P + form.Q)
    for i in 0..<box.dimension {
      let isAutoregressive = i < form.p || (form.p + form.q..<form.p + form.q + form.P).contains(i)
      let limit = min(edge, Double.pi / 2 - (isAutoregressive ? 1e-3 : 0))
      (box.lower[i], box.upper[i]) = (-limit, limit)
    }
    return box
  }

  /// A search for the best angles of a form, about to begin.
  func minimizer(
    _ form: ArimaForm,
    from start: [Double],
    edge: Double = .pi,
    of objective: inout ArimaObjective
  ) -> BoxMinimizer {
    let box = box(form, edge: edge)
    return BoxMinimizer(
      start: start.indices.map { box.clamped(start[$0], $0) },
      in: box,
      curvature: Array(repeating: 2 * Double(observations), count: start.count),
      memory: 8,
      of: &objective
    )
  }

  /// A hill of the likelihood whose roots are not near the unit circle, near a point where they may be; nil
  /// where none is found.
  func hillInside(
    _ form: ArimaForm,
    near point: [Double],
    of objective: inout ArimaObjective
  ) -> (value: Double, point: [Double])? {
    let edge = 1.35
    var climb = minimizer(form, from: point.map { 0.5 * $0 }, edge: edge, of: &objective)
    climb.advance(&objective, tolerance: 1e-5, evaluationLimit: 100)
    guard climb.point.allSatisfy({ abs($0) < edge - 1e-3 }) else { return nil }
    _ = objective.value(at: climb.point)
    let isInside = objective.filter.polynomials.hasRoots(beyond: ArimaSearch.smallestRoot)
    return isInside ? (climb.value, climb.point) : nil
  }

  /// The angles of a form at the highest hill of the likelihood that is reached from several starts;
  /// nil where it is defined at none of them.
  ///
  /// - Parameter start: angles near an optimum, where some are known.
  func bestAngles(_ form: ArimaForm, near start: [Double]? = nil) -> [Double]? {
    let count = form.p + form.q + form.P + form.Q
    var objective = objective(form)
    guard count > 0 else { return objective.value(at: []) < .infinity ? [] : nil }
    var best: BoxMinimizer?
    for start in starts(form, near: start) {
      var minimizer = minimizer(form, from: start, of: &objective)
      minimizer.advance(&objective, tolerance: 1e-9, evaluationLimit: 500)
      if minimizer.value < best?.value ?? .infinity { best = minimizer }
    }
    return best?.point
  }

  /// Where the likelihood of a form is climbed from.
  private func starts(_ form: ArimaForm, near start: [Double]?) -> [[Double]] {
    let count = form.p + form.q + form.P + form.Q
    let zero = [Double](repeating: 0, count: count)
    var starts = start.map { [$0] } ?? []
    starts.append(zero)
    // Where both parts are there, they may all but cancel at one hill and share the work at another.
    if form.p > 0 && form.q > 0 {
      for sign in [1.0, -1] {
        var opposed = zero
        opposed[0] = sign
        opposed[form.p] = sign * 0.5
        starts.append(opposed)
      }
    }
    if form.P > 0 && form.Q > 0 {
      var opposed = zero
      opposed[form.p + form.q] = 0.7
      opposed[form.p + form.q + form.P] = 0.9
      starts.append(opposed)
    }
    return starts
  }
}
