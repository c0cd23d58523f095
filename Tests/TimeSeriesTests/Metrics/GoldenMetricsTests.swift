import AlmanacTesting
import Testing
import TimeSeries

/// Metrics recorded from utilsforecast 0.2.17.
private struct Golden: Decodable {
  struct Case: Decodable {
    var training: [Double]
    var actual: [Double?]
    var forecast: [Double]
    var quantiles: [[Double]]

    var observed: [Double] { actual.map { $0 ?? .nan } }
    var errors: PointErrors { PointErrors(actual: observed, forecast: forecast) }
    func quantileErrors(_ levels: [Double]) -> QuantileErrors {
      QuantileErrors(actual: observed, levels: levels, quantiles: quantiles)
    }
    var intervalErrors: IntervalErrors {
      IntervalErrors(
        actual: observed,
        lower: quantiles.map { $0[0] },
        upper: quantiles.map { $0[3] },
        level: 0.8
      )
    }
  }
  var period: Int
  var levels: [Double]
  var series: [Case]
  var metrics: [String: [Double]]
  var samples: [[Double]]
  var observed: [Double]
  var crps: [Double]
}

@Suite("Metrics against utilsforecast", .tags(.golden))
struct GoldenMetricsTests {
  private let golden: Golden

  init() throws {
    golden = try goldenFile("metrics.json", as: Golden.self)
  }

  /// Sums of ten terms in another order differ by a few units in the last place; a bias, whose terms
  /// cancel, by more.
  private func expect(_ name: String, tolerance: Double = 1e-14, _ value: (Golden.Case) -> Double?)
    throws
  {
    let expected = try #require(golden.metrics[name])
    for (series, expected) in zip(golden.series, expected) {
      let value = try #require(value(series))
      #expect(abs(value - expected) <= tolerance * abs(expected), "\(name)")
    }
  }

  @Test("point metrics")
  func point() throws {
    try expect("mae") { $0.errors.mae }
    try expect("mse") { $0.errors.mse }
    try expect("rmse") { $0.errors.rmse }
    try expect("bias", tolerance: 1e-12) { $0.errors.bias }
    try expect("mape") { $0.errors.mape }
    try expect("smape") { $0.errors.smapeFraction }
    try expect("nd") { $0.errors.nd }
  }

  @Test("scaled metrics")
  func scaled() throws {
    try expect("mase") { $0.errors.mase(ErrorScale($0.training, period: golden.period)) }
    try expect("rmsse") { $0.errors.rmsse(ErrorScale($0.training, period: golden.period)) }
  }

  @Test("quantile metrics")
  func quantiles() throws {
    let levels = golden.levels
    for k in levels.indices {
      try expect("pinball\(k)") { $0.quantileErrors(levels).pinball(k) }
      try expect("calibration\(k)") { $0.quantileErrors(levels).calibration(k) }
    }
    try expect("mqloss") { $0.quantileErrors(levels).ql / 2 }
    // The peer adds 2⁻⁵² to a sum that is 5e-5 in the smallest series.
    try expect("scaled_crps", tolerance: 1e-11) { $0.quantileErrors(levels).wql }
    try expect("scaled_mqloss") {
      $0.quantileErrors(levels).sql(ErrorScale($0.training, period: golden.period)).map { $0 / 2 }
    }
  }

  @Test("interval metrics")
  func intervals() throws {
    try expect("coverage") { $0.intervalErrors.coverage }
    try expect("winkler") { $0.intervalErrors.winkler }
  }

  @Test("the CRPS of samples, against its definition in numpy")
  func samples() {
    for ((samples, actual), expected) in zip(zip(golden.samples, golden.observed), golden.crps) {
      let errors = SampleErrors(actual: [actual], samples: [samples])
      #expect(abs(errors.crps - expected) < 1e-14 * expected)
      #expect(abs(errors.scaledCRPS - expected / abs(actual)) < 1e-14 * expected)
    }
  }
}
