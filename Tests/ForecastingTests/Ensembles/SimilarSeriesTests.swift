import AlmanacTesting
import NeuralNetworks
import Tensors
import Testing
import TimeSeries

@testable import Forecasting

@Suite("SimilarSeries", .tags(.property))
struct SimilarSeriesTests {
  /// Two shops, of which the second sells ten times as much, with a week; 20 days of each item.
  static func panel(_ count: Int) -> Panel {
    Panel(
      (0..<count).map { number in
        series("s\(number)", shop: number % 2, days: 70) { stream, day in
          level(shop: number % 2, day: day) * (1 + 0.1 * stream.normal())
        }
      }
    )
  }

  static func level(shop: Int, day: Int) -> Double {
    (shop == 0 ? 10 : 100) * (day % 7 >= 5 ? 2 : 1)
  }

  static func series(
    _ id: String,
    shop: Int,
    days: Int,
    value: (inout RandomStream, Int) -> Double
  ) -> Series {
    var stream = RandomStream(seed: 4, name: id)
    return Series(
      id: id,
      index: TimeIndex(
        start: Timestamp(year: 2024, month: 1, day: 1),
        frequency: Frequency(.day),
        count: days
      ),
      values: (0..<days).map { value(&stream, $0) },
      attributes: [
        Attribute(name: "shop", value: "\(shop)"), Attribute(name: "item", value: id),
      ]
    )
  }

  static func trained() throws -> Auto {
    var auto = Auto(horizon: 14)
    (auto.boosting.rounds, auto.boosting.learningRate) = (10, 0.3)
    return try auto.trained(on: panel(40)) { _ in true }
  }

  @Test(
    "a series nobody has seen gets the level, the week and the spread of its like",
    arguments: [0, 1]
  )
  func unseen(shop: Int) throws {
    let fresh = Self.series("new", shop: shop, days: 70) { _, _ in .nan }
    let fitted = try Self.trained().fittedOrReplaced(fresh)
    let forecast = fitted.forecast(horizon: 14)
    #expect(forecast.model == "Similar(20 series)")
    #expect(forecast.caveats == [.newSeries(seriesCount: 20, attributes: ["shop"])])
    for (step, mean) in forecast.mean.enumerated() {
      let expected = Self.level(shop: shop, day: 70 + step)
      #expect(abs(mean / expected - 1) < 0.05)
      let (lower, upper) = forecast.interval(0.8)
      #expect(lower[step] < mean && mean < upper[step])
      // Normal noise of a tenth.
      let width = (upper[step] - lower[step]) / expected
      #expect(abs(width - 0.256) < 0.08)
    }
  }

  @Test("few observations move the level; more than three end it")
  func few() throws {
    let auto = try Self.trained()
    func level(_ known: Int) -> (model: String, mean: Double) {
      let own = Self.series("new", shop: 0, days: 70) { _, day in
        day >= 70 - known ? 3 * Self.level(shop: 0, day: day) : .nan
      }
      let forecast = auto.fittedOrReplaced(own).forecast(horizon: 7)
      return (forecast.model, forecast.mean.reduce(0, +) / 7)
    }
    let (none, two, four) = (level(0), level(2), level(4))
    #expect(two.mean > 1.5 * none.mean && two.mean < 3 * none.mean)
    #expect(two.model.hasPrefix("Similar") && !four.model.hasPrefix("Similar"))
  }

  @Test("what is new among series with negative values may be negative, and does not explode")
  func negative() throws {
    let cold = Panel(
      Self.panel(40).map { series in
        var cold = series
        cold.values = series.values.map { -1e6 * $0 }
        return cold
      }
    )
    var auto = Auto(horizon: 7)
    (auto.boosting.rounds, auto.boosting.learningRate) = (10, 0.3)
    let trained = try auto.trained(on: cold) { _ in true }
    let fresh = Self.series("new", shop: 0, days: 70) { _, _ in .nan }
    let forecast = trained.fittedOrReplaced(fresh).forecast(horizon: 7)
    #expect(forecast.mean.allSatisfy { $0 < -1e6 })
    // One zero is no measure of what is large.
    let shy = Self.series("shy", shop: 1, days: 70) { _, day in day == 69 ? 0 : .nan }
    let caveats = trained.fittedOrReplaced(shy).forecast(horizon: 7).caveats
    #expect(!caveats.contains(.exploding))
  }

  @Test("with more groups than are kept, the most detailed go")
  func manyGroups() throws {
    // 5200 pairs of shop and item with five series each.
    let panel = Panel(
      (0..<26_000).map { number in
        Series(
          id: "\(number)",
          index: TimeIndex(start: Timestamp(0), frequency: Frequency(.integer), count: 8),
          values: [1, 2, 3, 4, 5, 6, 7, 8],
          attributes: [
            Attribute(name: "shop", value: "\(number / 5 % 10)"),
            Attribute(name: "item", value: "\(number / 50)"),
          ]
        )
      }
    )
    let similar = try #require(SimilarSeries(panel, period: 1))
    #expect(similar.profiles.keys.map(\.count).max() == 1 && similar.profiles.count == 11)
  }

  @Test("without attributes, or of a shop nobody knows, there is the whole panel or the fallback")
  func unknown() throws {
    let auto = try Self.trained()
    let elsewhere = Self.series("new", shop: 7, days: 70) { _, _ in .nan }
    let forecast = auto.fittedOrReplaced(elsewhere).forecast(horizon: 7)
    #expect(forecast.caveats == [.newSeries(seriesCount: 40, attributes: [])])
    var bare = elsewhere
    bare.attributes = []
    #expect(auto.fittedOrReplaced(bare).model is NoModel)
    #expect(SimilarSeries(Panel([bare]), period: 7) == nil)
  }

  @Test("a file gives the groups back")
  func file() throws {
    let trained = try Self.trained()
    var saved = SavedModels(
      models: ["auto"],
      frequency: Frequency(.day),
      seasonalPeriod: 7,
      trained: [trained]
    )
    let fresh = Self.series("new", shop: 1, days: 70) { _, _ in .nan }
    saved.add([trained.fittedOrReplaced(fresh)], of: fresh)
    let again = try SavedModels(WeightsFile(bytes: saved.file.encoded()))
    let auto = try #require(again.trained.first as? Auto)
    #expect(auto.knowledge?.similar == trained.knowledge?.similar)
    var broken = saved.file
    for place in broken.metadata.indices where broken.metadata[place].key == "auto similar period" {
      broken.metadata[place].value = "6"
    }
    #expect(throws: SavedModelsError.damaged(part: "auto.similar")) { try SavedModels(broken) }
  }
}
