/// What a histogram adds up in each bin: derivatives of the loss in one or three directions, and in the
/// last lane its second derivative, which is the number of rows where the loss has none.
protocol GradientCell: SIMD, Sendable where Scalar == Float {
  /// The sum of many cells, with the digits for it.
  associatedtype Sum: SIMD, Sendable where Sum.Scalar == Double
  /// The cell with more digits.
  var widened: Sum { get }
  /// `Σ G² / (H + shrinkage)`, over the directions: what a leaf with this sum gains, twice.
  static func score(_ sum: Sum, shrinkage: Double) -> Double
  /// The second derivatives of a sum.
  static func curvature(_ sum: Sum) -> Double
}

extension SIMD2<Float>: GradientCell {
  @inline(__always)
  var widened: SIMD2<Double> { SIMD2<Double>(self) }

  @inline(__always)
  static func score(_ sum: SIMD2<Double>, shrinkage: Double) -> Double {
    sum[0] * sum[0] / (sum[1] + shrinkage)
  }

  @inline(__always)
  static func curvature(_ sum: SIMD2<Double>) -> Double { sum[1] }
}

extension SIMD4<Float>: GradientCell {
  @inline(__always)
  var widened: SIMD4<Double> { SIMD4<Double>(self) }

  @inline(__always)
  static func score(_ sum: SIMD4<Double>, shrinkage: Double) -> Double {
    (sum[0] * sum[0] + sum[1] * sum[1] + sum[2] * sum[2]) / (sum[3] + shrinkage)
  }

  @inline(__always)
  static func curvature(_ sum: SIMD4<Double>) -> Double { sum[3] }
}
