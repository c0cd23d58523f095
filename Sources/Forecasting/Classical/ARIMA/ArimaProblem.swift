internal import Glibc

/// A sample after differencing, ready for any ARMA orders.
struct ArimaProblem {
  /// d, D and m; the other orders are 0.
  let differencing: ArimaOrders
  /// The differenced values, with 0 taken for what is missing.
  let values: [Double]
  /// The differenced pulses of the missing values.
  let pulses: [Double]
  /// The steps of the values that are missing.
  let missing: [Int]
  /// The differenced regressors, each divided by its scale.
  private let regressors: [Double]
  /// The root of the mean square of each differenced regressor.
  let regressorScales: [Double]
  /// The number of observations that remain: ν.
  let observations: Int

  /// Nil where differencing leaves nothing.
  init?(_ sample: ArimaSample, differences: Int, seasonalDifferences: Int, period: Int) {
    var orders = ArimaOrders(0, differences, 0)
    orders.seasonalPeriod = period
    orders.seasonalDifferences = seasonalDifferences
    differencing = orders
    missing = sample.values.indices.filter { sample.values[$0].isNaN }
    values = orders.differenced(sample.values.map { $0.isNaN ? 0 : $0 })
    observations = values.count - missing.count
    guard observations > 0 else { return nil }
    let zeros = [Double](repeating: 0, count: sample.values.count)
    pulses = missing.flatMap { step in
      var pulse = zeros
      pulse[step] = 1
      return orders.differenced(pulse)
    }
    var columns: [Double] = []
    var scales: [Double] = []
    for regressor in sample.regressors {
      let column = orders.differenced(regressor.values)
      let square = column.reduce(0) { $0 + $1 * $1 } / Double(column.count)
      let scale = square > 0 ? square.squareRoot() : 1
      scales.append(scale)
      columns += column.map { $0 / scale }
    }
    regressors = columns
    regressorScales = scales
  }

  /// Whether a constant is possible: a mean without differencing, a drift with one.
  var allowsConstant: Bool { differencing.differencings <= 1 }

  /// The likelihood of a model with these orders.
  func objective(_ form: ArimaForm) -> ArimaObjective {
    let constant = form.hasConstant ? [Double](repeating: 1, count: values.count) : []
    return ArimaObjective(
      orders(form),
      values: values,
      columns: pulses + constant + regressors,
      pulseCount: missing.count
    )
  }

  /// The orders of a form with the differences of this problem.
  func orders(_ form: ArimaForm) -> ArimaOrders {
    var orders = differencing
    orders.autoregressive = form.p
    orders.movingAverage = form.q
    orders.seasonalAutoregressive = form.P
    orders.seasonalMovingAverage = form.Q
    return orders
  }

  /// The number of parameters, the variance with them.
  func parameterCount(_ form: ArimaForm) -> Int {
    form.p + form.q + form.P + form.Q + (form.hasConstant ? 1 : 0) + regressorScales.count + 1
  }

  /// What the corrected criterion of Akaike adds to −2 log-likelihood; infinite for more parameters than
  /// the observations bear.
  func penalty(_ form: ArimaForm) -> Double {
    let k = Double(parameterCount(form))
    let n = Double(observations)
    // The correction is without meaning for a handful of values.
    if observations <= 3 { return 2 * k }
    guard n - k - 1 > 0 else { return .infinity }
    return 2 * k + 2 * k * (k + 1) / (n - k - 1)
  }
}

/// What a search chooses: the orders of the ARMA part, and whether there is a constant.
struct ArimaForm: Hashable {
  var p = 0
  var q = 0
  var P = 0
  var Q = 0
  var hasConstant = false
}
