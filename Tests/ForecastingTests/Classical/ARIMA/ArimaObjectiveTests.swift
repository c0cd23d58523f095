import AlmanacTesting
import Tensors
import Testing
import TimeSeries

@testable import Forecasting

@Suite("ARIMA, likelihood", .tags(.property))
struct ArimaObjectiveTests {
  /// Orders of every kind: without and with season, differences, both polynomials.
  static let orders = [
    ArimaOrders(1, 0, 0), ArimaOrders(0, 0, 1), ArimaOrders(3, 1, 2), ArimaOrders(0, 2, 2),
    ArimaOrders(2, 0, 0, seasonal: (1, 0, 0), period: 4),
    ArimaOrders(1, 1, 1, seasonal: (1, 1, 1), period: 4),
    ArimaOrders(0, 1, 1, seasonal: (0, 1, 1), period: 12),
    ArimaOrders(2, 0, 1, seasonal: (2, 0, 2), period: 3),
    ArimaOrders(5, 0, 1, seasonal: (1, 0, 1), period: 3),
  ]

  static func values(seed: UInt64, count: Int, missing: [Int] = []) -> [Double] {
    var stream = RandomStream(seed: seed)
    var level = 3.0
    return (0..<count).map { t in
      level += 0.3 * stream.normal()
      let value = level + Double(t % 4) + stream.normal()
      return missing.contains(t) ? .nan : value
    }
  }

  /// Angles well within the box, and different from one another.
  static func angles(_ orders: ArimaOrders, seed: UInt64) -> [Double] {
    var stream = RandomStream(seed: seed)
    return (0..<orders.coefficientCount).map { _ in max(-0.9, min(0.9, 0.5 * stream.normal())) }
  }

  private func objective(
    _ orders: ArimaOrders,
    _ values: [Double],
    hasConstant: Bool = false
  ) throws -> ArimaObjective {
    let sample = try ArimaSample(Series(values: values))
    let problem = try #require(
      ArimaProblem(
        sample,
        differences: orders.differences,
        seasonalDifferences: orders.seasonalDifferences,
        period: orders.seasonalPeriod
      )
    )
    let form = ArimaForm(
      p: orders.autoregressive,
      q: orders.movingAverage,
      P: orders.seasonalAutoregressive,
      Q: orders.seasonalMovingAverage,
      hasConstant: hasConstant
    )
    return problem.objective(form)
  }

  /// Missing values at the start of the differences, side by side, and near the end.
  static let gaps: [[Int]] = [[], [1, 7, 8, 23, 38]]

  @Test("the filter gives the likelihood of the covariance matrix", arguments: orders, gaps)
  func likelihood(orders: ArimaOrders, missing: [Int]) throws {
    let values = Self.values(seed: 5, count: 40, missing: missing)
    var objective = try objective(orders, values)
    for seed in 1...3 as ClosedRange<UInt64> {
      let value = objective.value(at: Self.angles(orders, seed: seed))
      let polynomials = objective.filter.polynomials
      let unit = try ArimaSample(Series(values: values)).unit
      let dense = DenseLikelihood(
        values.map { $0 / unit },
        orders: orders,
        phi: polynomials.autoregressive,
        theta: polynomials.movingAverage
      )
      // The reference sums 6000 responses.
      #expect(abs(value - dense.deviance) < 1e-7 * max(1, abs(value)), "\(orders), seed \(seed)")
    }
  }

  @Test("derivatives are those of finite differences", arguments: orders, gaps)
  func gradient(orders: ArimaOrders, missing: [Int]) throws {
    let values = Self.values(seed: 9, count: 60, missing: missing)
    var objective = try objective(orders, values, hasConstant: orders.differencings < 2)
    let point = Self.angles(orders, seed: 4)
    var gradient = [Double](repeating: 0, count: point.count)
    #expect(objective.value(at: point).isFinite)
    objective.writeGradient(at: point, to: &gradient)
    for i in point.indices {
      var (above, below) = (point, point)
      above[i] += 1e-5
      below[i] -= 1e-5
      let slope = (objective.value(at: above) - objective.value(at: below)) / 2e-5
      #expect(
        abs(gradient[i] - slope) < 1e-5 * max(1, abs(slope)),
        "\(orders), angle \(i): \(gradient[i]), \(slope)"
      )
    }
  }

  @Test("a filter that settles goes on as one that does not")
  func settling() throws {
    let orders = ArimaOrders(1, 0, 1)
    let values = Self.values(seed: 3, count: 400)
    var objective = try objective(orders, values)
    // A moving average of 0.3 settles after some 16 steps.
    let point = [0.5, 0.3]
    let value = objective.value(at: point)
    #expect(objective.filter.transient < 40)
    let polynomials = objective.filter.polynomials
    let unit = try ArimaSample(Series(values: values)).unit
    let dense = DenseLikelihood(
      values.map { $0 / unit },
      orders: orders,
      phi: polynomials.autoregressive,
      theta: polynomials.movingAverage
    )
    #expect(abs(value - dense.deviance) < 1e-7 * abs(value))
  }
}
