import AlmanacTesting
import Testing
import TimeSeries

@Suite("StudentDistribution")
struct StudentDistributionTests {
  @Test("quantiles are those of the tables", .tags(.golden))
  func quantiles() {
    // SciPy 1.17: stats.t.ppf([.6, .9, .975, .995], df), and how far from it in relative terms.
    let tables: [(Double, Double, [Double])] = [
      (1, 1e-12, [0.3249196962329, 3.0776835371752, 12.7062047361747, 63.6567411628715]),
      (2, 1e-12, [0.2886751345948, 1.8856180831642, 4.3026527297495, 9.9248432009183]),
      (2.05, 1.5e-3, [0.2877936621806, 1.8655251817413, 4.2036351836486, 9.527087041983]),
      (3, 2e-5, [0.2766706623327, 1.6377443536962, 3.1824463052837, 5.8409093097334]),
      (3.7, 2e-5, [0.2721644642921, 1.5575658388615, 2.8675207071912, 4.8692522532278]),
      (10, 2e-8, [0.2601848294921, 1.3721836411103, 2.2281388519863, 3.1692726726169]),
      (200, 2e-8, [0.2536843791901, 1.2857987939948, 1.9718962236339, 2.6006344361916]),
    ]
    for (freedom, tolerance, expected) in tables {
      let distribution = StudentDistribution(freedom: freedom)
      for (level, value) in zip([0.6, 0.9, 0.975, 0.995], expected) {
        #expect(abs(distribution.quantile(at: level) - value) < tolerance * value)
        #expect(distribution.quantile(at: 1 - level) == -distribution.quantile(at: level))
      }
      #expect(distribution.quantile(at: 0.5) == 0)
    }
  }
}
