internal import Glibc

/// The distribution of the squared singular values of large matrices of noise.
///
/// - Source: Gavish and Donoho 2014, “The optimal hard threshold for singular values is 4/√3”, for
///   its median as a measure of noise; Gavish and Donoho 2017, “Optimal shrinkage of singular
///   values”, for the shrinkage.
enum MarchenkoPastur {
  /// The median for matrices whose shorter side is `ratio` of the longer.
  static func median(ratio: Double) -> Double {
    // With y = 1 + β − 2√β cos θ the density is 2 sin²θ / (πy), smooth from 0 to π.
    let steps = 400
    let width = Double.pi / Double(steps)
    func value(_ angle: Double) -> Double { 1 + ratio - 2 * ratio.squareRoot() * cos(angle) }
    var sum = 0.0
    for step in 0..<steps {
      let angle = (Double(step) + 0.5) * width
      let y = value(angle)
      let part = y > 0 ? 2 * sin(angle) * sin(angle) / (Double.pi * y) * width : 0
      if sum + part >= 0.5 {
        return value((Double(step) + (0.5 - sum) / part) * width)
      }
      sum += part
    }
    return value(Double.pi)
  }

  /// What the largest singular value is to be multiplied by, so that the matrix of rank one comes
  /// nearest to what is behind the noise; 1 where it does not stand out of the noise.
  ///
  /// - Parameter values: all singular values, the largest first.
  static func shrinkage(of values: [Double], rows: Int, columns: Int) -> Double {
    guard values.count >= 2, values[0] > 0 else { return 1 }
    let middle = values.count / 2
    let median = values.count % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2
    // What rounding leaves of a matrix of rank one is no noise.
    guard median > 1e-7 * values[0] else { return 1 }
    let ratio = Double(min(rows, columns)) / Double(max(rows, columns))
    let noise = median / Self.median(ratio: ratio).squareRoot()
    guard values[0] > (1 + ratio.squareRoot()) * noise else { return 1 }
    let (signal, square) = (values[0] * values[0], noise * noise)
    let sum = signal - (1 + ratio) * square
    let rest = sum * sum - 4 * ratio * square * square
    guard rest > 0 else { return 1 }
    return min(((sum + rest.squareRoot()) / 2).squareRoot() / values[0], 1)
  }
}
