import AlmanacTesting
import Testing
import TimeSeries

/// The published accuracy of the benchmarks of the M4 competition, on its data.
@Suite("M4 benchmarks", .tags(.golden), .enabled(if: ReferenceData.isPresent))
struct PublishedBenchmarkTests {
  private func scores(
    _ name: String,
    period: Int,
    forecast: (_ history: [Double], _ horizon: Int) -> [Double]
  ) throws -> PointScores {
    let tests = try ReferenceData.rows(of: "m4/\(name)-test.csv.gz")
    let actual = Dictionary(uniqueKeysWithValues: tests.map { ($0.id, $0.values) })
    var scores = PointScores()
    let part = name == "Quarterly" ? "-partial" : ""
    for (id, history) in try ReferenceData.rows(of: "m4/\(name)-train\(part).csv.gz") {
      let actual = try #require(actual[id])
      scores.add(
        PointErrors(actual: actual, forecast: forecast(history, actual.count)),
        scale: ErrorScale(history, period: period)
      )
    }
    return scores
  }

  /// Rounded as published.
  private func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }

  @Test(
    "seasonal naive gives the published sMAPE and MASE",
    arguments: [
      ("Yearly", 1, 23000, 16.342, 3.974), ("Weekly", 1, 359, 9.161, 2.777),
      ("Hourly", 24, 414, 13.912, 1.193),
    ]
  )
  func seasonalNaive(name: String, period: Int, count: Int, smape: Double, mase: Double) throws {
    let scores = try scores(name, period: period) { history, horizon in
      (0..<horizon).map { history[history.count - period + $0 % period] }
    }
    #expect(scores[.smape].count == count)
    #expect(rounded(scores[.smape].value) == smape)
    #expect(rounded(scores[.mase].value) == mase)
  }

  /// The figures of the hourly series are published; those of the quarterly series with at most 100
  /// observations, all that the data hold, come from the official forecasts of these series.
  @Test(
    "Naive2 gives the published sMAPE and MASE",
    arguments: [("Hourly", 24, 18.383, 2.395), ("Quarterly", 4, 11.363, 1.298)]
  )
  func naive2(name: String, period: Int, smape: Double, mase: Double) throws {
    let scores = try scores(name, period: period) {
      Naive2.forecast($0, period: period, horizon: $1)
    }
    #expect(rounded(scores[.smape].value) == smape)
    #expect(rounded(scores[.mase].value) == mase)
  }
}
