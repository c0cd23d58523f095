/// A smooth function of several variables that is to be made small.
protocol DifferentiableObjective {
  /// The value at a point; infinite where the function is not defined.
  mutating func value(at point: [Double]) -> Double
  /// Writes the gradient at the point of the last call of `value(at:)`, where the value was finite.
  ///
  /// A function may keep what it needs from that call; the point is passed once more for those
  /// that keep nothing.
  mutating func writeGradient(at point: [Double], to gradient: inout [Double])
}
