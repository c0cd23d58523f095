internal import Glibc
internal import TimeSeries

/// How much wider or narrower than it claims the intervals of a model have to be whose quantiles keep their shape.
///
/// `quantile = mean + factor · (claimed quantile − mean)`
///
/// A model that has seen many seasons knows that Saturdays are wider than Tuesdays, and on which side; errors
/// of all steps together do not. The factor is that by which its intervals of a middle coverage would have held what they
/// claim at earlier origins. A factor near 1 is taken for chance: on series whose errors are as claimed such factors differ by
/// a tenth to a fifth, and tell nothing of what comes; by more where they come from few errors.
///
/// - Source: Romano, Patterson and Candès 2019, “Conformalized quantile regression”, with the distance from the
///   mean in place of a constant; the page `Documentation/Decisions/intervals.md`.
struct ShapeCalibration {
  /// The coverage of the intervals that the factor is told from: few values of a history lie in the tails.
  static let coverage = 0.8
  /// The origins that the model is taken back to: enough for one factor, and simulated paths take time.
  static let origins = 8
  /// The logarithm of a factor of which half is believed, where many errors tell it.
  private static let halfBelieved = 0.3
  /// Errors tell no more than this, either way.
  private static let most = 6.0

  /// What distances from the mean are multiplied by.
  let factor: Double

  /// The factor that errors call for; 1 where there are none.
  ///
  /// Steps whose interval has no width, such as a closed day, do not count: what is as it always was there has no
  /// error in units of it, and what is not is beyond measure.
  ///
  /// - Parameters:
  ///   - rolling: errors in spreads told from intervals of `coverage`.
  ///   - spreads: these spreads now.
  init(_ rolling: RollingScores, spreads: Spreads) {
    let sizes = rolling.scores.filter {
      spreads.lower[$0.step - 1] > 0 && spreads.upper[$0.step - 1] > 0
    }
    .map { abs($0.value) }
    let claimed = NormalDistribution.standard.quantile(at: (1 + Self.coverage) / 2)
    let ratio = sizes.quantile(at: Self.coverage) / claimed
    guard !ratio.isNaN else {
      factor = 1
      return
    }
    let logarithm = log(min(max(ratio, 1 / Self.most), Self.most))
    let square = logarithm * logarithm
    let doubt = Self.halfBelieved * Self.halfBelieved + 1 / Double(sizes.count)
    factor = exp(logarithm * square / (square + doubt))
  }

  /// A distribution with scaled quantiles; its means stay.
  func calibrated(_ claimed: ForecastDistribution) -> ForecastDistribution {
    let levels = ForecastDistribution.simulationLevels
    let mean = claimed.mean
    let columns = levels.map { claimed.quantile($0) }
    return ForecastDistribution(
      mean: mean,
      shape: .quantiles(
        levels: levels,
        values: mean.indices.map { step in
          columns.map { mean[step] + factor * ($0[step] - mean[step]) }
        }
      )
    )
  }
}
