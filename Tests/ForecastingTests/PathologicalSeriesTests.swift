import AlmanacTesting
import Tensors
import Testing
import TimeSeries

@testable import Forecasting

/// A thousand series that nobody would draw, through every model.
@Suite("Pathological series", .tags(.property))
struct PathologicalSeriesTests {
  static let count = 1000

  static func series(_ number: Int) -> Series {
    var stream = RandomStream(seed: 77, name: "\(number)")
    func uniform() -> Double { stream.uniform() }
    let lengths = [0, 1, 2, 3, 4, 5, 7, 12, 13, 25, 30]
    let length = lengths[Int(uniform() * Double(lengths.count))]
    let scales = [1, 1, 1, 1e-300, 1e-160, 1e-9, 1e9, 1e153, 1e200, 1.7e308]
    let scale = scales[Int(uniform() * Double(scales.count))]
    let kind = number % 12
    var level = 1.0
    var values = (0..<length).map { step -> Double in
      switch kind {
      case 0: 0
      case 1: 1
      case 2: uniform() < 0.2 ? 1 : 0
      case 3: uniform() - 0.5
      case 4: step % 2 == 0 ? 1 : -1
      case 5: step == length / 2 ? 1 : 0
      case 6: step < length - 1 ? 1e-12 : 1
      case 7: 1 / Double(1 + step)
      case 8: Double(step) / Double(max(length, 1))
      case 9: (uniform() * 8).rounded() / 8
      case 10: 1 - 1e-15 * uniform()
      default:
        {
          level *= 0.3 + uniform()
          return level / 1e3
        }()
      }
    }
    if kind == 7, uniform() < 0.5 { values = values.map { -$0 } }
    let gaps = uniform() < 0.4 ? uniform() : 0
    values = values.map { uniform() < gaps ? .nan : $0 * scale }
    return Series(id: "series \(number)", values: values)
  }

  @Test(
    "every model gives each of them numbers in order, or says why not",
    arguments: ModelCatalogue.models.indices
  )
  func survives(model: Int) throws {
    let type = ModelCatalogue.models[model]
    // A network takes a while for each of them.
    let isNetwork = type is any GlobalForecaster.Type && type != BoostingForecaster.self
    for number in stride(from: 0, to: Self.count, by: isNetwork ? 37 : 1) {
      let series = Self.series(number)
      let season = [1, 4, 12, 24][number / 12 % 4]
      var options = ModelOptions(seasonalPeriod: season)
      options.neural.updates = 3
      let made = type.init(options: options)
      var forecaster = try #require(made as? any LocalForecaster)
      if number % 5 == 0 { forecaster = Self.conformal(forecaster) }
      let forecast = forecaster.fittedOrReplaced(series).forecast(horizon: 5)
      let quantiles = [0.025, 0.1, 0.5, 0.9, 0.975].map { forecast.quantile($0) }
      let isFinite = (quantiles + [forecast.mean]).allSatisfy { $0.allSatisfy(\.isFinite) }
      let isNoted = forecast.fallback != nil || !forecast.caveats.isEmpty
      #expect(isFinite || isNoted, "\(type.entry.name), \(series)")
      if series.values.contains(where: { !$0.isNaN }) {
        #expect(isFinite, "\(type.entry.name), \(series.values)")
        for (low, high) in zip(quantiles, quantiles.dropFirst()) {
          #expect(zip(low, high).allSatisfy(<=), "\(type.entry.name), \(series.values)")
        }
      }
    }
  }

  static func conformal(_ forecaster: some LocalForecaster) -> any LocalForecaster {
    Conformal(forecaster)
  }
}
