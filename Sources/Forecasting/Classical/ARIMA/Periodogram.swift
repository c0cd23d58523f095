internal import Tensors

/// How strongly a series swings at each frequency.
struct Periodogram {
  /// The squared modulus of the Fourier coefficient of wave 1, 2, … in the values, up to half of them.
  private let powers: [Double]
  /// The number of values.
  private let count: Int

  /// The periodogram of a series.
  ///
  /// - Complexity: O(*n* log *n*).
  init(_ values: [Double]) {
    count = values.count
    guard count > 1 else {
      powers = []
      return
    }
    let parts = Tensor(values, .float64).realFourierTransform().elements
    powers = (1...count / 2).map { wave in
      let (real, imaginary) = (parts[2 * wave], parts[2 * wave + 1])
      return real * real + imaginary * imaginary
    }
  }

  /// The frequency, in radians a step, at which the series swings most; nil for fewer than two values.
  var strongest: Double? {
    powers.indices.max { powers[$0] < powers[$1] }.map { frequency(of: $0) }
  }

  /// The frequency around which the series swings least; nil for fewer than 26 values.
  ///
  /// Seven neighbours are taken together, as a single one may be small by chance, so it is none of the three at either end.
  var weakest: Double? {
    let reach = 3
    guard powers.count > 4 * reach else { return nil }
    return (reach..<powers.count - reach)
      .min { sum(around: $0, reach) < sum(around: $1, reach) }
      .map { frequency(of: $0) }
  }

  private func sum(around place: Int, _ reach: Int) -> Double {
    powers[place - reach...place + reach].reduce(0, +)
  }

  private func frequency(of place: Int) -> Double {
    2 * .pi * Double(place + 1) / Double(count)
  }
}
