import NeuralNetworks
import Tensors
import Testing
import TimeSeries

@testable import Forecasting

@Suite("SeasonTrial")
struct SeasonTrialTests {
  /// Weekly sales that multiply at feasts of the year, which differ from series to series; their level moves.
  static func feasts(_ count: Int, weeks: Int) -> Panel {
    Panel(
      (0..<count).map { number in
        var stream = RandomStream(seed: 3, stream: UInt64(number))
        let factors = (0..<52).map { _ in stream.uniform() < 0.2 ? 2 + 3 * stream.uniform() : 1 }
        var level = 50 + 100 * stream.uniform()
        let values = (0..<weeks).map { week in
          level *= 1 + 0.02 * stream.normal()
          return level * factors[week % 52] * (1 + 0.03 * stream.normal())
        }
        return Series(id: "s\(number)", values: values)
      }
    )
  }

  /// Levels that stay for ten weeks and then jump, of which nothing is left a year later.
  static func jumps(_ count: Int, weeks: Int) -> Panel {
    Panel(
      (0..<count).map { number in
        var stream = RandomStream(seed: 4, stream: UInt64(number))
        var level = 0.0
        return Series(
          id: "w\(number)",
          values: (0..<weeks).map { week in
            if (week + number) % 10 == 0 || week == 0 { level = 50 + 100 * stream.uniform() }
            return level + 0.1 * stream.normal()
          }
        )
      }
    )
  }

  static func forecaster(horizon: Int = 6) -> BoostingForecaster {
    var forecaster = BoostingForecaster(seasonalPeriod: 52, horizon: horizon)
    (forecaster.boosting.rounds, forecaster.boosting.learningRate) = (40, 0.15)
    return forecaster
  }

  @Test("weeks with feasts add to what was a year ago")
  func feasts() {
    for weeks in [125, 142] {
      let trial = SeasonTrial(of: Self.forecaster(), on: Self.feasts(40, weeks: weeks))
      #expect(trial.period == 52 && trial.hasSeasonalBase == true)
    }
  }

  @Test("levels that jump and series of little more than a year do not")
  func jumps() {
    let jumps = SeasonTrial(of: Self.forecaster(), on: Self.jumps(40, weeks: 130))
    #expect(jumps.hasSeasonalBase != true)
    let short = SeasonTrial(of: Self.forecaster(), on: Self.feasts(40, weeks: 70))
    #expect(short.hasSeasonalBase != true)
  }

  @Test("the base is the value a year ago times what the level has grown by")
  func base() {
    let values = (0..<82).map { ($0 % 52 == 30 ? 50.0 : 10) * ($0 >= 52 ? 2 : 1) }
    let features = LagFeatures(period: 52, longPeriod: 0, hasSeasonalBase: true)
    let origin = features.origin(values, count: 77)
    func base(step: Int) -> Double {
      var row: [Float] = []
      let base = features.append(
        step: step,
        origin: origin,
        series: Series(values: values),
        firstPhase: 0,
        to: &row
      )
      #expect(row.count == features.columns.count)
      return base * origin.scale
    }
    #expect(abs(base(step: 6) - 100) < 1e-9)
    #expect(abs(base(step: 7) - 20) < 1e-9)
    // More than a year ahead it is two years back, where no level is known: the value counts as it was.
    #expect(abs(base(step: 58) - 50) < 1e-9)
  }

  @Test("a file keeps the base, and one that is neither is refused")
  func file() throws {
    let panel = Self.feasts(40, weeks: 125)
    let trained = try Self.forecaster().trained(on: panel) { _ in true }
    #expect(trained.knowledge?.features.hasSeasonalBase == true)
    #expect(trained.hasSeasonalBase == nil)
    let saved = SavedModels(
      models: ["boosting"],
      frequency: Frequency(.integer),
      seasonalPeriod: 52,
      trained: [trained]
    )
    let read = try SavedModels(WeightsFile(bytes: saved.file.encoded()))
    let again = try #require(read.trained.first)
    let series = panel[3]
    #expect(
      again.fittedOrReplaced(series).forecast(horizon: 6).distribution
        == trained.fittedOrReplaced(series).forecast(horizon: 6).distribution
    )
    var broken = saved.file
    for place in broken.metadata.indices
    where broken.metadata[place].key == "boosting periods" {
      #expect(broken.metadata[place].value == "52 0 1")
      broken.metadata[place].value = "52 0 2"
    }
    #expect(throws: SavedModelsError.damaged(part: "boosting periods")) {
      try SavedModels(broken)
    }
  }
}
