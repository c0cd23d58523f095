internal import Glibc

extension ArimaProblem {
  /// The angles of a form at the highest hill of the likelihood that a wide search reaches; nil where it is defined
  /// at no start.
  ///
  /// From many starts it climbs a little, from those within reach of the highest further, and from the best few to the
  /// top. From there it goes on, up to three times, while that leads higher: to the top at once from where one
  /// polynomial is another, or has a cycle that the errors still have or lack, since a hill of nearly undamped waves is
  /// too narrow to be met by chance; and as at first from where the part within a season, or the part over seasons, is
  /// another.
  func highestAngles(_ form: ArimaForm) -> [Double]? {
    var objective = objective(form)
    guard form.p + form.q + form.P + form.Q > 0 else {
      return objective.value(at: []) < .infinity ? [] : nil
    }
    guard var best = highest(form, from: wideStarts(form), of: &objective) else { return nil }
    for _ in 0..<Self.mostRounds {
      _ = objective.value(at: best.point)
      let spectrum = Periodogram(objective.standardizedErrors())
      let near =
        cycleStarts(form, near: best.point, spectrum) + neighbourStarts(form, of: best.point)
      let others = [
        highest(form, from: near, of: &objective, rounds: Self.rounds.suffix(1)),
        highest(form, from: crossedStarts(form, near: best.point), of: &objective),
      ]
      guard let other = others.compactMap(\.self).min(by: { $0.value < $1.value }),
        other.value < best.value - 1e-6
      else { break }
      best = other
    }
    return best.point
  }

  /// The end of the best of several climbs; nil where the likelihood is defined at none of their starts.
  ///
  /// - Parameter rounds: how far the climbs go together and which of them go on.
  private func highest(
    _ form: ArimaForm,
    from starts: [[Double]],
    of objective: inout ArimaObjective,
    rounds: ArraySlice<(tolerance: Double, reach: Double, most: Int)> = rounds[...]
  ) -> BoxMinimizer? {
    var climbs = starts.map { minimizer(form, from: $0, of: &objective) }
    for (tolerance, reach, most) in rounds {
      for i in climbs.indices {
        climbs[i].advance(&objective, tolerance: tolerance, evaluationLimit: 500)
      }
      climbs.sort { $0.value < $1.value }
      let lowest = climbs.first?.value ?? .infinity
      climbs = climbs.prefix(most).filter { $0.value <= lowest + reach && $0.value < .infinity }
    }
    return climbs.first
  }

  /// Where the climbs of a wide search begin: every pair of an autoregression and a moving average of a few kinds,
  /// within a season and over seasons.
  private func wideStarts(_ form: ArimaForm) -> [[Double]] {
    let plain = Self.pairs(form.p, form.q)
    let seasonal = Self.pairs(form.P, form.Q)
    return plain.map { $0 + seasonal[0] } + seasonal.dropFirst().map { plain[0] + $0 }
  }

  /// The angles of pairs of polynomials of two orders; first those where both are 1.
  private static func pairs(_ p: Int, _ q: Int) -> [[Double]] {
    kinds(p).flatMap { first in kinds(q).map { first + $0 } }
  }

  /// The angles of a few kinds of polynomials of an order: 1, long swings, alternation and cycles.
  private static func kinds(_ order: Int) -> [[Double]] {
    guard order > 0 else { return [[]] }
    let rest = [Double](repeating: 0, count: order - 1)
    let simple = [0, 1.3, -1.3].map { [$0] + rest }
    guard order > 1 else { return simple }
    return simple + [1.0, 3, 5, 7].map { cycle(.pi / 8 * $0, damping: 0.95, order: order) }
  }

  /// The angles of a polynomial of at least second order whose roots have this frequency, in radians a step.
  private static func cycle(_ frequency: Double, damping: Double, order: Int) -> [Double] {
    let square = damping * damping
    let first = 2 * damping * cos(frequency) / (1 + square)
    return [asin(first), asin(-square)] + [Double](repeating: 0, count: order - 2)
  }

  /// Points near one, with a cycle of the errors for an autoregression or a moving average.
  private func cycleStarts(
    _ form: ArimaForm,
    near point: [Double],
    _ errors: Periodogram
  ) -> [[Double]] {
    let season = Array(point.dropFirst(form.p + form.q))
    let own = (p: Array(point.prefix(form.p)), q: Array(point.dropFirst(form.p).prefix(form.q)))
    var starts: [[Double]] = []
    if form.p > 1, let frequency = errors.strongest {
      let waves = Self.cycle(frequency, damping: 0.98, order: form.p)
      starts += [waves + own.q, waves + own.q.map { _ in 0 }]
      if form.q > 1 { starts.append(waves + Self.cycle(frequency, damping: 0.9, order: form.q)) }
    }
    if form.q > 1, let frequency = errors.weakest {
      let gap = Self.cycle(frequency, damping: 0.995, order: form.q)
      starts += [own.p + gap, own.p.map { _ in 0 } + gap]
      if form.p > 1 { starts.append(Self.cycle(frequency, damping: 0.95, order: form.p) + gap) }
    }
    return starts.map { $0 + season }
  }

  /// Points that differ from one in one of its four polynomials.
  private func neighbourStarts(_ form: ArimaForm, of point: [Double]) -> [[Double]] {
    var begin = 0
    return [form.p, form.q, form.P, form.Q].flatMap { order in
      defer { begin += order }
      guard order > 0 else { return [[Double]]() }
      return Self.kinds(order).map { point.prefix(begin) + $0 + point.dropFirst(begin + order) }
    }
  }

  /// Points that share with one either the part within a season or the part over seasons.
  private func crossedStarts(_ form: ArimaForm, near point: [Double]) -> [[Double]] {
    let (plain, seasonal) = (point.prefix(form.p + form.q), point.dropFirst(form.p + form.q))
    if plain.isEmpty || seasonal.isEmpty { return [] }
    return Self.pairs(form.p, form.q).map { $0 + seasonal }
      + Self.pairs(form.P, form.Q).map { plain + $0 }
  }

  /// Of each round of climbs the tolerance, by how much one may then be behind the best, and how many go on.
  private static let rounds: [(tolerance: Double, reach: Double, most: Int)] = [
    (1.0, 12.0, 24), (0.03, 4.0, 6), (1e-9, 0.0, 1),
  ]
  /// The most times that it goes on from the highest hill.
  private static let mostRounds = 3
}
