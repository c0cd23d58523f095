extension [Double] {
  /// The autocorrelations r₀ = 1, r₁, … of a series up to a lag; the position is the lag.
  ///
  /// `rₖ = Σ (y_t − ȳ)(y_{t−k} − ȳ) / Σ (y_t − ȳ)²`
  ///
  /// Where values are missing (NaN) the sums run over the pairs that are observed and are scaled to
  /// the number of pairs of a complete series. A constant series has no correlation: 0 beyond lag 0;
  /// so has any series at lags as long as itself.
  ///
  /// - Precondition: `maximumLag` is not negative.
  /// - Complexity: O(*n* · `maximumLag`).
  public func autocorrelations(through maximumLag: Int) -> [Double] {
    precondition(maximumLag >= 0, "a negative lag, \(maximumLag)")
    var correlations = [Double](repeating: 0, count: maximumLag + 1)
    correlations[0] = 1
    let moments = Moments(of: self)
    guard moments.count > 1, !moments.isConstant else { return correlations }

    // Deviations relative to the largest, so that no magnitude overflows; missing ones are 0.
    let mean = moments.mean
    let scale = Swift.max(moments.maximum - mean, mean - moments.minimum)
    let deviations = map { $0.isNaN ? 0 : ($0 - mean) / scale }
    let variance = deviations.span.laggedProduct(0) / Double(moments.count)
    let present: [Double]? = moments.count == count ? nil : map { $0.isNaN ? 0 : 1 }
    for lag in stride(from: 1, through: Swift.min(maximumLag, count - 1), by: 1) {
      let pairs = present.map { $0.span.laggedProduct(lag) } ?? Double(count - lag)
      guard pairs > 0 else { continue }
      // Of a complete series this divides by n, as the definition has it.
      let covariance = deviations.span.laggedProduct(lag) / (pairs + Double(lag))
      correlations[lag] = covariance / variance
    }
    return correlations
  }
}

extension Span<Double> {
  /// Σ x_t x_{t−lag}, in four chains so that the additions need not wait for one another.
  func laggedProduct(_ lag: Int) -> Double {
    let pairs = count - lag
    guard pairs > 0 else { return 0 }
    var sums = SIMD4<Double>()
    var i = 0
    while i + 4 <= pairs {
      let j = i + lag
      let early: SIMD4<Double> = SIMD4(self[i], self[i + 1], self[i + 2], self[i + 3])
      let late: SIMD4<Double> = SIMD4(self[j], self[j + 1], self[j + 2], self[j + 3])
      sums += early * late
      i += 4
    }
    var sum = sums.sum()
    while i < pairs {
      sum += self[i] * self[i + lag]
      i += 1
    }
    return sum
  }
}
