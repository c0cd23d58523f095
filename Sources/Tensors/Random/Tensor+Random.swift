extension Tensor {
  /// A tensor of numbers drawn evenly from a range.
  public static func uniform(
    _ shape: Shape,
    in range: ClosedRange<Double> = 0...1,
    _ elementType: ElementType = .float32,
    using random: inout RandomStream
  ) -> Tensor {
    let width = range.upperBound - range.lowerBound
    return drawn(shape, elementType) { range.lowerBound + width * random.uniform() }
  }

  /// A tensor of numbers drawn from a normal distribution.
  public static func normal(
    _ shape: Shape,
    mean: Double = 0,
    standardDeviation: Double = 1,
    _ elementType: ElementType = .float32,
    using random: inout RandomStream
  ) -> Tensor {
    drawn(shape, elementType) { mean + standardDeviation * random.normal() }
  }

  /// A tensor of ones, drawn with this probability, and zeros.
  public static func bernoulli(
    _ shape: Shape,
    probability: Double,
    _ elementType: ElementType = .float32,
    using random: inout RandomStream
  ) -> Tensor {
    let y = Tensor(undefined: shape, elementType)
    random.drawOnes(probability: probability, to: y)
    return y
  }

  private static func drawn(
    _ shape: Shape,
    _ elementType: ElementType,
    _ draw: () -> Double
  ) -> Tensor {
    let y = Tensor(undefined: shape, elementType)
    withExtendedLifetime(y.storage) {
      switch elementType {
      case .float32: for place in 0..<y.count { y.floats[place] = Float(draw()) }
      case .float64: for place in 0..<y.count { y.doubles[place] = draw() }
      }
    }
    return y
  }
}
