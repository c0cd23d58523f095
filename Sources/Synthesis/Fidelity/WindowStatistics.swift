public import Tensors

/// The simple statistics of one set of windows.
public struct WindowStatistics: Sendable, Hashable {
  /// All values, ascending.
  public let sorted: [Double]
  /// The mean autocorrelation of the windows at each lag from 1 on; windows that do not change are left
  /// out.
  public private(set) var autocorrelations: [Double]
  /// The share of each frequency in the mean spectrum, from no wave in a window up; all add up to 1.
  public private(set) var spectrum: [Double]
  /// The skewness of all values.
  public let skewness: Double
  /// The excess kurtosis of all values.
  public let kurtosis: Double

  /// The statistics of windows.
  ///
  /// - Parameter windows: Of shape `[window, variable, step]`.
  public init(_ windows: Tensor) {
    let length = windows.shape[2]
    let values = windows.elements
    sorted = values.sorted()
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    var powers = (second: 0.0, third: 0.0, fourth: 0.0)
    for value in values {
      let d = value - mean
      powers.second += d * d / count
      powers.third += d * d * d / count
      powers.fourth += d * d * d * d / count
    }
    let deviation = powers.second.squareRoot()
    skewness = deviation > 0 ? powers.third / (deviation * powers.second) : 0
    kurtosis = deviation > 0 ? powers.fourth / (powers.second * powers.second) - 3 : 0

    autocorrelations = [Double](repeating: 0, count: max(0, length - 1))
    let rows = windows.reshaped(to: [-1, length])
    let centred = rows - rows.mean(along: 1, keepingRank: true)
    let elements = centred.elements
    var used = 0
    for row in 0..<rows.shape[0] {
      let window = elements[row * length..<(row + 1) * length]
      let power = window.reduce(0) { $0 + $1 * $1 }
      guard power > 1e-12 else { continue }
      used += 1
      for lag in autocorrelations.indices {
        let start = window.startIndex
        var sum = 0.0
        for step in 0..<length - lag - 1 {
          sum += window[start + step] * window[start + step + lag + 1]
        }
        autocorrelations[lag] += sum / power
      }
    }
    for lag in autocorrelations.indices { autocorrelations[lag] /= Double(max(1, used)) }

    // Real and imaginary parts of each frequency lie next to each other in the last axis.
    let transform = centred.realFourierTransform().squared().sum(along: -1).mean(along: 0)
    let shares = transform.elements
    let total = shares.reduce(0, +)
    spectrum = shares.map { total > 0 ? $0 / total : 0 }
  }
}
