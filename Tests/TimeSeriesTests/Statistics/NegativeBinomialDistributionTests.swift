import AlmanacTesting
import Testing
import TimeSeries

@Suite("NegativeBinomialDistribution")
struct NegativeBinomialDistributionTests {
  /// A distribution and its quantiles at `levels` by scipy 1.17.1 (`nbinom.ppf`, `poisson.ppf`).
  struct Golden: CustomTestStringConvertible, Sendable {
    var mean: Double
    var dispersion: Double
    var counts: [Double]

    var testDescription: String { "mean \(mean), dispersion \(dispersion)" }
  }

  static let levels = [0.005, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975, 0.995]
  static let exact: [Golden] = [
    .init(mean: 0.05, dispersion: 1, counts: [0, 0, 0, 0, 0, 0, 1, 1]),
    .init(mean: 0.3, dispersion: 2.5, counts: [0, 0, 0, 0, 0, 1, 3, 5]),
    .init(mean: 4, dispersion: 1, counts: [0, 2, 3, 4, 5, 7, 8, 10]),
    .init(mean: 12, dispersion: 7, counts: [0, 2, 5, 10, 16, 24, 35, 47]),
    .init(mean: 180, dispersion: 40, counts: [34, 83, 118, 167, 228, 294, 380, 471]),
    .init(mean: 250, dispersion: 1, counts: [210, 230, 239, 250, 261, 270, 281, 292]),
  ]
  static let large: [Golden] = [
    .init(mean: 3000, dispersion: 1, counts: [2860, 2930, 2963, 3000, 3037, 3070, 3108, 3142]),
    .init(mean: 5000, dispersion: 3, counts: [4689, 4844, 4917, 4999, 5082, 5157, 5242, 5320]),
    .init(
      mean: 40000,
      dispersion: 900,
      counts: [26234, 32529, 35806, 39701, 43867, 47856, 52587, 57137]
    ),
    .init(
      mean: 2e6,
      dispersion: 50000,
      counts: [
        1_279_297, 1_606_946, 1_778_613, 1_983_358, 2_203_257, 2_414_455, 2_665_714, 2_908_025,
      ]
    ),
  ]

  @Test("quantiles of small counts are exact", .tags(.golden), arguments: exact)
  func small(golden: Golden) {
    let distribution = NegativeBinomialDistribution(
      mean: golden.mean,
      dispersion: golden.dispersion
    )
    #expect(distribution.quantiles(at: Self.levels) == golden.counts)
  }

  @Test(
    "quantiles of large counts are right to a fiftieth of the spread",
    .tags(.golden),
    arguments: large
  )
  func many(golden: Golden) {
    let distribution = NegativeBinomialDistribution(
      mean: golden.mean,
      dispersion: golden.dispersion
    )
    let deviation = (golden.mean * golden.dispersion).squareRoot()
    for (quantile, count) in zip(distribution.quantiles(at: Self.levels), golden.counts) {
      // What the expansion leaves out is largest in the tails.
      #expect(abs(quantile - count) <= max(1, 0.02 * deviation))
    }
  }

  @Test("a mean of zero is certain")
  func zero() {
    let distribution = NegativeBinomialDistribution(mean: 0, dispersion: 3)
    #expect(distribution.quantiles(at: [0.1, 0.999]) == [0, 0])
  }

  @Test("quantiles ascend and end, whatever the parameters", .tags(.property))
  func extremes() {
    for mean in [1e-300, 1e-9, 1e-3, 1, 299, 301, 1e5, 1e9, 1e15] {
      for dispersion in [1, 1 + 1e-12, 1.001, 2, 1e3, 1e9, 1e15] {
        let quantiles = NegativeBinomialDistribution(mean: mean, dispersion: dispersion)
          .quantiles(at: [1e-9, 0.01, 0.5, 0.99, 1 - 1e-15])
        #expect(zip(quantiles, quantiles.dropFirst()).allSatisfy(<=), "\(mean), \(dispersion)")
        #expect(quantiles.allSatisfy { $0 >= 0 && $0.isFinite }, "\(mean), \(dispersion)")
      }
    }
  }
}
