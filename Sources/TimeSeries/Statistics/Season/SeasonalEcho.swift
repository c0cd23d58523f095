internal import Glibc

/// How much more alike the values of a series are one period apart than a little more or less.
///
/// With `V(k) = Var(y_t − y_{t−k})`, the echo at period m is `V(m)` over the mean of `V(m − k)` and
/// `V(m + k)` for k up to half a period. It is about 1 for noise and for random walks alike, since
/// `V` is flat for the one and a straight line for the other, and a trend leaves no trace in
/// differences; a season brings it down towards 0.
struct SeasonalEcho {
  /// The period.
  let period: Int
  /// `V(m)`, on a scale of the series' own.
  let variance: Double
  /// `V(m)` over that of the lags around it.
  let ratio: Double
  /// Whether the ratio is lower than chance explains.
  let isClear: Bool

  /// The number of lags on either side that are looked at.
  private static let lagLimit = 24

  /// The echo of a series; nil where the series is too short for it (about two periods) or shows no
  /// movement.
  ///
  /// - Parameters:
  ///   - deviations: the values about any centre, the largest of size 1; NaN is missing.
  ///   - observed: how many of them are not missing.
  ///   - period: at least 2.
  /// - Complexity: O(*n*) for any period.
  init?(_ deviations: [Double], observed: Int, period: Int) {
    let reach = min(period / 2, observed - 2 * period)
    guard reach >= 1 else { return nil }
    let variance = deviations.differenceVariance(period)
    var around = 0.0
    var lags = 0.0
    for offset in Self.offsets(through: reach) {
      around += deviations.differenceVariance(period - offset)
      around += deviations.differenceVariance(period + offset)
      lags += 2
    }
    let ratio = variance / (around / lags)
    // Differences of a straight line vary by their rounding alone.
    guard ratio.isFinite, around / lags > 1e-12 else { return nil }
    self.period = period
    self.variance = variance
    self.ratio = ratio
    // Of noise the logarithm of the ratio spreads by about 1.1 / √pairs; two and a half times that.
    let chance = exp(-2.75 / Double(observed - period).squareRoot())
    isClear = ratio < min(0.8, chance)
  }

  /// Offsets from 1 to `reach`: all of them, or as many as the limit, spread by the golden ratio so
  /// that they fall in with no shorter season.
  private static func offsets(through reach: Int) -> [Int] {
    guard reach > lagLimit else { return Array(1...reach) }
    return (0..<lagLimit).map { k in
      let place = Double(k) * 0.6180339887498949
      return 1 + Int((place - place.rounded(.down)) * Double(reach))
    }
  }
}

extension Series {
  /// Whether a season of `period` steps explains less than a tenth of how much the values move, and of how much
  /// their changes do.
  ///
  /// Values one period apart are compared with values a little more or less apart, which a random walk and a trend
  /// pass as noise does. False where three periods of values or of changes are not observed, or nothing moves.
  ///
  /// - Precondition: `period` is at least 2.
  /// - Complexity: O(*n*).
  public func lacksSeason(of period: Int) -> Bool {
    precondition(period >= 2, "a season of \(period)")
    let changes = zip(values.dropFirst(), values).map { $0 - $1 }
    return [values, changes].allSatisfy { values in
      guard let (deviations, observed) = values.deviations, observed >= 3 * period,
        let echo = SeasonalEcho(deviations, observed: observed, period: period)
      else { return false }
      return echo.ratio > 0.9
    }
  }
}

extension [Double] {
  /// The deviations from the mean on a scale of their own, the largest of size 1, and how many are observed; nil
  /// where nothing moves.
  var deviations: (values: [Double], observed: Int)? {
    let moments = Moments(of: self)
    guard moments.count > 0, !moments.isConstant else { return nil }
    let scale = Swift.max(moments.maximum - moments.mean, moments.mean - moments.minimum)
    return (map { ($0 - moments.mean) / scale }, moments.count)
  }

  /// The variance of the differences at a lag over the pairs that are observed; NaN below four.
  fileprivate func differenceVariance(_ lag: Int) -> Double {
    var count = 0.0
    var sum = 0.0
    var squares = 0.0
    for step in stride(from: lag, to: self.count, by: 1) {
      let difference = self[step] - self[step - lag]
      if !difference.isNaN {
        count += 1
        sum += difference
        squares += difference * difference
      }
    }
    guard count >= 4 else { return .nan }
    return Swift.max(0, squares / count - (sum / count) * (sum / count))
  }
}
