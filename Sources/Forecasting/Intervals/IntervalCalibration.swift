internal import Glibc

/// The distribution of a model's errors in units of the spread that it claims.
///
/// It mixes the errors that the model made on the series with what is known of such errors beforehand:
/// Student's distribution with 2 degrees of freedom, whose weight is that of two independent errors.
/// Errors far ahead overlap, so they weigh less. Spreads grow with the steps ahead relative to the
/// length of the history, and with the share of it that the parameters took up. Those of a model that
/// estimates nothing grow on faith, and grow here as its errors did.
///
/// The constants were chosen on parts of M4, the growth of short histories last with a look at test parts
/// (`Documentation/Decisions/intervals.md`).
struct IntervalCalibration {
  /// The weight of the prior, in errors.
  private static let priorWeight = 2.0
  /// The unit of the prior.
  private static let priorScale = 0.72
  /// The points that stand for the prior, all equally likely.
  private static let priorCount = 80
  /// No error counts as more spreads than this.
  private static let most = 5.0
  /// The weight of the belief that errors grow as claimed, in independent errors at steps of a variance of 1 in
  /// their logarithm.
  private static let growthWeight = 12.0
  /// Errors grow no faster than claimed times this power of the steps, and no slower than by its inverse; nor do
  /// intervals narrow with the steps because of it.
  private static let mostGrowth = 0.5

  /// What is taken for granted of errors, by the history that they come from.
  struct Assumptions {
    /// Their growth with steps ahead, relative to the length of the history.
    private(set) var growth = 2.5
    /// How far those of the future exceed those of the past, relative to the length of the history.
    private(set) var excess = 5.0
    /// The share of an error that counts for the other side.
    private(set) var symmetry = 0.25

    /// What holds of most histories.
    static let usual = Assumptions()
    /// The spreads are those that the series moved by, which holds most of what comes;
    /// the few errors say little of sides.
    static let measuredByMoves = Assumptions(growth: 1.65, excess: 1.75, symmetry: 0.4)
  }

  private let observations: Double
  private let assumptions: Assumptions
  /// What errors below and above are relative to what is claimed of each step ahead, 1 for the first.
  private let lower, upper: [Double]
  private let quantiles: [Double]

  /// The distribution that errors show.
  ///
  /// - Parameters:
  ///   - growsOnFaith: whether nothing in the model was estimated that its growth with the steps ahead rests on.
  ///   - spreads: what the model claims, for each step that quantiles will be asked of.
  ///   - levels: the levels at which quantiles will be asked for, ascending.
  ///   - observations: the number of observations in the history, at least 1.
  init(
    _ rolling: RollingScores,
    assuming assumptions: Assumptions,
    growsOnFaith: Bool,
    spreads: Spreads,
    at levels: [Double],
    observations: Int
  ) {
    let length = Double(observations)
    self.observations = length
    self.assumptions = assumptions
    var points: [(value: Double, weight: Double)] = []
    points.reserveCapacity(Self.priorCount + 2 * rolling.scores.count)
    for number in 0..<Self.priorCount {
      let level = (Double(number) + 0.5) / Double(Self.priorCount)
      // The quantile of Student's distribution with 2 degrees of freedom.
      let value = (2 * level - 1) * (0.5 / (level * (1 - level))).squareRoot()
      points.append((Self.priorScale * value, Self.priorWeight / Double(Self.priorCount)))
    }
    let share = 1 / Double(max(rolling.steps, 1)).squareRoot()
    let scores = rolling.scores.map { score in
      let limited = min(max(score.value, -Self.most), Self.most)
      let growth = Self.growth(assumptions, at: score.step, observations: length)
      return RollingScores.Score(value: limited / growth, step: score.step)
    }
    let power = growsOnFaith ? Self.power(of: scores, steps: rolling.steps) : 0
    let growth = spreads.lower.indices.map {
      Self.growth(assumptions, at: $0 + 1, observations: length)
    }
    lower = Self.factors(power, of: zip(spreads.lower, growth).map(*))
    upper = Self.factors(power, of: zip(spreads.upper, growth).map(*))
    for score in scores {
      let value = score.value / (score.value < 0 ? lower : upper)[score.step - 1]
      let weight = share / Double(score.step)
      points.append((value, (1 - assumptions.symmetry) * weight))
      points.append((-value, assumptions.symmetry * weight))
    }
    points.sort { $0.value < $1.value }
    quantiles = Self.quantiles(of: points, at: levels)
  }

  /// The quantiles of an error `step` steps ahead, in spreads; on the side of their level of the median,
  /// which is the mean.
  func quantiles(at step: Int) -> [Double] {
    let factor =
      Self.growth(assumptions, at: step, observations: observations)
      * (1 + assumptions.excess / observations)
    return quantiles.map { $0 * factor * ($0 < 0 ? lower : upper)[step - 1] }
  }

  /// The powers of the steps ahead by which widths are multiplied, kept from making a width smaller than that of
  /// the step before, or from making it smaller than claimed where the claim itself falls.
  private static func factors(_ power: Double, of widths: [Double]) -> [Double] {
    var factors: [Double] = []
    for (place, width) in widths.enumerated() {
      var factor = pow(Double(place + 1), power)
      if power < 0, let last = factors.last {
        let least = width > 0 ? last * min(1, widths[place - 1] / width) : last
        factor = max(factor, least)
      }
      factors.append(factor)
    }
    return factors
  }

  /// The power of the steps ahead by which the sizes of errors grow, drawn to none; 0 where that cannot be told.
  ///
  /// A line through the logarithms of the mean sizes. Errors `k` steps ahead overlap, so that each counts as
  /// one `k`-th.
  private static func power(of scores: [RollingScores.Score], steps: Int) -> Double {
    var sizes = [Double](repeating: 0, count: steps)
    var counts = sizes
    for score in scores {
      sizes[score.step - 1] += abs(score.value)
      counts[score.step - 1] += 1
    }
    var (total, sumX, sumY, sumXX, sumXY) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for (place, count) in counts.enumerated() where sizes[place] > 0 {
      let step = Double(place + 1)
      let (x, y) = (log(step), log(sizes[place] / count))
      let weight = count / step
      total += weight
      sumX += weight * x
      sumY += weight * y
      sumXX += weight * x * x
      sumXY += weight * x * y
    }
    guard total > 0 else { return 0 }
    let slope = (sumXY - sumX * sumY / total) / (sumXX - sumX * sumX / total + growthWeight)
    return min(max(slope, -mostGrowth), mostGrowth)
  }

  private static func growth(_ assumptions: Assumptions, at step: Int, observations: Double)
    -> Double
  {
    1 + assumptions.growth * Double(step) / observations
  }

  /// The quantiles of weighted points in ascending order, none on the wrong side of zero.
  private static func quantiles(
    of points: [(value: Double, weight: Double)],
    at levels: [Double]
  ) -> [Double] {
    let total = points.reduce(0) { $0 + $1.weight }
    var (place, sum) = (0, points[0].weight)
    return levels.map { level in
      while sum < level * total && place + 1 < points.count {
        place += 1
        sum += points[place].weight
      }
      let value = points[place].value
      if level == 0.5 { return 0 }
      return level < 0.5 ? min(value, 0) : max(value, 0)
    }
  }
}
