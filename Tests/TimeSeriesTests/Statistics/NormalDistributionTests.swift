import AlmanacTesting
import Testing
import TimeSeries

@Suite("NormalDistribution")
struct NormalDistributionTests {
  struct Golden: Decodable {
    var cumulativeProbability: [[Double]]
    var quantile: [[Double]]
  }

  /// How far `a` is from `b`, in units of the last place of `b`.
  static func ulps(_ a: Double, _ b: Double) -> Double { abs(a - b) / b.ulp }

  @Test("the cumulative probability is right to 4 ulps far into the tail", .tags(.golden))
  func cumulativeProbability() throws {
    for pair in try goldenFile("normal.json", as: Golden.self).cumulativeProbability {
      let probability = NormalDistribution.standard.cumulativeProbability(at: pair[0])
      #expect(Self.ulps(probability, pair[1]) <= 4, "at \(pair[0])")
    }
  }

  @Test("the quantile is right to 4 ulps at every level", .tags(.golden))
  func quantile() throws {
    for pair in try goldenFile("normal.json", as: Golden.self).quantile {
      let quantile = NormalDistribution.standard.quantile(at: pair[0])
      #expect(Self.ulps(quantile, pair[1]) <= 4, "at \(pair[0])")
    }
  }

  @Test("quantiles ascend and mirror at the median", .tags(.property))
  func symmetry() {
    var last = -Double.infinity
    for step in 0...4096 {
      let level = Double(step) / 4096
      let quantile = NormalDistribution.standard.quantile(at: level)
      #expect(quantile > last || step == 0)
      #expect(quantile == -NormalDistribution.standard.quantile(at: 1 - level))
      last = quantile
    }
  }

  @Test("the levels 0 and 1 are infinitely far")
  func ends() {
    #expect(NormalDistribution.standard.quantile(at: 0) == -.infinity)
    #expect(NormalDistribution.standard.quantile(at: 1) == .infinity)
    #expect(NormalDistribution.standard.cumulativeProbability(at: -.infinity) == 0)
    #expect(NormalDistribution.standard.cumulativeProbability(at: .infinity) == 1)
    #expect(NormalDistribution.standard.cumulativeProbability(at: .nan).isNaN)
  }

  @Test("mean and spread shift and stretch")
  func shifted() {
    let normal = NormalDistribution(mean: 100, standardDeviation: 15)
    #expect(abs(normal.quantile(at: 0.975) - 129.39945976810080) < 1e-13)
    #expect(normal.cumulativeProbability(at: 100) == 0.5)
    #expect(abs(normal.density(at: 115) - 0.24197072451914337 / 15) < 1e-17)
  }

  @Test("without spread all the probability is at the mean")
  func certain() {
    let certain = NormalDistribution(mean: 3, standardDeviation: 0)
    #expect(certain.quantile(at: 0) == 3)
    #expect(certain.quantile(at: 0.9) == 3)
    #expect(certain.cumulativeProbability(at: 2.9) == 0)
    #expect(certain.cumulativeProbability(at: 3) == 1)
  }
}
