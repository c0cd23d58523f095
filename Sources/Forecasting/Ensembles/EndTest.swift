internal import Tensors
internal import TimeSeries

/// A test of models on the end of one series, which gives the weights of their average.
///
/// The models are fitted without the end, two seasons or up to 13 steps, and weighted by the inverse
/// square of their mean absolute error there.
///
/// - Source: Bates and Granger 1969, “The combination of forecasts”.
struct EndTest {
  private let training: Series
  private let end: ArraySlice<Double>

  /// The test on a series; nil for one that is too short for it.
  init?(_ series: Series, period: Int) {
    let count = series.values.count
    let tested = max(2 * period, min(13, count / 4), 4)
    guard count - tested >= max(tested, 2 * period, 8) else { return nil }
    training = series.first(count - tested)
    end = series.values[(count - tested)...]
  }

  /// The weights of models, which add up to 1; nil where one of them cannot be tested.
  func weights(of forecasters: [any LocalForecaster]) -> [Double]? {
    var errors: [Double] = []
    for forecaster in forecasters {
      var stream = RandomStream(seed: 0)
      guard
        let model = try? forecaster.model(of: training),
        let error = meanAbsoluteError(
          of: model.distribution(horizon: end.count, using: &stream).mean
        )
      else { return nil }
      errors.append(error)
    }
    // Relative to the smallest, so that neither huge nor tiny errors leave the range of a double.
    guard let least = errors.min(), least.isFinite else { return nil }
    let inverse = errors.map { error in
      let ratio = error > 0 ? least / error : 1
      return ratio * ratio
    }
    let sum = inverse.reduce(0, +)
    guard sum > 0, sum.isFinite else { return nil }
    return inverse.map { $0 / sum }
  }

  /// The mean absolute error over the steps that were observed; nil if none was.
  private func meanAbsoluteError(of forecast: [Double]) -> Double? {
    let errors = zip(forecast, end).map { abs($0 - $1) }.filter { !$0.isNaN }
    return errors.isEmpty ? nil : errors.reduce(0) { $0 + $1 / Double(errors.count) }
  }
}
