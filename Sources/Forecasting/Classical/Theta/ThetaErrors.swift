/// What the one-step errors of a Theta model add up to, for several α at once.
///
/// For a given α the error of step `t` is linear in the two other parameters, the level at the start
/// and the weight of the line: `e_t = r_t − level · g_t − weight · h_t`. Their best values follow from
/// the six sums of products, so that one pass over the series serves eight α, each with its best
/// level and weight. The first three steps do not count, as in the published method.
struct ThetaErrors {
  /// Eight values of α, or of what belongs to them.
  typealias Lanes = SIMD8<Double>

  /// The steps at the start that do not count.
  static let burnIn = 3

  private var rr = Lanes()
  private var rg = Lanes()
  private var rh = Lanes()
  private var gg = Lanes()
  private var gh = Lanes()
  private var hh = Lanes()
  /// The line at the first step.
  private let firstLine: Double
  /// The number of errors that count.
  private var count = 0.0

  /// The sums for eight α.
  ///
  /// Missing values (NaN) count as errors of 0: the level moves on with the line.
  ///
  /// - Precondition: there is an intercept and a slope for each value.
  /// - Complexity: O(n); nothing is allocated.
  init(
    _ values: borrowing Span<Double>,
    intercepts: borrowing Span<Double>,
    slopes: borrowing Span<Double>,
    smoothing alpha: Lanes
  ) {
    precondition(intercepts.count == values.count && slopes.count == values.count)
    firstLine = values.isEmpty ? 0 : intercepts[0] + slopes[0]
    let decay = 1 - alpha
    let inverse = 1 / alpha
    // The level is `base + level · g + weight · carried`.
    var base = Lanes()
    var g = Lanes(repeating: 1)
    var carried = Lanes()
    // (1 − α)^(t − 1)
    var power = Lanes(repeating: 1)
    for position in values.indices {
      let nextPower = power * decay
      let line = intercepts[position] * power + slopes[position] * ((1 - nextPower) * inverse)
      let value = values[position]
      power = nextPower
      if value.isNaN {
        carried += alpha * line
        continue
      }
      if position >= Self.burnIn {
        let r = value - base
        let h = carried + line
        rr += r * r
        rg += r * g
        rh += r * h
        gg += g * g
        gh += g * h
        hh += h * h
        count += 1
      }
      base = decay * base + alpha * value
      g *= decay
      carried *= decay
    }
  }

  /// The parameters that are best for the α of one lane.
  ///
  /// A weight that is sought is pulled to a half, which is θ = 2, as strongly as one more error would
  /// do it. That costs the fit next to nothing and helps the forecasts where the data say little.
  ///
  /// - Parameters:
  ///   - weight: the weight of the line, where it is given; else it is sought within 0 and 1.
  ///   - startsAtFirstValue: whether the level at the start is not sought, but such that the forecast
  ///     of the first value, which is 0, is that value.
  func best(
    smoothing: Double,
    lane: Int,
    weight: Double?,
    startsAtFirstValue: Bool
  ) -> ThetaParameters {
    // A hint of a penalty settles what the data leave open: the level is then 0, the weight a half.
    let (rr, rg, gh, gg) = (rr[lane], rg[lane], gh[lane], gg[lane] + Self.penalty)
    let (rh, hh) = (rh[lane] + Self.penalty / 2, hh[lane] + Self.penalty)
    // The level as a function of the weight: intercept + weight · slope.
    let (intercept, slope) = startsAtFirstValue ? (0, -firstLine) : (rg / gg, -gh / gg)
    // Its terms in the sum of squares, which is c₀ − 2 c₁ weight + c₂ weight².
    let constant = rr - 2 * intercept * rg + intercept * intercept * gg
    let linear = rh + slope * rg - intercept * gh - intercept * slope * gg
    let quadratic = hh + 2 * slope * gh + slope * slope * gg
    func squares(_ weight: Double) -> Double {
      constant - 2 * linear * weight + quadratic * weight * weight
    }
    var best = weight ?? 0.5
    if weight == nil && quadratic > 0 {
      best = min(max(linear / quadratic, 0), Self.largestWeight)
      let pull = max(squares(best), 0) / max(count, 1)
      best = min(max((linear + pull / 2) / (quadratic + pull), 0), Self.largestWeight)
    }
    return ThetaParameters(
      smoothing: smoothing,
      weight: best,
      initialLevel: intercept + slope * best,
      squares: squares(best)
    )
  }

  /// The weight of a θ of 10¹⁰, the largest that is allowed.
  private static let largestWeight = 1 - 1e-10
  /// What a squared unit of level or weight costs; the values are scaled to a range of about 1.
  private static let penalty = 1e-9
}
