internal import Glibc
internal import Tensors

extension OutputHead {
  /// Values drawn from the distributions of some rows, one for each, scaled as their window is: `[row]`.
  ///
  /// - Parameters:
  ///   - outputs: what the network puts out, `[row, parameter]`.
  ///   - scale: that of the window.
  /// - Precondition: where the head is of counts the window's location is 0.
  func samples(
    _ outputs: Tensor,
    scale: Double,
    using random: inout RandomStream
  ) -> Tensor {
    func parameter(_ place: Int) -> Tensor { outputs.selected(place, along: 1) }
    switch loss {
    case .studentT:
      return .students(outputs, leastDeviation: Self.leastDeviation, using: &random)
    case .gaussian:
      let drawn = Tensor.normal([outputs.shape[0]], using: &random)
      return parameter(0) + (softplus(parameter(1)) + Self.leastDeviation) * drawn
    case .negativeBinomial, .zeroInflated, .quantiles:
      let numbers = outputs.floatElements
      let drawn = stride(from: 0, to: numbers.count, by: parameterCount).map { first in
        let parameters = numbers[first..<first + parameterCount]
        let step = StepOutput(parameters: parameters, location: 0, scale: scale)
        return Float(
          loss == .quantiles
            ? betweenQuantiles(step, at: random.uniform())
            : count(step, using: &random) / scale
        )
      }
      return Tensor(floats: drawn, shape: [drawn.count])
    case .absolute, .squared:
      return parameter(0)
    }
  }

  /// A count: Poisson's distribution with a mean drawn from the gamma distribution, or the zero of the
  /// other kind.
  private func count(_ step: StepOutput, using random: inout RandomStream) -> Double {
    if loss == .zeroInflated, random.uniform() < 1 / (1 + exp(-step[2])) { return 0 }
    let odds = exp(min(step[1], 60)) * step.scale
    return random.poisson(
      mean: odds * random.gamma(shape: positive(step[0]) + Self.leastDeviation)
    )
  }

  /// The value at a level: between the learnt quantiles in line, beyond them as in an exponential
  /// distribution with the slope that is there.
  private func betweenQuantiles(_ step: StepOutput, at level: Double) -> Double {
    let levels = Self.levels
    let values = levels.indices.map { step[$0] }.sorted()
    let last = levels.count - 1
    if level <= levels[0] {
      let slope = (values[1] - values[0]) / log(levels[1] / levels[0])
      return values[0] + slope * log(level / levels[0])
    }
    if level >= levels[last] {
      let slope =
        (values[last] - values[last - 1]) / log((1 - levels[last - 1]) / (1 - levels[last]))
      return values[last] - slope * log((1 - level) / (1 - levels[last]))
    }
    let next = levels.firstIndex { $0 > level } ?? last
    let share = (level - levels[next - 1]) / (levels[next] - levels[next - 1])
    return values[next - 1] + share * (values[next] - values[next - 1])
  }
}

extension RandomStream {
  /// A number drawn from the gamma distribution of scale 1.
  ///
  /// - Source: Marsaglia and Tsang 2000, “A simple method for generating gamma variables”.
  mutating func gamma(shape: Double) -> Double {
    if shape < 1 { return gamma(shape: shape + 1) * pow(uniform(), 1 / shape) }
    let d = shape - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = normal()
      let root = 1 + c * x
      guard root > 0 else { continue }
      let v = root * root * root
      if log(uniform()) < 0.5 * x * x + d * (1 - v + log(v)) { return d * v }
    }
  }

  /// A count drawn from Poisson's distribution; a large mean's is rounded from the normal one.
  ///
  /// - Source: Knuth 1969, “The art of computer programming 2”, 3.4.1, for small means.
  mutating func poisson(mean: Double) -> Double {
    guard mean < 60 else {
      return max(0, (mean + mean.squareRoot() * normal()).rounded())
    }
    let limit = exp(-mean)
    var (product, count) = (uniform(), 0.0)
    while product > limit {
      product *= uniform()
      count += 1
    }
    return count
  }
}
