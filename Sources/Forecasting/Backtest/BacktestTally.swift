internal import TimeSeries

/// What is known of the forecasts of one model over all series: by window and step, how they lie in
/// their distributions, how large their errors are, and what they took.
public struct ModelTally: Hashable, Sendable {
  /// Sums at one step of one window.
  public struct Step: Hashable, Sendable {
    /// The steps with an actual value.
    public var count = 0.0
    /// Those whose series has a scale.
    public var scaledCount = 0.0
    /// Sum of absolute errors over their scale.
    public var scaledError = 0.0
    /// Sum of symmetric percentage errors as fractions.
    public var symmetricError = 0.0
    /// Sum of the excess of the forecast over its scale.
    public var scaledExcess = 0.0
    /// Actual values within the 80 % interval.
    public var covered80 = 0.0
    /// Actual values within the 95 % interval.
    public var covered95 = 0.0
  }

  /// The steps, window after window.
  public private(set) var steps: [Step]
  /// How many actual values lie between neighbouring quantiles at the levels 0.05, 0.1 … 0.95: twenty
  /// equally likely places (the probability integral transform). Values on several quantiles count in
  /// parts for each of the places between.
  public private(set) var places = [Double](repeating: 0, count: 20)
  /// How many errors over their scale, actual less forecast, lie in each part of −4…4, a fifth wide;
  /// the ends hold what lies beyond.
  public private(set) var residuals = [Double](repeating: 0, count: 42)
  /// Processor time of fitting.
  public private(set) var fitSeconds = 0.0
  /// Processor time of forecasting.
  public private(set) var forecastSeconds = 0.0
  /// Series that got another model at some window.
  public private(set) var fallbacks = 0.0

  /// Nothing yet, for so many windows and steps.
  init(windows: Int, horizon: Int) {
    steps = [Step](repeating: Step(), count: windows * horizon)
  }

  private static let levels = (1...19).map { Double($0) / 20 }

  /// Adds a forecast.
  mutating func add(
    _ timed: TimedForecast,
    actual: [Double],
    scale: ErrorScale,
    window: Int
  ) {
    fitSeconds += timed.fitSeconds
    forecastSeconds += timed.forecastSeconds
    let distribution = timed.forecast.distribution
    let mean = distribution.mean
    let (narrow, wide) = (distribution.interval(0.8), distribution.interval(0.95))
    let columns = Self.levels.map(distribution.quantile)
    for (step, a) in actual.enumerated() where !a.isNaN && mean[step].isFinite {
      let error = a - mean[step]
      let cell = window * actual.count + step
      steps[cell].count += 1
      if error != 0 { steps[cell].symmetricError += abs(error) / (abs(a) + abs(mean[step])) }
      if a >= narrow.lower[step], a <= narrow.upper[step] { steps[cell].covered80 += 1 }
      if a >= wide.lower[step], a <= wide.upper[step] { steps[cell].covered95 += 1 }
      let below = columns.count { $0[step] < a }
      let upTo = columns.count { $0[step] <= a }
      for place in below...upTo { places[place] += 1 / Double(upTo - below + 1) }
      guard scale.absolute > 0 else { continue }
      let scaled = error / scale.absolute
      steps[cell].scaledCount += 1
      steps[cell].scaledError += abs(scaled)
      steps[cell].scaledExcess -= scaled
      let bin = (min(max(scaled, -5), 5) * 5).rounded(.down)
      residuals[Int(min(max(bin, -21), 20)) + 21] += 1
    }
  }

  /// Counts a series that got another model.
  mutating func countFallback() { fallbacks += 1 }

  static func += (a: inout ModelTally, b: ModelTally) {
    a.setFields(zip(a.fields, b.fields).map(+))
  }

  /// All numbers in a fixed order.
  var fields: [Double] {
    steps.flatMap {
      [
        $0.count, $0.scaledCount, $0.scaledError, $0.symmetricError, $0.scaledExcess, $0.covered80,
        $0.covered95,
      ]
    } + places + residuals + [fitSeconds, forecastSeconds, fallbacks]
  }

  /// How many numbers there are.
  static func fieldCount(windows: Int, horizon: Int) -> Int { windows * horizon * 7 + 20 + 42 + 3 }

  /// Takes over all numbers.
  mutating func setFields(_ fields: some RandomAccessCollection<Double>) {
    let fields = Array(fields)
    for step in steps.indices {
      let at = 7 * step
      steps[step] = Step(
        count: fields[at],
        scaledCount: fields[at + 1],
        scaledError: fields[at + 2],
        symmetricError: fields[at + 3],
        scaledExcess: fields[at + 4],
        covered80: fields[at + 5],
        covered95: fields[at + 6]
      )
    }
    let rest = 7 * steps.count
    places = Array(fields[rest..<rest + 20])
    residuals = Array(fields[rest + 20..<rest + 62])
    (fitSeconds, forecastSeconds, fallbacks) = (
      fields[rest + 62], fields[rest + 63], fields[rest + 64]
    )
  }
}
