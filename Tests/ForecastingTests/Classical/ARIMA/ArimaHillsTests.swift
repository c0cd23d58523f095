import AlmanacTesting
import Foundation
import Tensors
import Testing
import TimeSeries

@testable import Forecasting

@Suite("ARIMA, hills of the likelihood", .tags(.property))
struct ArimaHillsTests {
  @Test("the higher of two hills of a moving average is climbed", .tags(.golden))
  func movingAverage() throws {
    // Y1150 of M4; statsmodels 0.15.0 has −2 log-likelihood 340.09512, the other hill 342.3.
    let values = [
      1139.998, 1261.802, 1377.278, 1446.88, 1683.106, 1819.673, 1945.695, 1911.422, 1954.659,
      2057.481, 2396, 2912, 3487, 3783, 3452, 3184, 3472, 3777, 4093, 4719, 5304, 5325, 5243, 5665,
      5938, 5478,
    ]
    let model = try Arima(ArimaOrders(0, 1, 1)).fitted(to: Series(values: values))
    #expect(abs(-2 * model.logLikelihood - 340.09512) < 1e-4)
  }

  @Test(
    "the top is no lower than the truth, where that is a cycle that hardly fades",
    arguments: [0.13, 0.7, 1.45, 2.6],
    [1, 2, 3] as [UInt64]
  )
  func cycle(frequency: Double, seed: UInt64) throws {
    let (count, damping, share) = (600, 0.995, 0.95)
    let phi = [2 * damping * cos(frequency), -damping * damping]
    let theta = [-2 * share * cos(frequency), share * share]
    var stream = RandomStream(seed: seed)
    let errors = (0..<count).map { _ in stream.normal() }
    var values = errors
    for t in 2..<count {
      values[t] +=
        phi[0] * values[t - 1] + phi[1] * values[t - 2]
        + theta[0] * errors[t - 1] + theta[1] * errors[t - 2]
    }
    let series = Series(values: values)
    let sample = try ArimaSample(series)
    let problem = try #require(
      ArimaProblem(sample, differences: 0, seasonalDifferences: 0, period: 1)
    )
    let form = ArimaForm(p: 2, q: 2, hasConstant: true)
    var objective = problem.objective(form)
    let truth = objective.value(atCoefficients: phi + theta)
    let angles = try #require(problem.highestAngles(form))
    #expect(objective.value(at: angles) < truth + 1e-6)
  }
}
