/// What keeps the level and the slope from following the last errors too fast.
///
/// The likelihood looks one step ahead. Where a form does not quite hold, it is best served by a level
/// and a slope that chase every turn, and the forecasts of many steps suffer. The penalty adds to
/// −2 log-likelihood, for each observation, 0.75 β times a quarter of the period (at least 1), and
/// 0.2 α times (period/12)² − 1, where a form without a season counts as having period 0.
struct SmoothingPenalty: Hashable, Sendable {
  /// What each unit of α costs.
  var level = 0.0
  /// What each unit of β costs.
  var slope = 0.0

  /// No penalty.
  init() {}

  /// The penalty of a form on a series with this period.
  init(for form: ETS.Form, observations: Int, period: Int) {
    let n = Double(observations)
    let years = form.season == .none ? 0 : Double(period) / 12
    level = 0.2 * n * (years * years - 1)
    slope = 0.75 * n * max(1, Double(period) / 4)
  }
}
