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

  @Test("the hill of a moving average at the edge beside a slow cycle is climbed", .tags(.golden))
  func slowCycle() throws {
    // Y12306 of M4; statsmodels 0.15.0 has −2 log-likelihood 711.04092, the other hill 711.48630.
    let values: [Double] = [
      355, 396, 435, 473, 508, 563, 627, 690, 745, 816, 892, 984, 1082, 1169, 1296, 1638, 1909,
      2155, 2408, 2654, 2970, 3275, 3695, 4283, 4565, 4808, 5459, 6195, 6737, 7095, 7710, 8279,
      8519, 9033, 9458, 9699, 10204, 10321, 10863, 11448, 11566, 12126, 12492, 12567, 12571, 13267,
      14173, 15122, 15788, 17252, 17607,
    ]
    let model = try Arima(ArimaOrders(2, 0, 1)).fitted(to: Series(values: values))
    #expect(-2 * model.logLikelihood < 711.04092 + 1e-4)
  }

  @Test("the hill that the parts within and over seasons share is climbed", .tags(.golden))
  func seasons() throws {
    // Q20944 of M4; R's forecast 8.20 has −2 log-likelihood 1402.5336, the other hill 1404.7.
    let values = [
      2491.00494, 2702.4956, 2382.20814, 2311.83506, 2181.88503, 2174.16102, 2451.25375, 2219.03057,
      2099.74729, 2160.56426, 2324.7375, 2325.53942, 3102.40241, 2324.78889, 2657.38996, 2463.48524,
      2467.51326, 2031.17518, 2552.72476, 2177.54854, 2707.87693, 3180.80227, 2710.23772,
      2758.02031, 2543.09771, 3123.86673, 2226.37502, 2199.65071, 2989.14648, 2669.85231,
      2949.45209, 3055.53082, 2988.92327, 2845.21103, 2957.68044, 2347.20823, 3150.6927, 3164.39915,
      2718.30153, 2723.34581, 3028.83181, 3595.02282, 3291.73065, 2625.07401, 3186.88179,
      3114.47495, 2812.1863, 2652.37456, 3602.62601, 2791.37371, 2844.34356, 3019.55018, 3341.50354,
      2790.39102, 2731.56047, 3436.72592, 2916.6138, 3319.35365, 3245.69862, 3227.26944, 3597.50593,
      3567.8481, 3128.72971, 2727.58394, 3469.62735, 3592.32792, 3904.79228, 3528.77064, 3756.13007,
      3913.44121, 3774.89583, 2756.6455, 3555.13615, 3042.59743, 3213.88714, 3569.04487, 3542.0862,
      3561.39484, 3379.51838, 3144.25329, 3704.95797, 3594.19298, 4316.44132, 3669.10741,
      3749.23095, 3158.72498, 2502.00613, 3443.20263, 3417.9018, 4188.19046, 3375.90737, 3793.92025,
      3136.0776, 3457.82633, 4086.25444, 3272.59146,
    ]
    let orders = ArimaOrders(1, 0, 1, seasonal: (1, 0, 1), period: 4)
    let model = try Arima(orders).fitted(to: Series(values: values))
    #expect(-2 * model.logLikelihood < 1402.5336 + 1e-3)
  }

  @Test(
    "the top is no lower than the truth, where that is a cycle that hardly fades, or one that is missing",
    arguments: [0.13, 0.7, 1.45, 2.6],
    [(0.995, 0.95), (0.97, 0.9999)]
  )
  func cycle(frequency: Double, damping: (autoregression: Double, movingAverage: Double)) throws {
    for seed in 1...3 {
      try expectNoLowerTop(frequency, damping.autoregression, damping.movingAverage, seed: seed)
    }
  }

  private func expectNoLowerTop(
    _ frequency: Double,
    _ damping: Double,
    _ share: Double,
    seed: Int
  ) throws {
    let phi = [2 * damping * cos(frequency), -damping * damping]
    let theta = [-2 * share * cos(frequency), share * share]
    var stream = RandomStream(seed: UInt64(seed))
    let errors = (0..<600).map { _ in stream.normal() }
    var values = errors
    for t in 2..<values.count {
      values[t] +=
        phi[0] * values[t - 1] + phi[1] * values[t - 2]
        + theta[0] * errors[t - 1] + theta[1] * errors[t - 2]
    }
    let sample = try ArimaSample(Series(values: values))
    let problem = try #require(
      ArimaProblem(sample, differences: 0, seasonalDifferences: 0, period: 1)
    )
    let form = ArimaForm(p: 2, q: 2, hasConstant: true)
    var objective = problem.objective(form)
    let truth = objective.value(atCoefficients: phi + theta)
    let angles = try #require(problem.highestAngles(form))
    #expect(objective.value(at: angles) < truth + 1e-6, "seed \(seed)")
  }
}
