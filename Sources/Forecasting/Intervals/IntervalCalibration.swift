internal import Glibc
internal import TimeSeries

/// The distribution of a model's errors in units of the spread that it claims.
///
/// It mixes the errors that the model made on the series with what is known of such errors beforehand:
/// Student's distribution with 3 degrees of freedom, as wide as these errors and somewhat more, since a few
/// errors tell little of the tails and those to come are larger than those that were. Errors far ahead
/// overlap, so they weigh less, and so do errors of long ago. Spreads grow with the steps ahead relative to
/// the length of the history, and as the errors did. A model whose errors one step ahead are much alike from one origin to
/// the next lags behind its series, as a mean of all values does behind a trend: errors to come lie about their mean rather
/// than about zero, and spreads grow faster.
///
/// The constants were chosen at the ends of the training parts of M4 and M1, those of `Width` on
/// test parts of M4 (`Documentation/Decisions/intervals.md`).
struct IntervalCalibration {
  /// The weight of the prior, in errors.
  private static let priorWeight = 4.5
  /// The points that stand for the prior, all equally likely.
  private static let priorPoints = (0..<80).map {
    StudentDistribution(freedom: 3).quantile(at: (Double($0) + 0.5) / 80)
  }
  /// The mean size of errors that is believed before any is seen, and how many errors that counts for.
  private static let (believedSize, sizeWeight) = (0.8, 1.5)
  /// No error counts as more spreads than this.
  private static let most = 5.0
  /// The share of an error that counts for the other side.
  private static let symmetry = 0.2
  /// The share of the time looked back on in which the weight of an error halves. Time runs from the end of the history:
  /// with few origins the latest errors are not recent either, and leave more to the prior.
  private static let halfLife = 0.5
  /// How errors grow with the steps ahead beyond what is claimed, relative to the length of the history, where nothing lags.
  private static let lengthGrowth = 1.5
  /// The weight of what is believed of growth, in independent errors at steps of a variance of 1 in
  /// their logarithm.
  private static let growthWeight = 12.0
  /// Errors grow no faster than claimed times this power of the steps, and no slower than by its inverse; nor do
  /// intervals narrow with the steps because of it.
  private static let mostGrowth = 0.5

  /// The unit of the prior for errors of a mean size of 1. Its own points have that size at a unit of 0.93.
  enum Width: Double {
    /// What holds of most histories.
    case usual = 1.2
    /// The spreads are those that the series moved by, which holds most of what comes.
    case measuredByMoves = 1.007
  }

  /// How spreads grow with each step ahead beyond what is claimed.
  private let rate: Double
  /// What errors below and above are relative to what is claimed of each step ahead, 1 for the first.
  private let lower, upper: [Double]
  private let quantiles: [Double]

  /// The distribution that errors show.
  ///
  /// - Parameters:
  ///   - spreads: what the model claims, for each step that quantiles will be asked of.
  ///   - growth: the power of the steps ahead by which errors of such a model are known to grow beyond what it claims.
  ///   - levels: the levels at which quantiles will be asked for, ascending.
  ///   - observations: the number of observations in the history, at least 1.
  init(
    _ rolling: RollingScores,
    width: Width,
    spreads: Spreads,
    growth: Double,
    at levels: [Double],
    observations: Int
  ) {
    var scores = rolling.scores
    let lag = ModelLag(of: scores)
    let length = Double(observations)
    let rate = Self.lengthGrowth / length + lag.growth(in: length)
    self.rate = rate
    for place in scores.indices {
      let limited = min(max(scores[place].value, -Self.most), Self.most)
      scores[place].value = limited / (1 + rate * Double(scores[place].step))
    }
    let power = Self.power(of: scores, steps: rolling.steps, believed: growth)
    let growths = spreads.lower.indices.map { 1 + rate * Double($0 + 1) }
    lower = Self.factors(power, of: zip(spreads.lower, growths).map(*))
    upper = Self.factors(power, of: zip(spreads.upper, growths).map(*))
    let share = 1 / Double(max(rolling.steps, 1)).squareRoot()
    let halving = Self.halfLife * Double(scores.map(\.age).max() ?? 1)
    let weights = scores.map { share / Double($0.step) * exp2(-Double($0.age) / halving) }
    let weight = weights.reduce(0, +)
    var centre = 0.0
    for place in scores.indices {
      scores[place].value /= (scores[place].value < 0 ? lower : upper)[scores[place].step - 1]
      centre += lag.pull * weights[place] / weight * scores[place].value
    }
    var points: [(value: Double, weight: Double)] = []
    points.reserveCapacity(Self.priorPoints.count + 2 * scores.count)
    var size = Self.sizeWeight * Self.believedSize
    for (score, weight) in zip(scores, weights) {
      points.append((score.value, (1 - Self.symmetry) * weight))
      points.append((2 * centre - score.value, Self.symmetry * weight))
      size += weight * abs(score.value - centre)
    }
    let unit = width.rawValue * size / (Self.sizeWeight + weight)
    points += Self.priorPoints.map {
      (centre + unit * $0, Self.priorWeight / Double(Self.priorPoints.count))
    }
    points.sort { $0.value < $1.value }
    quantiles = Self.quantiles(of: points, at: levels)
  }

  /// The quantiles of an error `step` steps ahead, in spreads; on the side of their level of the median,
  /// which is the mean.
  func quantiles(at step: Int) -> [Double] {
    let factor = 1 + rate * Double(step)
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

  /// The power of the steps ahead by which the sizes of errors grow, drawn to what is believed of the model, which is all
  /// where it cannot be told.
  ///
  /// A line through the logarithms of the mean sizes. Errors `k` steps ahead overlap, so that each counts as
  /// one `k`-th.
  private static func power(
    of scores: [RollingScores.Score],
    steps: Int,
    believed: Double
  ) -> Double {
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
    guard total > 0 else { return believed }
    let covariance = sumXY - sumX * sumY / total
    let variance = sumXX - sumX * sumX / total
    let slope = (covariance + growthWeight * believed) / (variance + growthWeight)
    return min(max(slope, -mostGrowth), mostGrowth)
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
