import AlmanacTesting
import Parallelism
import Tensors
import Testing
import TimeSeries

@testable import Forecasting

@Suite("windows of a panel", .tags(.property))
struct WindowFeedTests {
  static let shape = WindowShape(context: 6, horizon: 3, reach: 4, scaling: .magnitude)

  @Test("a window holds the values of its series, scaled by its context, and says what is missing")
  func contents() throws {
    let values: [Double] = [1, 2, .nan, 4, 5, 6, 7, 8, 9, 10, 11, 12]
    let series = Series(values: values)
    let schema = FeedSchema(Panel([series]), seasonalPeriod: nil)
    let feed = WindowFeed([series], schema: schema, shape: Self.shape)
    let batch = feed.batch([Window(series: 0, origin: 8), Window(series: 0, origin: 2)])
    let scale = (4.0 + 5 + 6 + 7 + 8) / 5
    #expect(batch.scales == [scale, 1.5] && batch.locations == [0, 0])
    for (row, origin) in [8, 2].enumerated() {
      for place in 0..<13 {
        let step = origin - 10 + place
        let value = values.indices.contains(step) ? values[step] : .nan
        let isObserved = !value.isNaN
        #expect(batch.mask[row].elements[place] == (isObserved ? 1 : 0))
        // Before the beginning stands the first cycle, if all of it is before the origin.
        let shown = step < 0 && origin >= 6 ? values[step + 6] : value
        let expected = shown.isNaN ? 0 : Float(shown / batch.scales[row])
        #expect(abs(batch.values[row].floatElements[place] - expected) < 1e-6)
      }
    }
  }

  @Test(
    "nothing after what is known gets into a window",
    arguments: [WindowScaling.magnitude, .standard, .none]
  )
  func honesty(scaling: WindowScaling) {
    var shape = Self.shape
    shape.scaling = scaling
    var stream = RandomStream(seed: 5)
    let series = Series(values: (0..<40).map { _ in 10 + stream.normal() })
    var poisoned = series
    for step in 20..<40 { poisoned.values[step] = .infinity }
    let schema = FeedSchema(Panel([series]), seasonalPeriod: nil)
    let batches = [series, poisoned].map { series in
      WindowFeed([series], schema: schema, shape: shape)
        .batch([Window(series: 0, origin: 20)], known: { _ in 20 })
    }
    #expect(batches[0].values == batches[1].values && batches[0].scales == batches[1].scales)
    #expect(
      batches[0].future.elements == [0, 0, 0] && batches[0].futureMask.elements == [0, 0, 0]
    )
  }

  @Test("of covariates whose future is unknown nothing after the origin gets into a window")
  func pastCovariates() throws {
    let panel = NeuralPanels.rich(2, days: 40, horizon: 3, hasPast: true)
    let schema = FeedSchema(panel, seasonalPeriod: nil)
    #expect(schema.covariates.map(\.name) == ["price"] && schema.pasts.map(\.name) == ["weather"])
    for origin in [2, 20, 37, 40] {
      var poisoned = panel.map { $0 }
      for number in poisoned.indices {
        for step in origin..<40 { poisoned[number].covariates[1].values[step] = 1e9 }
      }
      let windows = [Window(series: 0, origin: origin), Window(series: 1, origin: origin)]
      let batches = [panel.map { $0 }, poisoned].map {
        WindowFeed($0, schema: schema, shape: Self.shape).batch(windows)
      }
      #expect(batches[0].pasts == batches[1].pasts)
      #expect(batches[0].features == batches[1].features)
      #expect(batches[0].pasts.shape == [2, 6, 1])
      // What is shown are the steps before the origin, standardised; gaps are 0, the mean.
      let input = schema.pasts[0]
      let expected = (origin - 6..<origin).map { step -> Float in
        let value = step < 0 ? .nan : panel[1].covariates[1].values[step]
        return value.isNaN ? 0 : Float((value - input.mean) / input.deviation)
      }
      #expect(batches[0].pasts[1].floatElements == expected)
      // Nor does anything that training may not see.
      let held = WindowFeed(panel.map { $0 }, schema: schema, shape: Self.shape)
        .batch(windows, known: { _ in origin - 2 })
      #expect(held.pasts[1].floatElements.suffix(2) == [0, 0])
    }
  }

  @Test("standard scaling gives a context mean 0 and deviation 1; a flat one keeps its size")
  func standard() {
    var shape = Self.shape
    shape.scaling = .standard
    let series = [
      Series(values: (0..<20).map { Double($0 * $0) }),
      Series(id: "b", values: Array(repeating: 7, count: 20)),
    ]
    let feed = WindowFeed(
      series,
      schema: FeedSchema(Panel(series), seasonalPeriod: nil),
      shape: shape
    )
    let batch = feed.batch([Window(series: 0, origin: 15), Window(series: 1, origin: 15)])
    let context = batch.context[0].elements
    #expect(abs(context.reduce(0, +)) < 1e-5)
    #expect(abs(context.reduce(0) { $0 + $1 * $1 } / 6 - 1) < 1e-5)
    #expect(batch.locations[1] == 7 && batch.scales[1] == 7)
  }

  @Test("calendar, covariates and attributes are those of each step")
  func features() {
    let panel = NeuralPanels.rich(2, days: 30, horizon: 3)
    let schema = FeedSchema(panel, seasonalPeriod: nil)
    let feed = WindowFeed(panel.map { $0 }, schema: schema, shape: Self.shape)
    let batch = feed.batch([Window(series: 1, origin: 30)])
    #expect(schema.featureCount == 4 && batch.features.shape == [1, 9, 4])
    // The last step of the horizon: 2024-01-26, a Friday, the 26th day of month and year.
    let last = batch.features[0][8].elements
    let expected = [4.0 / 6 - 0.5, 25.0 / 30 - 0.5, 25.0 / 365 - 0.5]
    for (value, wanted) in zip(last, expected) { #expect(abs(value - wanted) < 1e-6) }
    let input = schema.covariates[0]
    let price = (panel[1].covariates[0].future[2] - input.mean) / input.deviation
    #expect(abs(last[3] - price) < 1e-6)
    #expect(batch.categories[0].values == [2])
  }

  @Test("what is drawn depends on seed, epoch and example alone; ends of series are held back")
  func sampling() {
    let panel = NeuralPanels.waves(7, hours: 200)
    let series = panel.map { $0 } + [Series(id: "short", values: [1])]
    let schema = FeedSchema(panel, seasonalPeriod: nil)
    let feed = WindowFeed(series, schema: schema, shape: Self.shape)
    let sampler = WindowSampler(
      feed,
      weights: series.map { _ in 1 },
      ownCount: series.count,
      seed: 1,
      mostValidation: 14,
      holdsBack: true
    )
    #expect(sampler.validation.count == 14)
    #expect(sampler.validation.allSatisfy { $0.origin >= sampler.known[$0.series] })
    #expect(sampler.known[0] == 194 && sampler.known[7] == 1)
    let drawn = (0..<2000).map { sampler.window(epoch: 2, example: $0) }
    #expect(drawn == (0..<2000).map { sampler.window(epoch: 2, example: $0) })
    #expect(drawn != (0..<2000).map { sampler.window(epoch: 3, example: $0) })
    for window in drawn {
      #expect(window.origin + 3 <= sampler.known[window.series] && window.origin >= 3)
    }
    #expect(Set(drawn.map(\.series)) == Set(0..<7))
    #expect(Set(drawn.map(\.origin)).count > 150)
  }

  @Test("lags are the last seven and those around whole cycles")
  func lags() {
    func lags(_ name: String, _ season: Int = 1) -> [Int] {
      LagSet.lags(for: Frequency(name) ?? Frequency(.integer), seasonalPeriod: season)
    }
    let seven = Array(1...7)
    #expect(lags("YS") == seven)
    #expect(lags("MS") == seven + [11, 12, 13, 23, 24, 25, 35, 36, 37])
    #expect(lags("QS") == seven + [8, 9, 11, 12, 13])
    #expect(
      lags("h") == seven
        + [
          23, 24, 25, 47, 48, 49, 71, 72, 73, 95, 96, 97, 119, 120, 121, 143, 144, 145, 167, 168,
          169, 335, 336, 337, 503, 504, 505, 671, 672, 673, 719, 720, 721,
        ]
    )
    #expect(lags("1", 24) == lags("h") && lags("1", 12) == lags("MS"))
    #expect(
      lags("D") == seven
        + [
          8, 13, 14, 15, 20, 21, 22, 27, 28, 29, 30, 31, 56, 84, 363, 364, 365, 727, 728, 729,
          1091, 1092, 1093,
        ]
    )
    #expect(lags("W-SUN") == seven + [8, 12, 51, 52, 53, 103, 104, 105, 155, 156, 157])
  }

  @Test("windows are scaled over whole cycles, wherever the origin is")
  func cycles() {
    func cycle(_ name: String, _ season: Int = 1) -> Int {
      LagSet.cycle(for: Frequency(name) ?? Frequency(.integer), seasonalPeriod: season)
    }
    #expect(["h", "30min", "5min", "D", "B"].map { cycle($0) } == [168, 336, 288, 7, 5])
    #expect(["W-SUN", "MS", "QS", "YS"].map { cycle($0) } == [52, 12, 4, 1])
    #expect([24, 7, 52, 100, 1].map { cycle("1", $0) } == [168, 7, 52, 100, 1])

    let week = Series(values: (0..<70).map { [1, 1, 1, 1, 1, 4, 5][$0 % 7] })
    let shape = WindowShape(context: 3, horizon: 1, scaledSteps: 7, scaling: .magnitude)
    let feed = WindowFeed(
      [week],
      schema: FeedSchema(Panel([week]), seasonalPeriod: 7),
      shape: shape
    )
    let batch = feed.batch((20..<30).map { Window(series: 0, origin: $0) })
    #expect(batch.scales.allSatisfy { $0 == 2 })
  }

  @Test("a schema survives being written, whatever the names are")
  func schemaText() {
    var schema = FeedSchema(
      NeuralPanels.rich(3, days: 20, horizon: 2),
      seasonalPeriod: 7
    )
    schema.attributes.append(
      FeedSchema.Category(name: "a 3 b", codes: ["12 x\n": 1, "": 2, "ü": 3])
    )
    #expect(FeedSchema(text: schema.text) == schema)
    var more = schema
    more.pasts = [FeedSchema.Input(name: "a b", mean: 1, deviation: 2)]
    #expect(FeedSchema(text: more.text) == more)
    #expect(FeedSchema(text: String(schema.text.dropLast())) == nil)
    #expect(FeedSchema(text: "1 D") == nil)
  }
}
