/// What an ARIMA model consists of, apart from the series.
struct ArimaParameters: Hashable, Sendable {
  var orders: ArimaOrders
  /// Those of φ, θ, Φ and Θ, one after another; moving averages in the form `1 + Σ θᵢ Bⁱ`.
  var coefficients: [Double] = []
  /// The mean without differencing, the drift per step with one difference.
  var constant: Double?
  /// The numbers of waves in a long season, for each of which there is a cosine and a sine.
  var waves: [Int] = []
  /// The period of the waves; 1 without any.
  var wavePeriod = 1
  /// The coefficients of the covariates, then of the waves.
  var regression: [Double] = []
  /// The variance of the errors.
  var variance = 0.0

  /// The number of parameters, the variance with them.
  var count: Int { coefficients.count + (constant == nil ? 0 : 1) + regression.count + 1 }

  /// As numbers that can be kept.
  var numbers: [Double] {
    let counts = [
      orders.autoregressive, orders.differences, orders.movingAverage,
      orders.seasonalAutoregressive, orders.seasonalDifferences, orders.seasonalMovingAverage,
      orders.seasonalPeriod, constant == nil ? 0 : 1, wavePeriod, waves.count,
    ]
    return (counts + waves).map(Double.init) + coefficients + [constant ?? 0, variance] + regression
  }

  init(orders: ArimaOrders) { self.orders = orders }

  /// The parameters that were kept as numbers; nil where they are not such.
  init?(numbers: [Double]) {
    var rest = numbers[...]
    func whole(_ count: Int) -> [Int]? {
      guard rest.count >= count else { return nil }
      let part = rest.prefix(count).compactMap { Int(exactly: $0) }.filter { $0 >= 0 }
      rest = rest.dropFirst(count)
      return part.count == count ? part : nil
    }
    guard let counts = whole(10), counts[6] >= 1, counts[8] >= 1,
      counts[6] > 1 || counts[3...5].allSatisfy({ $0 == 0 }), let waves = whole(counts[9])
    else { return nil }
    orders = ArimaOrders(
      counts[0],
      counts[1],
      counts[2],
      seasonal: (counts[3], counts[4], counts[5]),
      period: counts[6]
    )
    guard rest.count >= orders.coefficientCount + 2, rest.allSatisfy(\.isFinite) else { return nil }
    coefficients = Array(rest.prefix(orders.coefficientCount))
    rest = rest.dropFirst(orders.coefficientCount)
    let values = Array(rest)
    constant = counts[7] > 0 ? values[0] : nil
    variance = values[1]
    self.waves = waves
    wavePeriod = counts[8]
    regression = Array(values[2...])
  }
}

extension ArimaParameters: CustomStringConvertible {
  /// Such as `ARIMA(2,1,1)(0,1,0)[12]`, followed by what is in its regression.
  var description: String {
    var text = "ARIMA\(orders)"
    if constant != nil { text += orders.differencings == 0 ? "+mean" : "+drift" }
    let waveColumns = ArimaSample.waveColumnCount(waves, period: wavePeriod)
    if regression.count > waveColumns { text += "+regression" }
    if !waves.isEmpty { text += "+waves[\(wavePeriod)]" }
    return text
  }
}
