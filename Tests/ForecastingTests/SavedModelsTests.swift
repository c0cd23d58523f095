import AlmanacTesting
import NeuralNetworks
import Tensors
import Testing
import TimeSeries

@testable import Forecasting

@Suite("SavedModels", .tags(.property))
struct SavedModelsTests {
  static func prefix(_ index: TimeIndex, _ count: Int) -> TimeIndex {
    TimeIndex(start: index.start, frequency: index.frequency, count: count)
  }

  static func distribution(_ fitted: FittedSeries) -> ForecastDistribution {
    fitted.forecast(horizon: 6, options: ForecastOptions(seed: 11, allowsNegative: true))
      .distribution
  }

  @Test("estimates give the model again, to the last bit", arguments: ModelCatalogueTests.names)
  func again(name: String) throws {
    let forecaster = try ModelCatalogueTests.forecaster(name)
    for series in ModelCatalogueTests.panel {
      let fitted = forecaster.fittedOrReplaced(series)
      let kept = forecaster.fittedOrReplaced(series, keeping: fitted.model.estimates)
      #expect(kept.keepsEstimates, "\(series.id)")
      #expect(kept.model.description == fitted.model.description)
      #expect(Self.distribution(kept) == Self.distribution(fitted), "\(series.id)")
    }
  }

  @Test("a longer history changes no estimate", arguments: ModelCatalogueTests.names)
  func longer(name: String) throws {
    let forecaster = try ModelCatalogueTests.forecaster(name)
    for series in ModelCatalogueTests.panel {
      var shorter = series
      shorter.index = Self.prefix(series.index, 37)
      shorter.values = Array(series.values.prefix(37))
      let estimates = forecaster.fittedOrReplaced(shorter).model.estimates
      let kept = forecaster.fittedOrReplaced(series, keeping: estimates)
      #expect(kept.keepsEstimates)
      #expect(kept.model.estimates == estimates)
      #expect(Self.distribution(kept).mean.allSatisfy { $0.isFinite })
    }
  }

  @Test("estimates of another model are not used", arguments: ModelCatalogueTests.names)
  func foreign(name: String) throws {
    let forecaster = try ModelCatalogueTests.forecaster(name)
    for estimates in [
      Estimates(form: "none"), Estimates(form: "", numbers: [1]),
      Estimates(form: "ETS(A,A,A)", numbers: [1, 0.1, 0, 0, 1, 1, 0]),
      Estimates(form: "ETS(A,N,N)", numbers: [.nan, 0.1, 0, 0, 1, 1, 0]),
      Estimates(form: "ets+naive", numbers: [2, 1], members: [Estimates(), Estimates()]),
      Estimates(form: "DynamicOptimizedTheta(A)", numbers: [0, 1, 0.5, 0.5, 0]),
    ] {
      let series = ModelCatalogueTests.panel[0]
      let kept = forecaster.fittedOrReplaced(series, keeping: estimates)
      #expect(!kept.keepsEstimates)
      #expect(Self.distribution(kept) == Self.distribution(forecaster.fittedOrReplaced(series)))
    }
  }

  static func saved() throws -> SavedModels {
    var models = SavedModels(
      models: ["auto", "ets"],
      frequency: Frequency(.day),
      seasonalPeriod: 4
    )
    let forecasters = try ["auto", "ets"].map(ModelCatalogueTests.forecaster)
    for (place, series) in ModelCatalogueTests.panel.enumerated() {
      var series = series
      series.id = ["", "a\nb", "é\"", "x,y", "\u{1F600}", "s"][place]
      if place == 5 { series.values = []; series.index = Self.prefix(series.index, 0) }
      models.add(forecasters.map { $0.fittedOrReplaced(series) }, of: series)
    }
    return models
  }

  @Test("a file gives back what was saved")
  func file() throws {
    let models = try Self.saved()
    let bytes = models.file.encoded()
    let read = try SavedModels(WeightsFile(bytes: bytes))
    #expect(read.models == models.models && read.ids == models.ids)
    #expect(read.frequency == models.frequency && read.seasonalPeriod == models.seasonalPeriod)
    for id in models.ids { #expect(read[id] == models[id], "\(id)") }
    #expect(read["s"]?.estimates == [nil, nil])
    #expect(read.file.encoded() == bytes)
  }

  @Test("another history than the saved one has no estimates")
  func otherHistory() throws {
    let models = try Self.saved()
    var series = ModelCatalogueTests.panel[1]
    series.id = "a\nb"
    #expect(models.estimates(for: series).allSatisfy { $0 != nil })
    var shorter = series
    shorter.values.removeLast()
    shorter.index = Self.prefix(series.index, 44)
    #expect(models.estimates(for: shorter) == [nil, nil])
    var later = series
    later.index = TimeIndex(start: Timestamp(2), frequency: Frequency(.integer), count: 45)
    #expect(models.estimates(for: later) == [nil, nil])
    series.id = "unknown"
    #expect(models.estimates(for: series) == [nil, nil])
  }

  @Test("whatever is wrong in a file is found, and nothing traps")
  func damaged() throws {
    let good = try Self.saved().file
    #expect(throws: SavedModelsError.isNoModel) {
      try SavedModels(WeightsFile(good.entries, metadata: []))
    }
    func with(_ key: String, _ value: String) -> WeightsFile {
      var file = good
      for place in file.metadata.indices where file.metadata[place].key == key {
        file.metadata[place].value = value
      }
      return file
    }
    #expect(throws: SavedModelsError.tooNew(version: "2")) {
      try SavedModels(with("format version", "2"))
    }
    #expect(throws: SavedModelsError.unknownModel(name: "oracle")) {
      try SavedModels(with("models", "auto,oracle"))
    }
    for (key, value) in [
      ("models", ""), ("models", "auto,auto"), ("frequency", "often"), ("season", "0"),
      ("ids", "short"), ("ids", String(repeating: "x", count: 100)), ("forms", ""),
    ] {
      #expect(throws: SavedModelsError.self, "\(key) \(value)") {
        try SavedModels(with(key, value))
      }
    }
    // Every number of every table, replaced by what does not belong there.
    for (place, entry) in good.entries.enumerated() where entry.tensor.shape.count == 2 {
      for element in entry.tensor.elements.indices {
        for value in [-2, 0.5, 1e9, 1e300] {
          var elements = entry.tensor.elements
          elements[element] = value
          var entries = good.entries
          entries[place].tensor = Tensor(elements, .float64).reshaped(
            to: entry.tensor.shape
          )
          // A start or a step count may be any number; all else is refused.
          _ = try? SavedModels(WeightsFile(entries, metadata: good.metadata))
        }
      }
    }
  }
}
