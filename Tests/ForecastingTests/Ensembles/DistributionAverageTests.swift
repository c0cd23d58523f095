import AlmanacTesting
import Tensors
import Testing

@testable import Forecasting

@Suite("an average of distributions")
struct DistributionAverageTests {
  static let narrow = ForecastDistribution(
    mean: [10, -4],
    shape: .normal(standardDeviation: [1, 2])
  )
  static let wide = ForecastDistribution(mean: [30, 8], shape: .normal(standardDeviation: [5, 4]))
  static let table = ForecastDistribution(
    mean: [2, 5],
    shape: .quantiles(levels: [0.1, 0.5, 0.9], values: [[1, 2, 4], [3, 5, 9]])
  )

  @Test("normal distributions average to a normal one, means and deviations alike")
  func normals() {
    #expect(
      ForecastDistribution.average([Self.narrow, Self.wide], weights: [0.75, 0.25])
        == ForecastDistribution(mean: [15, -1], shape: .normal(standardDeviation: [2, 2.5]))
    )
  }

  @Test("a weight of 1 gives the member itself")
  func single() {
    let average = ForecastDistribution.average([Self.wide, Self.narrow], weights: [0, 1])
    #expect(average == Self.narrow)
  }

  @Test("quantiles average level by level, and never cross", .tags(.property))
  func quantiles() {
    let average = ForecastDistribution.average([Self.narrow, Self.table], weights: [0.25, 0.75])
    #expect(average.mean == [4, 2.75])
    var last = [-Double.infinity, -.infinity]
    for level in ForecastDistribution.simulationLevels {
      let quantile = average.quantile(level)
      for step in 0..<2 {
        let expected =
          0.25 * Self.narrow.quantile(level)[step] + 0.75 * Self.table.quantile(level)[step]
        #expect(abs(quantile[step] - expected) < 1e-14 * abs(expected))
        #expect(quantile[step] >= last[step])
      }
      last = quantile
    }
  }

  @Test("the order of the members makes no difference")
  func order() {
    #expect(
      ForecastDistribution.average([Self.narrow, Self.table], weights: [0.25, 0.75])
        == ForecastDistribution.average([Self.table, Self.narrow], weights: [0.75, 0.25])
    )
  }

  @Test("huge values stay finite")
  func huge() {
    let huge = ForecastDistribution(
      mean: [1.7e308],
      shape: .normal(standardDeviation: [1.7e308])
    )
    let average = ForecastDistribution.average([huge, huge], weights: [0.5, 0.5])
    #expect(average == huge)
  }

  @Test("a weight for each member is required")
  func counts() async {
    await #expect(processExitsWith: .failure) {
      _ = ForecastDistribution.average([Self.narrow, Self.wide], weights: [1])
    }
  }
}
