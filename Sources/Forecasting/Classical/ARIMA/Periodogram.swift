internal import Glibc

/// How strongly a series swings at each frequency.
enum Periodogram {
  /// The frequency, in radians a step, at which the last values of a series swing most.
  ///
  /// - Complexity: O(*n*²) in the values that are looked at, of which there are 2048 at most.
  static func strongestFrequency(in series: [Double]) -> Double {
    let values = series.suffix(2048)
    var best = (power: -1.0, frequency: 0.0)
    for wave in stride(from: 1, through: values.count / 2, by: 1) {
      let frequency = 2 * Double.pi * Double(wave) / Double(values.count)
      let twice = 2 * cos(frequency)
      // The recursion of Goertzel: one product a value.
      var (last, beforeLast) = (0.0, 0.0)
      for value in values { (last, beforeLast) = (value + twice * last - beforeLast, last) }
      let power = last * last + beforeLast * beforeLast - twice * last * beforeLast
      if power > best.power { best = (power, frequency) }
    }
    return best.frequency
  }
}
