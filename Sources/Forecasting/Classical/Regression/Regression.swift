internal import Glibc
internal import TimeSeries

/// What covariates explain of a series.
struct Regression: Hashable, Sendable {
  /// How the effects of covariates add to the series.
  enum Scale: String, Sendable {
    /// In its own units.
    case linear
    /// As factors: they add to its logarithm.
    case logarithmic
  }

  /// The scale of the effects.
  var scale: Scale
  /// The names of the covariates.
  var names: [String]
  /// The means of the covariates over the history: there they have no effect.
  var centers: [Double]
  /// The least and the greatest numbers of the covariates in the history, and a tenth of the way beyond:
  /// numbers of the future count as no further away, for nothing is known of their effects.
  var limits: [ClosedRange<Double>]
  /// The effects of one unit of each covariate; 0 for one that says nothing.
  var coefficients: [Double]
  /// The smoothing of the level and of the season that made the rest most like noise.
  var smoothing: RegressionFilter
  /// The variance of that noise.
  var variance: Double
  /// The strength by which the coefficients of standardised covariates were drawn to zero.
  var penalty: Double

  /// Nothing is explained.
  init(none names: [String]) {
    scale = .linear
    self.names = names
    centers = names.map { _ in 0 }
    coefficients = centers
    limits = names.map { _ in 0...0 }
    smoothing = RegressionFilter(level: 0, season: 0)
    variance = 0
    penalty = 0
  }

  /// How many covariates have an effect.
  var count: Int { coefficients.count { $0 != 0 } }

  /// The effect of the covariates at a step.
  func effect(of number: (Int) -> Double) -> Double {
    var sum = 0.0
    for i in coefficients.indices where coefficients[i] != 0 {
      sum += coefficients[i] * (number(i) - centers[i])
    }
    return sum
  }

  /// A number as far as the history tells of its effects.
  func limited(_ number: Double, _ covariate: Int) -> Double {
    let limits = limits[covariate]
    return min(max(number, limits.lowerBound), limits.upperBound)
  }

  /// A history without what the covariates explain of it.
  func removed(from values: [Double], _ covariates: [Covariate]) -> [Double] {
    guard count > 0 else { return values }
    return values.indices.map { step in
      if values[step].isNaN { return .nan }
      let effect = effect { covariates[$0].values[step] }
      return scale == .linear ? values[step] - effect : values[step] * exp(-effect)
    }
  }
}

extension Regression {
  /// The numbers of the regression, with what was estimated for the model of the rest.
  func estimates(with rest: Estimates) -> Estimates {
    Estimates(
      form: Self.form(scale, names),
      numbers: [smoothing.level, smoothing.season, variance, penalty] + centers + coefficients
        + limits.map(\.lowerBound) + limits.map(\.upperBound),
      members: [rest]
    )
  }

  /// The regression on covariates with these names that was estimated before; nil if it was not.
  init?(_ estimates: Estimates, names: [String]) {
    let scales: [Scale] = [.linear, .logarithmic]
    guard let scale = scales.first(where: { Self.form($0, names) == estimates.form }),
      estimates.numbers.count == 4 + 4 * names.count
    else { return nil }
    self.scale = scale
    self.names = names
    let numbers = estimates.numbers
    smoothing = RegressionFilter(level: numbers[0], season: numbers[1])
    variance = numbers[2]
    penalty = numbers[3]
    let rows = (0..<4).map { row in
      Array(numbers.dropFirst(4 + row * names.count).prefix(names.count))
    }
    centers = rows[0]
    coefficients = rows[1]
    guard zip(rows[2], rows[3]).allSatisfy({ $0 <= $1 }) else { return nil }
    limits = zip(rows[2], rows[3]).map { $0...$1 }
  }

  private static func form(_ scale: Scale, _ names: [String]) -> String {
    ([scale.rawValue] + names).joined(separator: " ")
  }
}
