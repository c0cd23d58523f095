import AlmanacTesting
import Tensors
import Testing
import TimeSeries

@testable import Forecasting

@Suite("Long seasons of exponential smoothing")
struct SeasonWavesTests {
  @Test(
    "waves and the rest make up the season, and derivatives are those of the sum",
    arguments: [25, 52]
  )
  func parts(period: Int) {
    var stream = RandomStream(seed: 3)
    let season = (0..<period).map { _ in stream.normal() }
    let waves = SeasonWaves(of: season)
    // The fastest wave of an even period has one coefficient.
    #expect(waves.count == 24 || (period % 2 == 0 && waves.count == 23))
    var written = [Double](repeating: 0, count: period)
    waves.write(waves.start[...], to: &written)
    #expect(zip(written, season).allSatisfy { abs($0 - $1) < 1e-12 })
    let weights = (0..<period).map { _ in stream.normal() }
    func value(_ coefficients: [Double]) -> Double {
      var season = written
      waves.write(coefficients[...], to: &season)
      return zip(season, weights).reduce(0) { $0 + $1.0 * $1.1 }
    }
    for number in 0..<waves.count {
      var moved = waves.start
      moved[number] += 1
      let change = value(moved) - value(waves.start)
      #expect(abs(change - waves.derivative(number, weights)) < 1e-10)
    }
  }

  @Test(
    "seasons of hundreds and thousands of steps are found and forecast",
    arguments: [168, 8760]
  )
  func long(period: Int) throws {
    var stream = RandomStream(seed: 8)
    func mean(_ t: Int) -> Double {
      let angle = 2 * Double.pi * Double(t % period) / Double(period)
      return 100 + 8 * sine(angle) + 4 * sine(3 * angle + 1) + (t % period == 7 ? 20 : 0)
    }
    let count = 3 * period + 11
    let series = Series(values: (0..<count).map { mean($0) + 2 * stream.normal() })
    let model = try ETS(seasonalPeriod: period).fitted(to: series)
    #expect(model.form.season != .none)
    #expect(model.parameterCount < 32)
    let ahead = model.distribution(horizon: 50, using: &stream).mean
    let errors = (0..<50).map { abs(ahead[$0] - mean(count + $0)) }
    // Each phase was seen three times, with errors of 2.
    #expect(errors.reduce(0, +) / 50 < 1.6)
  }
}
