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
    let known = examples.filter {
      !$0.measures["roughness"].isNaN && !$0.mase.isNaN && $0.weight > 0
    }
    let learnt = known.filter { $0.series % 10 != 0 }
    let leftOut = known.filter { $0.series % 10 == 0 }
    func scaled(_ example: Example) -> Double { log(example.mase + 0.05) }
    func percent(_ example: Example) -> Double { log(example.smape + 1) }
    func trees(
      _ loss: BoostingLoss,
      _ target: (Example) -> Double,
      of examples: [Example],
      _ change: (inout BoostingOptions) -> Void
    ) -> BoostedTrees {
      var options = BoostingOptions()
      (options.rowsPerLeaf, options.bins) = (40, 63)
      change(&options)
      return GradientBoosting(loss, options: options).fitted(
        to: GradientBoosting.Examples(
          Self.table(of: examples.map(\.measures)),
          targets: examples.map { Float(target($0)) },
          weights: loss == .squared ? examples.map { Float($0.weight) } : []
        )
      )
    }
    /// How far the left out errors lie above what is foretold of them, at a level.
    func shift(
      _ trees: BoostedTrees,
      _ place: Int,
      _ level: Double,
      of examples: [Example],
      _ target: (Example) -> Double
    ) -> Double {
      guard !examples.isEmpty else { return 0 }
      let foretold = trees.predictions(for: Self.table(of: examples.map(\.measures)))
      let width = trees.loss.outputCount
      return examples.indices.map { row in
        target(examples[row]) - Double(foretold[row * width + place])
      }.quantile(at: level)
    }
    func only(_ isHourly: Bool, of examples: [Example]) -> [Example] {
      examples.filter { $0.measures.isHourly == isHourly }
    }
    /// Those of one kind to learn from; all where there are none of it.
    func learntRows(isHourly: Bool) -> [Example] {
      let own = only(isHourly, of: learnt)
      return own.isEmpty ? learnt : own
    }
    middle = trees(.squared, scaled, of: learntRows(isHourly: false)) {
      ($0.rounds, $0.leaves, $0.learningRate) = (300, 40, 0.08)
    }
    // Thousands of rows of a few hundred series: much is drawn anew for each tree, so that a series is less
    // easily learnt by heart.
    hourly = trees(.squared, scaled, of: learntRows(isHourly: true)) {
      ($0.rounds, $0.leaves, $0.learningRate) = (300, 24, 0.05)
      ($0.rowShare, $0.featureShare, $0.rowsPerLeaf) = (0.5, 0.35, 20)
    }
    // Trees of quantiles know no weights.
    let repeated = learnt.flatMap { repeatElement($0, count: $0.weight) }
    ends = trees(.quantiles(Self.levels), scaled, of: repeated) {
      ($0.rounds, $0.leaves, $0.learningRate) = (100, 15, 0.1)
    }
    percentage = trees(.squared, percent, of: learnt) {
      ($0.rounds, $0.leaves, $0.learningRate) = (200, 31, 0.09)
    }
    shifts = [
      shift(ends, 0, Self.levels[0], of: leftOut, scaled),
      shift(middle, 0, 0.5, of: only(false, of: leftOut), scaled),
      shift(ends, 1, Self.levels[1], of: leftOut, scaled),
      shift(percentage, 0, 0.5, of: leftOut, percent),
      shift(hourly, 0, 0.5, of: only(true, of: leftOut), scaled),
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
