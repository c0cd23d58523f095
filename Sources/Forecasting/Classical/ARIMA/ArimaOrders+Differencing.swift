extension ArimaOrders {
  /// The values after d differences and D seasonal ones; NaN where one of those that enter is missing.
  func differenced(_ values: [Double]) -> [Double] {
    var result = values
    for _ in 0..<seasonalDifferences { result = Self.differenced(result, lag: seasonalPeriod) }
    for _ in 0..<differences { result = Self.differenced(result, lag: 1) }
    return result
  }

  /// `yₜ − yₜ₋ₗ`; empty where there are no more than l values.
  static func differenced(_ values: [Double], lag: Int) -> [Double] {
    guard values.count > lag else { return [] }
    return (lag..<values.count).map { values[$0] - values[$0 - lag] }
  }

  /// The weights of earlier values in `yₜ = wₜ + Σ δᵢ yₜ₋ᵢ`, where w is y differenced; that of lag 1 first.
  var integrationWeights: [Double] {
    var polynomial = [1.0]
    for _ in 0..<differences { polynomial = Self.timesDifference(polynomial, lag: 1) }
    for _ in 0..<seasonalDifferences {
      polynomial = Self.timesDifference(polynomial, lag: seasonalPeriod)
    }
    return polynomial.dropFirst().map { -$0 }
  }

  /// A polynomial in B times `1 − Bˡ`.
  private static func timesDifference(_ polynomial: [Double], lag: Int) -> [Double] {
    var product = polynomial + [Double](repeating: 0, count: lag)
    for i in polynomial.indices { product[i + lag] -= polynomial[i] }
    return product
  }
}
