/// What a series is like, in numbers.
public struct SeriesSummary: Hashable, Sendable {
  /// The number of steps.
  public let count: Int
  /// The number of runs of missing values.
  public let gaps: Int
  /// The length of the longest run of missing values.
  public let longestGap: Int
  /// The number of zeros.
  public let zeros: Int
  /// Mean, spread and extremes of the observed values, and how many there are.
  public let moments: Moments
  /// Whether there are observations and all are whole numbers.
  public let isInteger: Bool
  /// How often and how evenly something is in demand; nil where a value is negative or none is
  /// positive.
  public let demand: DemandPattern?
  /// The seasonal period that the strengths refer to; 1 for none.
  public let period: Int
  /// The strength of the trend within 0…1, season aside; nil for fewer than four observations.
  public let trendStrength: Double?
  /// The strength of the season within 0…1, trend aside; nil without a period or for fewer than two
  /// periods of steps.
  public let seasonalStrength: Double?
  /// The spectral entropy within 0…1: 1 for noise, the lower the more forecastable; nil for fewer
  /// than four observations and for a constant.
  ///
  /// - Source: Goerg 2013, “Forecastable component analysis”, with the autoregressive spectrum of the
  ///   R package tsfeatures.
  public let spectralEntropy: Double?

  /// The summary of a series; NaN is missing.
  ///
  /// - Parameters:
  ///   - values: the series.
  ///   - period: the seasonal period; 1 for none.
  /// - Precondition: `period` is at least 1.
  public init(_ values: [Double], period: Int) {
    precondition(period >= 1, "a seasonal period of \(period)")
    count = values.count
    self.period = period
    moments = Moments(of: values)
    demand = DemandPattern(values)

    var gaps = 0
    var gap = 0
    var longestGap = 0
    var zeros = 0
    var isInteger = true
    for value in values {
      if value.isNaN {
        gap += 1
        if gap == 1 { gaps += 1 }
        longestGap = max(longestGap, gap)
      } else {
        gap = 0
        if value == 0 { zeros += 1 }
        if value != value.rounded() { isInteger = false }
      }
    }
    (self.gaps, self.longestGap, self.zeros) = (gaps, longestGap, zeros)
    self.isInteger = isInteger && moments.count > 0

    guard moments.count >= 4 else {
      (trendStrength, seasonalStrength, spectralEntropy) = (nil, nil, nil)
      return
    }
    let parts = MSTL(periods: period > 1 ? [period] : []).decomposition(of: values)
    trendStrength = parts?.trendStrength
    seasonalStrength = parts.flatMap { $0.seasons.isEmpty ? nil : $0.seasonalStrength() }
    spectralEntropy = AutoregressiveSpectrum(values)?.entropy(frequencies: moments.count)
  }

  /// The number of missing values.
  public var missing: Int { count - moments.count }

  /// Whether there are observations and all are equal.
  public var isConstant: Bool { moments.isConstant }

  /// Whether there are observations and all are 0.
  public var isAllZero: Bool { zeros > 0 && zeros == moments.count }

  /// Whether there are observations and none is negative.
  public var isNonnegative: Bool { moments.minimum >= 0 }
}
