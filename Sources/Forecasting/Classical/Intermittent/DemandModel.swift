public import Tensors

/// Demand that is expected to be the same in every period ahead.
public struct DemandModel: LocalModel {
  /// The name of the method, such as `TSB`.
  public let description: String
  /// The average demand of a period.
  public let mean: Double
  /// The quantiles of a period at `ForecastDistribution.simulationLevels`.
  private let quantiles: [Double]

  /// The model of a method that gives a mean alone; its quantiles are those of `DemandOutlook`.
  init(_ description: String, mean: Double, demand: Demand) {
    self.init(
      description,
      mean: mean,
      quantiles: DemandOutlook.quantiles(
        at: ForecastDistribution.simulationLevels,
        mean: mean,
        of: demand
      )
    )
  }

  init(_ description: String, mean: Double, quantiles: [Double]) {
    self.description = description
    self.mean = mean
    self.quantiles = quantiles
  }

  /// The model by another name with another mean, and the same quantiles.
  func renamed(_ description: String, mean: Double) -> DemandModel {
    DemandModel(description, mean: mean, quantiles: quantiles)
  }

  /// The same distribution at each step.
  public func distribution(
    horizon: Int,
    using stream: inout RandomStream
  ) -> ForecastDistribution {
    ForecastDistribution(
      mean: Array(repeating: mean, count: horizon),
      shape: .quantiles(
        levels: ForecastDistribution.simulationLevels,
        values: Array(repeating: quantiles, count: horizon)
      )
    )
  }
}
