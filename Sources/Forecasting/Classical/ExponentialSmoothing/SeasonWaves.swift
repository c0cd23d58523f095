internal import Glibc

/// The initial season of a long period: that of simple estimates, whose strongest waves are estimated
/// anew.
///
/// A season of a year of days has hundreds of states, and a search over all of them follows the noise of the
/// first years. What is searched are as many coefficients of waves as the longest season has states that is
/// estimated phase by phase; the rest stays as simple estimates have it.
///
/// - Source: De Livera, Hyndman and Snyder 2011, “Forecasting time series with complex seasonal
///   patterns using exponential smoothing”, for seasons of waves.
struct SeasonWaves: Sendable {
  /// The longest season whose every phase is estimated, and the number of coefficients of a longer one.
  static let most = 24

  /// What the simple estimates have beside the waves, for each phase.
  private let rest: [Double]
  /// The waves, one after the other, each with a value for every phase.
  private let columns: [Double]
  private let period: Int
  /// The coefficients of the waves in the simple estimates.
  let start: [Double]

  /// The number of coefficients.
  var count: Int { start.count }

  /// The strongest waves of a season.
  ///
  /// - Complexity: O(*period*²).
  init(of season: [Double]) {
    let period = season.count
    let angle = 2 * Double.pi / Double(period)
    let cosines = (0..<period).map { cos(angle * Double($0)) }
    let sines = (0..<period).map { sin(angle * Double($0)) }
    // Each wave as a pair of coefficients; the fastest of an even period is a cosine alone.
    let waves = (1...(period / 2)).map { frequency in
      var (real, imaginary, place) = (0.0, 0.0, 0)
      for phase in 0..<period {
        real += season[phase] * cosines[place]
        imaginary += season[phase] * sines[place]
        place += frequency
        if place >= period { place -= period }
      }
      let share = 2 * frequency == period ? 1 / Double(period) : 2 / Double(period)
      return (frequency: frequency, real: real * share, imaginary: imaginary * share)
    }
    func strength(_ wave: (frequency: Int, real: Double, imaginary: Double)) -> Double {
      wave.real * wave.real + wave.imaginary * wave.imaginary
    }
    let kept = waves.sorted { strength($0) > strength($1) }.prefix(Self.most / 2)
    var (columns, start) = ([Double](), [Double]())
    for wave in kept {
      let places = (0..<period).map { $0 * wave.frequency % period }
      columns += places.map { cosines[$0] }
      start.append(wave.real)
      if 2 * wave.frequency == period { continue }
      columns += places.map { sines[$0] }
      start.append(wave.imaginary)
    }
    var rest = season
    for (number, coefficient) in start.enumerated() {
      for phase in 0..<period { rest[phase] -= coefficient * columns[number * period + phase] }
    }
    (self.rest, self.columns, self.period, self.start) = (rest, columns, period, start)
  }

  /// Sets a season from coefficients.
  func write(_ coefficients: ArraySlice<Double>, to season: inout [Double]) {
    for phase in 0..<period { season[phase] = rest[phase] }
    let columns = columns.span
    for (number, coefficient) in coefficients.enumerated() {
      let first = number * period
      for phase in 0..<period { season[phase] += coefficient * columns[first + phase] }
    }
  }

  /// The derivative by a coefficient, given that by each phase.
  func derivative(_ number: Int, _ phases: [Double]) -> Double {
    let (columns, first) = (columns.span, number * period)
    var sum = 0.0
    for phase in 0..<period { sum += phases[phase] * columns[first + phase] }
    return sum
  }
}
