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

  /// A tensor of ones, or of another value, drawn with this probability, and zeros.
  public static func bernoulli(
    _ shape: Shape,
    probability: Double,
    value: Double = 1,
    _ elementType: ElementType = .float32,
    using random: inout RandomStream
  ) -> Tensor {
    let y = Tensor(undefined: shape, elementType)
    random.drawBernoulli(probability: probability, as: value, to: y)
    return y
  }

  /// A number for each row of parameters: its location and, times its deviation, one drawn from Student's
  /// distribution with its degrees of freedom.
  ///
  /// `p[0] + (softplus(p[1]) + leastDeviation) t`, with `2 + softplus(p[2])` degrees of freedom for `t`.
  ///
  /// - Shape: `[row, parameter] → [row]`
  /// - Precondition: there are at least three parameters.
  /// - Source: Bailey 1994, “Polar generation of random variates with the t-distribution”.
  package static func students(
    _ parameters: Tensor,
    leastDeviation: Double,
    using random: inout RandomStream
  ) -> Tensor {
    precondition(
      parameters.rank == 2 && parameters.shape[1] >= 3,
      "parameters of shape \(parameters.shape) for Student's distribution"
    )
    let parameters = parameters.strides[1] == 1 ? parameters : parameters.dense()
    let y = Tensor(undefined: [parameters.shape[0]], parameters.elementType)
    random.drawStudents(parameters, leastDeviation: leastDeviation, to: y)
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
