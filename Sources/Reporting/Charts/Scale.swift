internal import Glibc

/// An axis: numbers, their places, and the round numbers among them.
struct Scale {
  /// The lowest number, or its decimal logarithm.
  private let low: Double
  /// The highest number, or its decimal logarithm.
  private let high: Double
  /// The place of the lowest number.
  private let start: Double
  /// The place of the highest number.
  private let end: Double
  private let isLogarithmic: Bool

  /// An axis around the given numbers; those that are not finite do not count.
  init(
    around values: some Sequence<Double>,
    from start: Double,
    to end: Double,
    includesZero: Bool = false,
    isLogarithmic: Bool = false,
    margin: Double = 0.05
  ) {
    self.start = start
    self.end = end
    self.isLogarithmic = isLogarithmic
    var (low, high) = (Double.infinity, -Double.infinity)
    for value in values where value.isFinite && (!isLogarithmic || value > 0) {
      let value = isLogarithmic ? log10(value) : value
      low = min(low, value)
      high = max(high, value)
    }
    if includesZero { (low, high) = (min(low, 0), max(high, 0)) }
    if !(low <= high) { (low, high) = (0, 1) }
    // Halves first: between huge numbers of both signs the distance is beyond the largest double.
    let half = high / 2 - low / 2
    let least = isLogarithmic ? 0.08 : 0
    let room = half > 0 ? max(half * (2 * margin), least) : max(abs(high) * 0.1, 0.5)
    // A margin at zero would look like negative values.
    let limit = Double.greatestFiniteMagnitude
    self.low = includesZero && low == 0 ? 0 : max(low - room, -limit)
    self.high = includesZero && high == 0 ? 0 : min(high + room, limit)
  }

  /// The place of a number.
  func place(_ value: Double) -> Double {
    let value = isLogarithmic ? log10(value) : value
    return start + (end - start) * (value / 2 - low / 2) / (high / 2 - low / 2)
  }

  /// Round numbers within the axis, about as many as asked for, each with its text.
  func ticks(about count: Int) -> [(value: Double, text: String)] {
    let values = isLogarithmic ? logarithmicTicks(count) : linearTicks(count)
    let step = values.count > 1 ? abs(values[1] - values[0]) : abs(values.first ?? 1)
    return values.map { value in
      (value, isLogarithmic ? Digits.short(value) : Self.text(value, step: step))
    }
  }

  private func linearTicks(_ count: Int) -> [Double] {
    let span = high - low
    guard span.isFinite, span > 0 else { return [low, high].filter(\.isFinite) }
    let raw = span / Double(max(count, 1))
    let power = pow(10, floor(log10(raw)))
    let step = [1, 2, 2.5, 5, 10].map { $0 * power }.first { $0 >= raw * 0.999 } ?? raw
    var values: [Double] = []
    var place = ceil(low / step)
    while place * step <= high + step * 1e-9, values.count < 50 {
      values.append(place * step)
      place += 1
    }
    return values
  }

  private func logarithmicTicks(_ count: Int) -> [Double] {
    let decades = high - low
    let parts: [Double] = decades > Double(count) / 1.5 ? [1] : decades > 1.2 ? [1, 3] : [1, 2, 5]
    let every = max(1, Int((decades / Double(max(count, 1))).rounded(.up)))
    var values: [Double] = []
    for exponent in stride(from: Int(low.rounded(.down)), through: Int(high), by: every) {
      values += parts.map { $0 * pow(10, Double(exponent)) }
    }
    return values.filter { low...high ~= log10($0) }
  }

  /// A round number with as many digits as the step between such numbers needs.
  private static func text(_ value: Double, step: Double) -> String {
    let value = abs(value) < step * 1e-6 ? 0 : value
    if step >= 1e6 || (step > 0 && step < 1e-5) { return Digits.short(value) }
    var digits = 0
    var rest = step
    while digits < 6, abs(rest - rest.rounded()) > 1e-6 * max(rest, 1) {
      rest *= 10
      digits += 1
    }
    return Digits.fixed(value, digits)
  }
}
