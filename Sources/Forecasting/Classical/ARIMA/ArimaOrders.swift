/// The orders of an ARIMA model, written `(p,d,q)(P,D,Q)[m]`.
///
/// `φ(B) Φ(Bᵐ) (1 − B)ᵈ (1 − Bᵐ)ᴰ (yₜ − xₜ'β) = θ(B) Θ(Bᵐ) εₜ`, with φ of degree p, Φ of degree P, θ of degree q
/// and Θ of degree Q.
///
/// - Source: Box and Jenkins 1970, *Time Series Analysis: Forecasting and Control*.
public struct ArimaOrders: Hashable, Sendable, CustomStringConvertible {
  /// p, the number of earlier values that count.
  public var autoregressive: Int
  /// d, how often the series is differenced.
  public var differences: Int
  /// q, the number of earlier errors that count.
  public var movingAverage: Int
  /// P, the number of values whole seasons ago that count.
  public var seasonalAutoregressive: Int
  /// D, how often the series is differenced over a season.
  public var seasonalDifferences: Int
  /// Q, the number of errors whole seasons ago that count.
  public var seasonalMovingAverage: Int
  /// m, the seasonal period; 1 without a season.
  public var seasonalPeriod: Int

  /// The orders `(p,d,q)(P,D,Q)[m]`.
  ///
  /// - Precondition: none is negative, the period is at least 1, and without a season, at a period
  ///   of 1, the seasonal orders are 0.
  public init(
    _ p: Int,
    _ d: Int,
    _ q: Int,
    seasonal: (Int, Int, Int) = (0, 0, 0),
    period: Int = 1
  ) {
    precondition(
      min(p, d, q, seasonal.0, seasonal.1, seasonal.2) >= 0,
      "a negative order in (\(p),\(d),\(q))\(seasonal)"
    )
    precondition(
      period > 1 || (period == 1 && seasonal == (0, 0, 0)),
      "seasonal orders \(seasonal) at a period of \(period)"
    )
    autoregressive = p
    differences = d
    movingAverage = q
    (seasonalAutoregressive, seasonalDifferences, seasonalMovingAverage) = seasonal
    seasonalPeriod = period
  }

  /// The number of coefficients: p + q + P + Q.
  public var coefficientCount: Int {
    autoregressive + movingAverage + seasonalAutoregressive + seasonalMovingAverage
  }

  /// d + D.
  var differencings: Int { differences + seasonalDifferences }
  /// d + mD, the number of values that differencing takes off the front.
  var stepsLost: Int { differences + seasonalPeriod * seasonalDifferences }
  /// p + mP, the degree of φ(B) Φ(Bᵐ).
  var autoregressiveReach: Int { autoregressive + seasonalPeriod * seasonalAutoregressive }
  /// q + mQ, the degree of θ(B) Θ(Bᵐ).
  var movingAverageReach: Int { movingAverage + seasonalPeriod * seasonalMovingAverage }

  /// Such as `(2,1,1)(0,1,0)[12]`; without its second half where there is no seasonal order.
  public var description: String {
    let plain = "(\(autoregressive),\(differences),\(movingAverage))"
    guard seasonalAutoregressive + seasonalDifferences + seasonalMovingAverage > 0 else {
      return plain
    }
    let season = "(\(seasonalAutoregressive),\(seasonalDifferences),\(seasonalMovingAverage))"
    return plain + season + "[\(seasonalPeriod)]"
  }
}
