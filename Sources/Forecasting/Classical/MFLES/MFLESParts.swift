internal import Glibc
internal import TimeSeries

/// What MFLES estimates: all but the level, which follows from the end of the series.
struct MFLESParts: Hashable {
  /// Whether the series is fitted in logarithms.
  let isLogarithmic: Bool
  /// What is subtracted from the values; 0 for logarithms.
  let centre: Double
  /// What the differences, or the values whose logarithms are taken, are divided by.
  let unit: Double
  /// The median.
  private(set) var median = 0.0
  /// The line at the first step.
  private(set) var intercept = 0.0
  /// The slope of the line.
  private(set) var slope = 0.0
  /// The share of the slope that counts for the future.
  private(set) var persistence = 1.0
  /// Whether the level of the last two steps is added.
  private(set) var hasLevel = false
  /// The season that gaps are bridged with; 1 for none.
  let fillingPeriod: Int
  /// The season; the first value belongs to the first observation. One value for none.
  private(set) var season: [Double]

  /// The parts of a series.
  init(_ history: MFLESHistory) {
    let values = history.values
    let count = Double(values.count)
    let period = values.count >= 2 * history.period ? max(history.period, 1) : 1
    fillingPeriod = history.period
    season = Array(repeating: 0, count: period)
    isLogarithmic = period > 1 && !values.contains { $0 <= 0 }
    if isLogarithmic {
      // A power of two changes no digit, so that the fit is the same in other units.
      let exponent = Moments(of: values).mean.exponent
      (centre, unit) = (0, Double(sign: .plus, exponent: exponent, significand: 1))
    } else {
      let moments = Moments(of: values)
      centre = moments.mean
      let deviation = moments.standardDeviation * ((count - 1) / count).squareRoot()
      unit = deviation > 0 ? deviation : 1
    }
    fit(transformed(values), isConstant: history.isConstant)
  }

  /// The values in the units of the fit.
  func transformed(_ values: [Double]) -> [Double] {
    values.map { isLogarithmic ? log($0 / unit) : ($0 - centre) / unit }
  }

  private mutating func fit(_ values: [Double], isConstant: Bool) {
    median = values.quantile(at: 0.5)
    if isConstant { return }
    var rest = values.map { $0 - median }
    var error = Self.meanSquare(rest)
    let waves = season.count > 1 ? FourierWaves(count: rest.count, period: season.count) : nil
    var isRobust = false
    for round in 0..<7 {
      if let waves {
        let fit = waves.projection(of: rest).map { 0.9 * $0 }
        take(fit, from: &rest, &error) {
          for step in 0..<season.count { season[step] += fit[step] }
        }
      }
      if round == 0 { isRobust = isSpread(rest) }
      if round == 1 || round % 2 == 1 && isRobust {
        let line = isRobust ? Line(medians: rest) : Line(squares: rest)
        let fit = rest.indices.map { line.intercept + line.slope * Double($0) }
        let before = rest
        take(fit, from: &rest, &error) {
          intercept += line.intercept
          slope += line.slope
          if round == 1 { persistence = max(0, Self.explained(before, by: fit)) }
        }
      }
      if round == 6 {
        let fit = rest.indices.map { $0 < 2 ? rest[$0] : (rest[$0] + rest[$0 - 1]) / 2 }
        hasLevel = Self.meanSquare(zip(rest, fit).map { $0 - $1 }) < error - 0.0001 * error
      }
    }
  }

  /// Takes a part out of the residuals, if they become smaller by it.
  private func take(
    _ fit: [Double],
    from rest: inout [Double],
    _ error: inout Double,
    add: () -> Void
  ) {
    let left = zip(rest, fit).map { $0 - $1 }
    let square = Self.meanSquare(left)
    guard square < error else { return }
    (rest, error) = (left, square)
    add()
  }

  private static func meanSquare(_ values: [Double]) -> Double {
    values.reduce(0) { $0 + $1 * $1 } / Double(values.count)
  }

  /// Whether the residuals vary so much that medians are the better guide.
  private func isSpread(_ rest: [Double]) -> Bool {
    let count = Double(rest.count)
    let mean = rest.reduce(0, +) / count
    let variance = rest.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    if isLogarithmic { return exp(log(10) * variance - 1).squareRoot() > 0.7 }
    return (mean == 0 ? variance.squareRoot() : variance.squareRoot() / mean) > 0.7
  }

  /// The share of the residuals' variance that a fit explains.
  private static func explained(_ rest: [Double], by fit: [Double]) -> Double {
    let mean = rest.reduce(0, +) / Double(rest.count)
    let total = rest.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let left = zip(rest, fit).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    return total > 0 ? 1 - left / total : 0
  }
}

extension MFLESParts {
  /// The parts as estimates.
  var estimates: Estimates {
    Estimates(
      form: "MFLES",
      numbers: [
        isLogarithmic ? 1 : 0, centre, unit, median, intercept, slope, persistence,
        hasLevel ? 1 : 0, Double(fillingPeriod),
      ] + season
    )
  }

  /// The parts that estimates hold; nil where they are of another model.
  init?(_ estimates: Estimates) {
    let numbers = estimates.numbers
    guard
      estimates.form == "MFLES", numbers.count > 9, numbers.allSatisfy(\.isFinite), numbers[2] > 0,
      let filling = Int(exactly: numbers[8]), filling >= 1
    else { return nil }
    isLogarithmic = numbers[0] == 1
    (centre, unit, median) = (numbers[1], numbers[2], numbers[3])
    (intercept, slope, persistence) = (numbers[4], numbers[5], numbers[6])
    hasLevel = numbers[7] == 1
    fillingPeriod = filling
    season = Array(numbers[9...])
  }
}
