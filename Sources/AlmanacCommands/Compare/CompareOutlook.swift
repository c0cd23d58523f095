internal import Forecasting
internal import Parallelism
internal import TimeSeries

/// What errors were to be expected on the last window, beside those of the best model.
struct CompareOutlook: Sendable {
  /// One series.
  struct Row: Sendable {
    /// Its position in the panel.
    let series: Int
    let expected: ExpectedErrors.Band
    let verdict: Forecastability.Verdict
    /// The MASE of the best model on the last window.
    let achieved: Double

    /// Whether the error lies above what nine in ten stay below.
    var isAbove: Bool { achieved > expected.mase90 }
  }

  /// The series whose error could be foretold, and is known.
  let rows: [Row]
  /// How many series there are of each verdict.
  let verdicts: [Forecastability.Verdict: Int]

  /// What was to be expected before the last window, from the values before it alone.
  init(
    _ plan: ComparePlan,
    result: BacktestResult,
    best: Int
  ) {
    let window = plan.backtest.windows - 1
    let period = plan.backtest.scalePeriod ?? 1
    let outlooks = parallelMap(count: plan.subjects.count) { position -> Forecastability? in
      let subject = plan.subjects[position]
      guard subject.origins[window] > 0 else { return nil }
      let history = Array(subject.series.values[..<subject.origins[window]])
      return Forecastability(
        history,
        summary: SeriesSummary(history, period: period),
        horizon: plan.backtest.horizon
      )
    }
    var rows: [Row] = []
    var verdicts: [Forecastability.Verdict: Int] = [:]
    for (series, outlook) in outlooks.enumerated() {
      guard let outlook, let verdict = outlook.verdict else { continue }
      verdicts[verdict, default: 0] += 1
      let achieved = result.value(
        .mase,
        of: best,
        series: CollectionOfOne(series),
        window: window
      )
      guard let expected = outlook.expected, achieved.isFinite else { continue }
      rows.append(Row(series: series, expected: expected, verdict: verdict, achieved: achieved))
    }
    (self.rows, self.verdicts) = (rows, verdicts)
  }

  /// The share of series within their band; NaN without any.
  var shareWithin: Double {
    Double(rows.count { !$0.isAbove && $0.achieved >= $0.expected.mase10 }) / Double(rows.count)
  }

  /// The series above their band, the furthest first.
  var above: [Row] {
    rows.filter(\.isAbove).sorted {
      $0.achieved / $0.expected.mase90 > $1.achieved / $1.expected.mase90
    }
  }

  /// The verdicts in words: `30 reachable, 2 noise-bound`.
  var prose: String {
    Forecastability.Verdict.allCases.reversed().compactMap { verdict in
      verdicts[verdict].map { "\($0.grouped) \(verdict.rawValue)" }
    }.joined(separator: ", ")
  }
}
