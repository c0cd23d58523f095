internal import Glibc

/// The stepwise search of Hyndman and Khandakar: from four or five simple models to better ones nearby,
/// until none nearby is better.
///
/// Models are compared by the corrected criterion of Akaike, with the exact likelihood throughout: it takes no
/// longer here than the conditional sum of squares which the reference takes for it on long series. A
/// model counts at its highest hill whose roots are at least 1.01 away from 0.
///
/// - Source: Hyndman and Khandakar 2008, “Automatic time series forecasting: the forecast package for R”.
struct ArimaSearch {
  private let problem: ArimaProblem
  /// The largest orders.
  private let limit: ArimaForm
  private let observations: Int
  private let period: Int

  /// What became of each model: its criterion, and the angles that were reached.
  private var fits: [ArimaForm: (score: Double, angles: [Double])] = [:]
  private var best: ArimaForm?

  /// The most models that are looked at.
  private static let modelLimit = 94
  /// The modulus within which a root is too near to the unit circle.
  static let smallestRoot = 1.01

  /// A search among models of at most these orders.
  ///
  /// - Parameter allowsSeason: whether models may look seasons back.
  init(_ problem: ArimaProblem, sample: ArimaSample, allowsSeason: Bool) {
    self.problem = problem
    period = allowsSeason ? problem.differencing.seasonalPeriod : 1
    observations = sample.observations
    var limit = ArimaForm(p: min(5, observations / 3), q: min(5, observations / 3))
    if period > 1 {
      limit.P = min(2, observations / 3 / period)
      limit.Q = limit.P
      if limit.P > 0 {
        limit.p = min(limit.p, period - 1)
        limit.q = min(limit.q, period - 1)
      }
    }
    self.limit = limit
  }

  /// The best form and its angles; nil where no form can be fitted.
  mutating func run() -> (form: ArimaForm, angles: [Double])? {
    let constant = problem.allowsConstant
    let isShort = observations < 10
    let season = isShort ? 0 : 1
    var seeds = [
      ArimaForm(
        p: min(isShort ? 1 : 2, limit.p),
        q: min(isShort ? 1 : 2, limit.q),
        P: min(season, limit.P),
        Q: min(season, limit.Q),
        hasConstant: constant
      ),
      ArimaForm(hasConstant: constant),
      ArimaForm(p: min(1, limit.p), P: min(1, limit.P), hasConstant: constant),
      ArimaForm(q: min(1, limit.q), Q: min(1, limit.Q), hasConstant: constant),
    ]
    if constant { seeds.append(ArimaForm()) }
    for seed in seeds { _ = consider(seed) }
    while let leader = best, fits.count < Self.modelLimit {
      guard neighbours(of: leader).contains(where: { consider($0) }) else { break }
    }
    return winner()
  }

  /// The neighbours of a form within the limits, in the order in which they are tried.
  private func neighbours(of form: ArimaForm) -> [ArimaForm] {
    let moves = [(-1, 0), (0, -1), (1, 0), (0, 1), (-1, -1), (-1, 1), (1, -1), (1, 1)]
    var neighbours: [ArimaForm] = []
    for (P, Q) in moves {
      var next = form
      next.P += P
      next.Q += Q
      neighbours.append(next)
    }
    for (p, q) in moves {
      var next = form
      next.p += p
      next.q += q
      neighbours.append(next)
    }
    if problem.allowsConstant {
      var next = form
      next.hasConstant.toggle()
      neighbours.append(next)
    }
    return neighbours.filter {
      (0...limit.p).contains($0.p) && (0...limit.q).contains($0.q)
        && (0...limit.P).contains($0.P) && (0...limit.Q).contains($0.Q)
    }
  }

  /// Fits a form, if that has not been done; true when it becomes the best.
  private mutating func consider(_ form: ArimaForm) -> Bool {
    guard fits[form] == nil, fits.count < Self.modelLimit else { return false }
    let leader = best.flatMap { fits[$0]?.score } ?? .infinity
    let fit = fit(form, leader: leader)
    fits[form] = fit
    guard fit.score < leader else { return false }
    best = form
    return true
  }

  /// The criterion of a form and its angles; one that falls behind the leader is not followed to its end.
  private func fit(_ form: ArimaForm, leader: Double) -> (score: Double, angles: [Double]) {
    let penalty = problem.penalty(form)
    guard penalty < .infinity else { return (.infinity, []) }
    var objective = problem.objective(form)
    var climbs = starts(form).map { problem.minimizer(form, from: $0, of: &objective) }
    for (tolerance, margin, reach) in Self.rounds {
      for i in climbs.indices {
        climbs[i].advance(&objective, tolerance: tolerance, evaluationLimit: 200)
      }
      let lowest = climbs.map(\.value).min() ?? .infinity
      climbs.removeAll { !($0.value <= lowest + reach) }
      if !(lowest + penalty <= leader + margin) {
        return (lowest + penalty, climbs.first?.point ?? [])
      }
    }
    // The highest hill may lie where it does not count, and a lower one not.
    for climb in climbs.sorted(by: { $0.value < $1.value }) {
      _ = objective.value(at: climb.point)
      if objective.filter.polynomials.hasRoots(beyond: Self.smallestRoot) {
        return (climb.value + penalty, climb.point)
      }
    }
    // The highest may lie at the edge and another well inside.
    guard let inside = problem.hillInside(form, near: climbs[0].point, of: &objective) else {
      return (.infinity, climbs[0].point)
    }
    return (inside.value + penalty, inside.point)
  }

  /// The tolerances of the rounds in which a form is fitted, by how much it may then be behind the leader,
  /// and a climb behind the best one of its form.
  private static let rounds = [(1.0, 6.0, 8.0), (0.03, 0.5, 4.0), (1e-5, 0, 4.0)]

  /// Where the likelihood of a form is climbed from: the best form so far, and where an autoregression could
  /// cancel a moving average, also from afar.
  private func starts(_ form: ArimaForm) -> [[Double]] {
    var starts = [start(form)]
    var opposed = starts[0]
    if form.p > 0 && form.q > 0 { (opposed[0], opposed[form.p]) = (0.6, 1) }
    if form.P > 0 && form.Q > 0 {
      (opposed[form.p + form.q], opposed[form.p + form.q + form.P]) = (1.1, 0.7)
    }
    if opposed != starts[0] { starts.append(opposed) }
    return starts
  }

  /// The angles of the best form so far, as far as a form has them too, and 0 for the others.
  private func start(_ form: ArimaForm) -> [Double] {
    let near = best ?? ArimaForm()
    let angles = best.flatMap { fits[$0]?.angles } ?? []
    var start: [Double] = []
    var offset = 0
    for (own, other) in [
      (form.p, near.p), (form.q, near.q), (form.P, near.P), (form.Q, near.Q),
    ] {
      for i in 0..<own { start.append(i < other ? angles[offset + i] : 0) }
      offset += other
    }
    return start
  }

  /// The best model by the likelihood that is admissible there too.
  private func winner() -> (form: ArimaForm, angles: [Double])? {
    let ranking = fits.filter { $0.value.score < .infinity }
      .sorted { ($0.value.score, $0.key) < ($1.value.score, $1.key) }
    for (form, fit) in ranking {
      guard let angles = problem.bestAngles(form, near: fit.angles) else { continue }
      var polynomials = ArmaPolynomials(problem.orders(form))
      polynomials.set(angles)
      // A higher hill at the edge of what is allowed does not discredit the one that was found.
      let isInside = polynomials.hasRoots(beyond: Self.smallestRoot)
      return (form, isInside ? angles : fit.angles)
    }
    return nil
  }
}

extension ArimaForm: Comparable {
  /// Fewer parameters first; an order among forms that are as good.
  static func < (a: ArimaForm, b: ArimaForm) -> Bool {
    let constants = (a.hasConstant ? 1 : 0, b.hasConstant ? 1 : 0)
    return (a.p + a.q + a.P + a.Q + constants.0, a.P, a.Q, a.p, a.q)
      < (b.p + b.q + b.P + b.Q + constants.1, b.P, b.Q, b.p, b.q)
  }
}
