internal import Glibc
public import TimeSeries

extension ExpectedErrors {
  /// A forecast that was made, and how far off it was.
  public struct Example: Sendable {
    /// What the series was like before.
    public var measures: ForecastabilityMeasures
    /// The mean absolute scaled error; NaN where the series has no scale.
    public var mase: Double
    /// The symmetric mean absolute percentage error, within 0…200.
    public var smape: Double
    /// The series, by any number: its examples are left out together.
    public var series: Int
    /// How many times the example counts where trees are grown, so that a frequency of few series is
    /// not drowned by one of many.
    public var weight: Int

    /// The given example.
    ///
    /// - Precondition: `weight` is not negative.
    public init(
      measures: ForecastabilityMeasures,
      mase: Double,
      smape: Double,
      series: Int,
      weight: Int = 1
    ) {
      precondition(weight >= 0, "a weight of \(weight)")
      self.measures = measures
      self.mase = mase
      self.smape = smape
      self.series = series
      self.weight = weight
    }
  }

  /// Learns what errors to expect.
  ///
  /// A tenth of the series is left out, and moves the band to where half of its errors lie below the
  /// middle, and a tenth beyond each end.
  ///
  /// - Parameter examples: forecasts with their errors; those without measures or scale are left out.
  public init(learningFrom examples: [Example]) {
    let known = examples.filter { !$0.measures["roughness"].isNaN && !$0.mase.isNaN }
    let learnt = known.filter { $0.series % 10 != 0 }.flatMap {
      repeatElement($0, count: $0.weight)
    }
    let leftOut = known.filter { $0.series % 10 == 0 }
    let table = Self.table(of: learnt.map(\.measures))
    let test = Self.table(of: leftOut.map(\.measures))
    func scaled(_ example: Example) -> Double { log(example.mase + 0.05) }
    func percent(_ example: Example) -> Double { log(example.smape + 1) }
    func trees(
      _ loss: BoostingLoss,
      _ target: (Example) -> Double,
      rounds: Int,
      leaves: Int
    ) -> BoostedTrees {
      var options = BoostingOptions()
      (options.rounds, options.leaves, options.learningRate) = (rounds, leaves, 0.1)
      (options.rowsPerLeaf, options.bins) = (40, 63)
      return GradientBoosting(loss, options: options).fitted(
        to: GradientBoosting.Examples(table, targets: learnt.map { Float(target($0)) })
      )
    }
    /// How far the left out errors lie above what is foretold of them, at a level.
    func shift(
      _ trees: BoostedTrees,
      _ place: Int,
      _ level: Double,
      _ target: (Example) -> Double
    ) -> Double {
      guard !leftOut.isEmpty else { return 0 }
      let foretold = trees.predictions(for: test)
      let width = trees.loss.outputCount
      return leftOut.indices.map { row in
        target(leftOut[row]) - Double(foretold[row * width + place])
      }.quantile(at: level)
    }
    middle = trees(.squared, scaled, rounds: 250, leaves: 40)
    ends = trees(.quantiles(Self.levels), scaled, rounds: 100, leaves: 15)
    percentage = trees(.squared, percent, rounds: 165, leaves: 31)
    shifts = [
      shift(ends, 0, Self.levels[0], scaled), shift(middle, 0, 0.5, scaled),
      shift(ends, 1, Self.levels[1], scaled), shift(percentage, 0, 0.5, percent),
    ]

    func bounds(_ level: Double, ifUnknown end: Double) -> [Double] {
      ForecastabilityMeasures.names.indices.map { place in
        let values = learnt.map { $0.measures.values[place] }.filter { !$0.isNaN }
        return values.isEmpty ? end : values.quantile(at: level)
      }
    }
    let end = Double.greatestFiniteMagnitude
    usual = bounds(0.001, ifUnknown: -end) + bounds(0.999, ifUnknown: end)
  }
}
