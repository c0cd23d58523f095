public import Tensors

/// Demand that is expected to be the same in every period ahead.
public struct DemandModel: LocalModel {
  /// The name of the method, such as `TSB`.
  public let description: String
  /// The average demand of a period.
  public let mean: Double
  private let spread: Spread

  /// Where the quantiles come from.
  private enum Spread {
    /// From `DemandOutlook`, with this mean: worked out when they are asked for, since that takes longer
    /// than the mean.
    case around(Double, Demand)
    /// These, at `ForecastDistribution.simulationLevels`.
    case given([Double])
  }

  /// The model of a method that gives a mean alone; its quantiles are those of `DemandOutlook`.
  init(_ description: String, mean: Double, demand: Demand) {
    self.description = description
    self.mean = mean
    spread = .around(mean, demand)
  }

  init(_ description: String, mean: Double, quantiles: [Double]) {
    self.description = description
    self.mean = mean
    spread = .given(quantiles)
  }

  /// The model by another name with another mean, and the same quantiles.
  func renamed(_ description: String, mean: Double) -> DemandModel {
    DemandModel(description, mean: mean, spread: spread)
  }

  private init(_ description: String, mean: Double, spread: Spread) {
    self.description = description
    self.mean = mean
    self.spread = spread
  }

  /// The quantiles of a period at `ForecastDistribution.simulationLevels`.
  private var quantiles: [Double] {
    switch spread {
    case .given(let quantiles): quantiles
    case .around(let mean, let demand):
      DemandOutlook.quantiles(
        at: ForecastDistribution.simulationLevels,
        mean: mean,
        of: demand
      )
    }
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
