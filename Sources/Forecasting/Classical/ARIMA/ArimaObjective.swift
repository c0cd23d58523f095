internal import Glibc

/// −2 log-likelihood of a differenced series as a function of the angles of an ARMA model, at the best
/// variance and the best regression.
///
/// With ν the number of observations that remain, S the sum of squared errors over their variances and G the
/// products of the pulses: `ν log(S/ν) + Σ log Fₜ + log |G|`.
///
/// A missing value is a pulse: a regressor that is 1 where the value is missing, so that what stands there
/// has no effect. With the determinant the likelihood is exactly that of the values which were observed,
/// as a filter gives it that skips its update.
///
/// - Source: Gómez, Maravall and Peña 1999, “Missing observations in ARIMA models: skipping approach versus
///   additive outlier approach”.
struct ArimaObjective: DifferentiableObjective {
  let orders: ArimaOrders
  /// The differenced series, 0 where nothing is known.
  let values: [Double]
  /// The differenced columns of the regression, one after another: the pulses, then the regressors.
  let columns: [Double]
  /// The number of pulses.
  let pulseCount: Int
  /// The filter as of the last call.
  private(set) var filter: InnovationsFilter
  /// The coefficients of the columns at the last call.
  private(set) var coefficients: [Double]
  /// S of the last call.
  private(set) var squares = 0.0
  /// The system of the regression, over errors divided by their standard deviations.
  private(set) var system = SymmetricSystem([], size: 0)

  /// The errors of the columns, one after another, and then of the series.
  private var errors: [Double]
  /// The errors of the series less its regression.
  private(set) var residuals: [Double]
  private var inverseVariances: [Double]
  private let columnCount: Int
  /// The steps of each column outside of which it is 0, and those outside of which its errors are.
  private let supports: [Range<Int>]
  private var ranges: [Range<Int>]
  /// Below this S is rounding.
  private let noise: Double
  private var slopes: InnovationsFilter.Slopes

  init(
    _ orders: ArimaOrders,
    values: [Double],
    columns: [Double],
    pulseCount: Int
  ) {
    self.orders = orders
    self.values = values
    self.columns = columns
    self.pulseCount = pulseCount
    columnCount = values.isEmpty ? 0 : columns.count / values.count
    filter = InnovationsFilter(orders, count: values.count)
    coefficients = Array(repeating: 0, count: columnCount)
    errors = Array(repeating: 0, count: values.count * (columnCount + 1))
    residuals = Array(repeating: 0, count: values.count)
    inverseVariances = Array(repeating: 1, count: values.count)
    noise = max(values.reduce(0) { $0 + $1 * $1 } * 1e-28, 1e-290)
    slopes = InnovationsFilter.Slopes(count: values.count)
    supports = (0..<columnCount).map { i in
      let column = columns[(i * values.count)..<((i + 1) * values.count)]
      guard let first = column.firstIndex(where: { $0 != 0 }),
        let last = column.lastIndex(where: { $0 != 0 })
      else { return 0..<0 }
      return (first - column.startIndex)..<(last + 1 - column.startIndex)
    }
    ranges = supports
  }

  /// ν: the number of errors less the pulses.
  var freedom: Int { values.count - pulseCount }

  mutating func value(at point: [Double]) -> Double {
    guard filter.set(point) else { return .infinity }
    return valueAsSet()
  }

  /// The value at given coefficients.
  mutating func value(atCoefficients coefficients: [Double]) -> Double {
    guard filter.set(coefficients: coefficients) else { return .infinity }
    return valueAsSet()
  }

  private mutating func valueAsSet() -> Double {
    let n = values.count
    guard freedom > 0 else { return .infinity }
    let (columns, values) = (columns, values)
    for i in 0..<columnCount {
      let column = columns.span.extracting((i * n)..<((i + 1) * n))
      let support = supports[i]
      let end = filter.writeErrors(of: column, support: support, to: &errors, at: i * n)
      ranges[i] = support.lowerBound..<end
    }
    filter.writeErrors(of: values.span, support: 0..<n, to: &errors, at: columnCount * n)

    var value = 0.0
    var product = 1.0
    for t in 0..<n {
      let F = filter.variance(at: t)
      inverseVariances[t] = 1 / F
      // A logarithm of products instead of a sum of logarithms, as long as they are in bounds.
      product *= F
      if product > 1e200 {
        value += log(product)
        product = 1
      }
    }
    value += log(product)
    for t in 0..<n { residuals[t] = errors[columnCount * n + t] }
    if columnCount > 0 {
      guard regress() else { return .infinity }
      value += system.logDeterminant(leading: pulseCount)
    }
    squares = 0
    for t in 0..<n { squares += residuals[t] * residuals[t] * inverseVariances[t] }
    let freedom = Double(freedom)
    value += freedom * log(max(squares, noise) / freedom)
    return value
  }

  /// Fits the columns and takes them off the residuals; false where a missing value is not determined.
  private mutating func regress() -> Bool {
    let n = values.count
    let k = columnCount
    var matrix = [Double](repeating: 0, count: k * k)
    var right = [Double](repeating: 0, count: k)
    var scaled = [Double](repeating: 0, count: n)
    for i in 0..<k {
      for t in ranges[i] { scaled[t] = errors[i * n + t] * inverseVariances[t] }
      for j in 0...i {
        let range = common(i, j)
        let first = range.lowerBound
        matrix[i * k + j] = RowProducts.dot(
          scaled,
          at: first,
          errors,
          at: j * n + first,
          count: range.count
        )
      }
      let range = ranges[i]
      let first = range.lowerBound
      right[i] = RowProducts.dot(scaled, at: first, residuals, at: first, count: range.count)
    }
    system = SymmetricSystem(matrix, size: k)
    for i in 0..<pulseCount where system.factor[i * k + i] == 0 { return false }
    coefficients = system.solution(right)
    for i in 0..<k where coefficients[i] != 0 {
      let (first, count) = (ranges[i].lowerBound, ranges[i].count)
      RowProducts.add(
        -coefficients[i],
        errors,
        at: i * n + first,
        to: &residuals,
        at: first,
        count: count
      )
    }
    return true
  }

  /// The steps at which the errors of two columns meet.
  private func common(_ i: Int, _ j: Int) -> Range<Int> {
    let first = max(ranges[i].lowerBound, ranges[j].lowerBound)
    return first..<max(first, min(ranges[i].upperBound, ranges[j].upperBound))
  }

  mutating func writeGradient(at point: [Double], to gradient: inout [Double]) {
    let n = values.count
    let scale = 2 * Double(freedom) / max(squares, noise)
    slopes.removeAll()
    slopes.append(
      0..<n,
      values: residualValues(),
      errors: residuals,
      errorSlopes: (0..<n).lazy.map { [residuals, inverseVariances] in
        scale * residuals[$0] * inverseVariances[$0]
      }
    )
    for t in 0..<filter.transient {
      let inverse = inverseVariances[t]
      slopes.varianceSlopes[t] =
        inverse - 0.5 * scale * residuals[t] * residuals[t] * inverse * inverse
    }
    if pulseCount > 0 { appendPulses() }
    filter.pullBack(&slopes, to: &gradient)
  }

  /// Adds what the determinant of the pulses contributes to the derivatives.
  private mutating func appendPulses() {
    let n = values.count
    var weighted = [Double](repeating: 0, count: n)
    for i in 0..<pulseCount {
      let range = ranges[i]
      var unit = [Double](repeating: 0, count: pulseCount)
      unit[i] = 1
      let row = system.solution(unit)
      for t in range { weighted[t] = 0 }
      for j in 0..<pulseCount where row[j] != 0 {
        let (first, count) = (common(i, j).lowerBound, common(i, j).count)
        RowProducts.add(row[j], errors, at: j * n + first, to: &weighted, at: first, count: count)
      }
      for t in range { weighted[t] *= inverseVariances[t] }
      for t in range where t < filter.transient {
        slopes.varianceSlopes[t] -= weighted[t] * errors[i * n + t] * inverseVariances[t]
      }
      slopes.append(
        range,
        values: columns[(i * n + range.lowerBound)..<(i * n + range.upperBound)],
        errors: errors[(i * n + range.lowerBound)..<(i * n + range.upperBound)],
        errorSlopes: weighted[range].lazy.map { 2 * $0 }
      )
    }
  }

  /// The series less its regression.
  private func residualValues() -> [Double] {
    var combined = values
    let n = values.count
    for i in 0..<columnCount where coefficients[i] != 0 {
      for t in 0..<n { combined[t] -= coefficients[i] * columns[i * n + t] }
    }
    return combined
  }

  /// The errors of the last call over their standard deviations, but for the common one.
  func standardizedErrors() -> [Double] {
    residuals.indices.map { residuals[$0] * inverseVariances[$0].squareRoot() }
  }

  /// The state of the filter after the last value of the series less its regression.
  func endState() -> [Double] {
    filter.endState(values: residualValues().span, errors: residuals.span)
  }

  /// The state of the filter after the last value of a column.
  func endState(ofColumn i: Int) -> [Double] {
    let range = (i * values.count)..<((i + 1) * values.count)
    return filter.endState(
      values: columns.span.extracting(range),
      errors: errors.span.extracting(range)
    )
  }
}
