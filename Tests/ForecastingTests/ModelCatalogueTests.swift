import AlmanacTesting
import Parallelism
import Tensors
import Testing
import TimeSeries

@testable import Forecasting

/// What holds for every model of the catalogue.
@Suite("the models of the catalogue", .tags(.property))
struct ModelCatalogueTests {
  /// Those that know nothing of other series.
  static let names = ModelCatalogue.models.filter { !($0 is any GlobalForecaster.Type) }
    .map { $0.entry.name }
  static let season = 4
  static let horizon = 6

  /// Series of several kinds, all positive, so that every form of every model is possible.
  static let panel = Panel(
    (0..<6).map { kind in
      var stream = RandomStream(seed: UInt64(kind))
      var level = 100.0
      let values = (0..<45).map { step in
        level += [0, 1, 0.5, -1, 0, 2][kind] + stream.normal()
        let factor = 1 + 0.2 * [0, 1, 0, -1][step % season] * Double(kind % 3)
        return kind == 4 && step % 7 == 3 ? .nan : level * factor
      }
      return Series(id: "s\(kind)", values: values)
    }
  )

  static func forecaster(_ name: String) throws -> any LocalForecaster {
    let model = try #require(ModelCatalogue.model(named: name))
    let forecaster = model.init(options: ModelOptions(seasonalPeriod: season))
    return try #require(
      forecaster as? any LocalForecaster,
      "the command forecasts series by series"
    )
  }

  static func distribution(
    _ forecaster: any LocalForecaster,
    _ series: Series
  ) -> ForecastDistribution {
    let options = ForecastOptions(seed: 11, allowsNegative: true)
    return forecaster.fittedOrReplaced(series).forecast(horizon: horizon, options: options)
      .distribution
  }

  static func distributions(
    _ forecaster: some LocalForecaster,
    _ series: [Series],
    threads: Int
  ) -> [String: ForecastDistribution] {
    let options = ForecastOptions(seed: 11, allowsNegative: true)
    let forecasts = withThreads(threads) {
      let fitted: FittedPanel = forecaster.fitted(to: Panel(series))
      return fitted.forecast(horizon: horizon, options: options)
    }
    return Dictionary(uniqueKeysWithValues: forecasts.map { ($0.id, $0.distribution) })
  }

  @Test("forecasts are in the units of the series", arguments: names)
  func units(name: String) throws {
    let forecaster = try Self.forecaster(name)
    for series in Self.panel {
      let expected = Self.distribution(forecaster, series)
      // A power of two changes no digit of any number on the way, so none of the result.
      for factor in [0x1p-30, 0x1p30] {
        var scaled = series
        scaled.values = series.values.map { $0 * factor }
        #expect(Self.distribution(forecaster, scaled) == expected.scaled(by: factor))
      }
    }
  }

  @Test("forecasts are in any units, up to where a search stops", arguments: names)
  func otherUnits(name: String) throws {
    let forecaster = try Self.forecaster(name)
    for series in Self.panel {
      let expected = Self.distribution(forecaster, series)
      let width = zip(expected.quantile(0.9), expected.quantile(0.1)).map { $0 - $1 }
      for factor in [3e-15, 7e15] {
        var scaled = series
        scaled.values = series.values.map { $0 * factor }
        let other = Self.distribution(forecaster, scaled)
        for level in [0.1, 0.5, 0.9] {
          for step in 0..<Self.horizon {
            // The search stops within 1e-6 of the largest likelihood: that is a thousandth of a
            // standard error of the parameters, and about as much of the width of an interval.
            let distance = abs(
              other.quantile(level)[step] / factor - expected.quantile(level)[step]
            )
            #expect(distance <= 1e-2 * width[step], "\(series.id), step \(step)")
          }
        }
      }
    }
  }

  @Test("where the season is given, time stamps make no difference", arguments: names)
  func stamps(name: String) throws {
    let forecaster = try Self.forecaster(name)
    for series in Self.panel {
      let expected = Self.distribution(forecaster, series)
      for frequency in [Frequency(.day), Frequency(.month(.end)), Frequency(.hour, multiple: 6)] {
        var dated = series
        dated.index = TimeIndex(
          start: Timestamp(year: 2024, month: 1, day: 31),
          frequency: frequency,
          count: series.values.count
        )
        #expect(Self.distribution(forecaster, dated) == expected)
      }
    }
  }

  @Test("neither the series around nor the threads make a difference", arguments: names)
  func surroundings(name: String) throws {
    let forecaster = try Self.forecaster(name)
    let alone = Dictionary(
      uniqueKeysWithValues: Self.panel.map { ($0.id, Self.distribution(forecaster, $0)) }
    )
    for threads in [1, 2] {
      for series in [Self.panel.series, Self.panel.series.reversed()] {
        #expect(Self.distributions(forecaster, series, threads: threads) == alone)
      }
    }
  }

  @Test("quantiles ascend with their level", arguments: names)
  func quantiles(name: String) throws {
    let forecaster = try Self.forecaster(name)
    for series in Self.panel {
      let distribution = Self.distribution(forecaster, series)
      let rows = (1...99).map { distribution.quantile(Double($0) / 100) }
      for (low, high) in zip(rows, rows.dropFirst()) { #expect(zip(low, high).allSatisfy(<=)) }
    }
  }

  @Test("the largest doubles give numbers, or a note that says why not", arguments: names)
  func largest(name: String) throws {
    let forecaster = try Self.forecaster(name)
    let values = [1.5, -1.5, 1.2, -1, 1, 1.1, 0.1, 0.3, 1.6, -1.6, 0.2, 0.4].map { $0 * 1e308 }
    let forecast = forecaster.fittedOrReplaced(Series(values: values))
      .forecast(horizon: Self.horizon)
    #expect(forecast.mean.allSatisfy { !$0.isNaN })
    #expect(forecast.quantile(0.9).allSatisfy { !$0.isNaN })
  }
}
