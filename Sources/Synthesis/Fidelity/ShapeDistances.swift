internal import Glibc
public import Tensors

/// How far two sets of windows are from each other by simple statistics.
public struct ShapeDistances: Sendable, Hashable {
  /// The mean distance between the sorted values (Wasserstein distance).
  public var marginal: Double
  /// The mean distance between the mean autocorrelations of windows.
  public var autocorrelation: Double
  /// The mean distance between the shares of the frequencies in the mean spectrum.
  public var spectrum: Double
  /// The distance between the skewnesses of all values.
  public var skewness: Double
  /// The distance between the kurtoses of all values.
  public var kurtosis: Double

  /// The distances of windows.
  ///
  /// - Parameters:
  ///   - a: Of shape `[window, variable, step]`.
  ///   - b: As many windows.
  public init(_ a: Tensor, _ b: Tensor) {
    let (one, other) = (WindowStatistics(a), WindowStatistics(b))
    marginal = Self.meanDistance(one.sorted, other.sorted)
    autocorrelation = Self.meanDistance(one.autocorrelations, other.autocorrelations)
    spectrum = Self.meanDistance(one.spectrum, other.spectrum)
    skewness = (one.skewness - other.skewness).magnitude
    kurtosis = (one.kurtosis - other.kurtosis).magnitude
  }

  private static func meanDistance(_ a: [Double], _ b: [Double]) -> Double {
    guard !a.isEmpty else { return 0 }
    return zip(a, b).reduce(0) { $0 + ($1.0 - $1.1).magnitude } / Double(a.count)
  }
}

/// The statistics of one set of windows.
private struct WindowStatistics {
  let sorted: [Double]
  var autocorrelations: [Double]
  var spectrum: [Double]
  let skewness: Double
  let kurtosis: Double

  init(_ windows: Tensor) {
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
