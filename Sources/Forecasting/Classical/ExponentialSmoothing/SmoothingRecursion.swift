internal import Glibc

/// What one pass over a series says of a set of parameters.
struct FitMoments: Sendable {
  /// The sum of squared one-step errors, relative ones if the error is multiplicative.
  var squares: Double
  /// The sum of the logarithms of the one-step forecasts; 0 if the error is additive.
  var logarithms: Double
  /// The level after the last observation.
  var level: Double
  /// The slope after the last observation.
  var slope: Double
}

/// The one-step recursion of a form and its derivative.
///
/// Symbols: `q` is the level one step ahead, `f` the forecast, `d` what the observation says of the
/// level beyond `q`. Both error kinds share the recursion and differ in what is minimised.
///
/// A pass writes a tape of `stride` numbers for each step: `q`, the slope before, the season used, and
/// the growth. The season that a step updates is that of one period later, so the tape is as long as
/// the series and a period, and its first period holds the initial season.
enum SmoothingRecursion<E: ErrorRule, T: TrendRule, S: SeasonRule> {
  /// Runs over a series; nil where a multiplicative part meets a state that is not positive.
  ///
  /// A missing value (NaN) counts as a forecast without error.
  ///
  /// - Complexity: O(*n*), without allocation.
  @inline(__always)
  static func run(
    over series: Span<Double>,
    from start: (level: Double, slope: Double),
    weights: SmoothingWeights,
    period: Int,
    tape: inout MutableSpan<Double>
  ) -> FitMoments? {
    let (alpha, beta, gamma, phi) = (weights.level, weights.slope, weights.season, weights.damping)
    var (level, slope) = start
    var squares = 0.0
    var logarithms = 0.0
    // The logarithm of a product of a few forecasts costs as much as that of one.
    var product = 1.0
    for t in 0..<series.count {
      let y = series[t]
      let base = t * SmoothingTape.stride
      var growth = 0.0
      var q = level
      if T.isAdditive {
        growth = phi * slope
        q = level + growth
      } else if T.isMultiplicative {
        guard level > SmoothingTape.smallest, slope > SmoothingTape.smallest else { return nil }
        growth = phi == 1 ? slope : exp(phi * log(slope))
        q = level * growth
        tape[base + 3] = growth
      }
      tape[base] = q
      tape[base + 1] = slope
      let season = S.isAdditive || S.isMultiplicative ? tape[base + 2] : 0

      var f = q
      if S.isAdditive {
        f = q + season
      } else if S.isMultiplicative {
        guard q > SmoothingTape.smallest, season > SmoothingTape.smallest else { return nil }
        f = q * season
      }
      if E.isMultiplicative {
        guard f > SmoothingTape.smallest, f < SmoothingTape.largest else { return nil }
      }

      var d = 0.0
      var newSeason = season
      if !y.isNaN {
        if S.isMultiplicative {
          let inverse = 1 / q
          d = y * (1 / season) - q
          newSeason = season + gamma * (y * inverse - season)
          let error = E.isMultiplicative ? d * inverse : y - f
          squares += error * error
        } else {
          d = y - f
          if S.isAdditive { newSeason = season + gamma * d }
          let error = E.isMultiplicative ? d / f : d
          squares += error * error
        }
        if E.isMultiplicative { product *= f }
      }
      if E.isMultiplicative && t & 7 == 7 {
        logarithms += log(product)
        product = 1
      }
      if S.isAdditive || S.isMultiplicative {
        tape[base + period * SmoothingTape.stride + 2] = newSeason
      }
      if T.isAdditive {
        slope = growth + beta * d
      } else if T.isMultiplicative {
        slope = growth + beta * d / level
      }
      level = q + alpha * d
    }
    if E.isMultiplicative { logarithms += log(product) }
    return FitMoments(squares: squares, logarithms: logarithms, level: level, slope: slope)
  }

  /// The derivative of `weight/2 · squares + 2 · logarithms` by everything that entered the pass.
  ///
  /// Runs backwards over the tape of `run`. On entry `seasons` is zero; on return it holds the
  /// derivative by the initial season, oldest first.
  ///
  /// - Complexity: O(*n*), without allocation.
  @inline(__always)
  static func derivative(
    over series: Span<Double>,
    weights: SmoothingWeights,
    period: Int,
    errorWeight: Double,
    tape: Span<Double>,
    seasons: inout MutableSpan<Double>
  ) -> FitDerivative {
    let (alpha, beta, gamma, phi) = (weights.level, weights.slope, weights.season, weights.damping)
    // A bar, as in the literature on adjoints, marks the derivative by the quantity named.
    var (levelBar, slopeBar) = (0.0, 0.0)
    var (alphaBar, betaBar, gammaBar, phiBar) = (0.0, 0.0, 0.0, 0.0)
    var slot = series.count % period
    for t in (0..<series.count).reversed() {
      let y = series[t]
      let base = t * SmoothingTape.stride
      let q = tape[base]
      let slope = tape[base + 1]
      slot = slot == 0 ? period - 1 : slot - 1

      var qBar = levelBar
      var growthBar = slopeBar
      var pastLevelBar = 0.0
      if !y.isNaN {
        var d = 0.0
        let level = T.isMultiplicative ? q / tape[base + 3] : 0
        var dBar = alpha * levelBar
        if T.isAdditive { dBar += beta * slopeBar }
        if T.isMultiplicative { dBar += beta * slopeBar / level }
        if S.isMultiplicative {
          let season = tape[base + 2]
          let seasonBar = seasons[slot]
          let (inverse, inverseSeason) = (1 / q, 1 / season)
          let ratio = y * inverseSeason
          d = ratio - q
          var fBar = 0.0
          if E.isMultiplicative {
            let relative = ratio * inverse
            fBar = (2 - errorWeight * (relative - 1) * relative) * inverse * inverseSeason
          } else {
            fBar = -errorWeight * (y - q * season)
          }
          gammaBar += seasonBar * (y * inverse - season)
          qBar += fBar * season - dBar - gamma * seasonBar * y * inverse * inverse
          seasons[slot] = (1 - gamma) * seasonBar + fBar * q - dBar * ratio * inverseSeason
        } else {
          let season = S.isAdditive ? tape[base + 2] : 0
          let f = q + season
          d = y - f
          if S.isAdditive { dBar += gamma * seasons[slot] }
          var fBar = -dBar
          if E.isMultiplicative {
            let relative = y / f
            fBar += (2 - errorWeight * (relative - 1) * relative) / f
          } else {
            fBar -= errorWeight * d
          }
          qBar += fBar
          if S.isAdditive {
            gammaBar += seasons[slot] * d
            seasons[slot] += fBar
          }
        }
        alphaBar += levelBar * d
        if T.isAdditive { betaBar += slopeBar * d }
        if T.isMultiplicative {
          betaBar += slopeBar * d / level
          pastLevelBar = -beta * slopeBar * d / (level * level)
        }
      }
      if T.isAdditive {
        growthBar += qBar
        phiBar += growthBar * slope
        slopeBar = phi * growthBar
        levelBar = qBar
      } else if T.isMultiplicative {
        let growth = tape[base + 3]
        growthBar += qBar * (q / growth)
        phiBar += growthBar * growth * log(slope)
        slopeBar = growthBar * phi * growth / slope
        levelBar = qBar * growth + pastLevelBar
      } else {
        levelBar = qBar
      }
    }
    return FitDerivative(
      weights: SmoothingWeights(
        level: alphaBar,
        slope: betaBar,
        season: gammaBar,
        damping: phiBar
      ),
      level: levelBar,
      slope: slopeBar
    )
  }
}

/// The derivatives by the parameters and by the initial level and slope.
struct FitDerivative: Sendable {
  /// By the smoothing parameters.
  var weights: SmoothingWeights
  /// By the initial level.
  var level: Double
  /// By the initial slope.
  var slope: Double
}

/// The layout of the memory that a pass writes and its derivative reads.
enum SmoothingTape {
  /// Numbers per step.
  static let stride = 4
  /// States of multiplicative parts below this are not told from 0; the series is scaled to a mean
  /// of 1.
  static let smallest = 1e-12
  /// Forecasts beyond this have exploded.
  static let largest = 1e12

  /// The length of the tape of a series.
  static func count(steps: Int, period: Int) -> Int { (steps + period) * stride }
}
