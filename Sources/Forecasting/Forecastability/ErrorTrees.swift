internal import Glibc
internal import NeuralNetworks
internal import Tensors
internal import TimeSeries

/// Trees that foretell the errors of `auto` on the logarithmic scale, before anything is moved.
struct ErrorTrees: Sendable {
  /// What is foretold of one series: logarithms of errors.
  struct Foretold: Sendable {
    /// The level of `log(MASE + 0.05)` that one in ten is below.
    var lower: Double
    /// Its mean.
    var middle: Double
    /// Its level that one in ten is above.
    var upper: Double
    /// The mean of `log(sMAPE + 1)`.
    var percentage: Double
    /// Whether a measure is among the smallest or largest learnt from.
    var isFarOff: Bool
  }

  /// The levels of the band's ends.
  static let levels = [0.1, 0.9]

  /// For the mean of `log(MASE + 0.05)`.
  let middle: BoostedTrees
  /// The same where a season is a day of hours.
  let hourly: BoostedTrees
  /// For its quantiles at the levels.
  let ends: BoostedTrees
  /// For the mean of `log(sMAPE + 1)`.
  let percentage: BoostedTrees
  /// The smallest usual value of each measure, then the largest of each.
  let usual: [Double]

  /// What is foretold of each of some series; all must have been measured.
  func foretold(of measures: [ForecastabilityMeasures]) -> [Foretold] {
    let table = Self.table(of: measures)
    let outer = ends.predictions(for: table)
    let percent = percentage.predictions(for: table)
    let isHourly = measures.map(\.isHourly)
    // One series after the other is asked for in `describe`: only the trees that are needed.
    let usually = isHourly.contains(false) ? middle.predictions(for: table) : []
    let ofHours = isHourly.contains(true) ? hourly.predictions(for: table) : []
    return measures.indices.map { row in
      Foretold(
        lower: Double(outer[2 * row]),
        middle: Double(isHourly[row] ? ofHours[row] : usually[row]),
        upper: Double(outer[2 * row + 1]),
        percentage: Double(percent[row]),
        isFarOff: isFarOff(measures[row])
      )
    }
  }

  private func isFarOff(_ measures: ForecastabilityMeasures) -> Bool {
    let width = measures.values.count
    return measures.values.indices.contains { place in
      let value = measures.values[place]
      return value < usual[place] || value > usual[width + place]
    }
  }

  /// The measures of series as columns of features.
  static func table(of measures: [ForecastabilityMeasures]) -> FeatureTable {
    FeatureTable(
      ForecastabilityMeasures.names.enumerated().map { place, name in
        FeatureTable.Column(name: name, values: measures.map { Float($0.values[place]) })
      }
    )
  }
}

extension ErrorTrees {
  /// Trees that learn from forecasts that were made; all must have been measured.
  init(learningFrom examples: [ExpectedErrors.Example]) {
    func trees(
      _ loss: BoostingLoss,
      _ target: (ExpectedErrors.Example) -> Double,
      of examples: [ExpectedErrors.Example],
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
    /// Those of one kind to learn from; all where there are none of it.
    func rows(isHourly: Bool) -> [ExpectedErrors.Example] {
      let own = examples.filter { $0.measures.isHourly == isHourly }
      return own.isEmpty ? examples : own
    }
    middle = trees(.squared, \.logScaled, of: rows(isHourly: false)) {
      ($0.rounds, $0.leaves, $0.learningRate) = (300, 40, 0.08)
    }
    // Thousands of rows of a few hundred series: much is drawn anew for each tree, so that a series is less
    // easily learnt by heart.
    hourly = trees(.squared, \.logScaled, of: rows(isHourly: true)) {
      ($0.rounds, $0.leaves, $0.learningRate) = (300, 24, 0.05)
      ($0.rowShare, $0.featureShare, $0.rowsPerLeaf) = (0.5, 0.35, 20)
    }
    // Trees of quantiles know no weights.
    let repeated = examples.flatMap { repeatElement($0, count: $0.weight) }
    ends = trees(.quantiles(Self.levels), \.logScaled, of: repeated) {
      ($0.rounds, $0.leaves, $0.learningRate) = (100, 15, 0.1)
    }
    percentage = trees(.squared, \.logPercentage, of: examples) {
      ($0.rounds, $0.leaves, $0.learningRate) = (200, 31, 0.09)
    }

    func bounds(_ level: Double, ifUnknown end: Double) -> [Double] {
      ForecastabilityMeasures.names.indices.map { place in
        let values = examples.map { $0.measures.values[place] }.filter { !$0.isNaN }
        return values.isEmpty ? end : values.quantile(at: level)
      }
    }
    let end = Double.greatestFiniteMagnitude
    usual = bounds(0.001, ifUnknown: -end) + bounds(0.999, ifUnknown: end)
  }
}

extension ErrorTrees {
  /// The trees and bounds as named tensors.
  var tensors: [(name: String, tensor: Tensor)] {
    // Single precision holds the whole numbers of the trees, which have no sets of categories.
    let trees =
      middle.tensors(prefix: "middle") + hourly.tensors(prefix: "hourly")
      + ends.tensors(prefix: "ends") + percentage.tensors(prefix: "percentage")
    return trees.map { ($0.name, $0.tensor.converted(to: .float32)) }
      + [("usual", Tensor(usual, .float64))]
  }

  /// The trees and bounds that a file holds.
  ///
  /// - Throws: `SavedModelsError` for a file without one of them, or with one that is damaged.
  init(_ file: WeightsFile) throws(SavedModelsError) {
    let names = ForecastabilityMeasures.names
    func trees(_ prefix: String, _ loss: BoostingLoss) throws(SavedModelsError) -> BoostedTrees {
      do throws(BoostedTreesError) {
        return try BoostedTrees(file, prefix: prefix, loss: loss, features: names)
      } catch {
        switch error {
        case .damaged(let part): throw .damaged(part: part)
        }
      }
    }
    middle = try trees("middle", .squared)
    hourly = try trees("hourly", .squared)
    ends = try trees("ends", .quantiles(Self.levels))
    percentage = try trees("percentage", .squared)
    usual = try file.numbers("usual", count: 2 * names.count)
  }
}

extension WeightsFile {
  /// The numbers of a part that must be there.
  ///
  /// - Throws: `SavedModelsError.damaged` where it is missing, or of another size.
  func numbers(_ name: String, count: Int) throws(SavedModelsError) -> [Double] {
    guard let tensor = self[name], tensor.count == count else { throw .damaged(part: name) }
    return tensor.converted(to: .float64).elements
  }
}
