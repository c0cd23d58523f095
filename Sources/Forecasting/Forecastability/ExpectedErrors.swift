internal import Glibc
public import NeuralNetworks
internal import Tensors
public import TimeSeries

/// The errors to expect of `auto` on a series, from cheap measures of its past.
///
/// Trees have learnt the middle and the ends of its errors on public series of all frequencies; both were
/// moved to hold on series left out (conformalised quantile regression).
///
/// - Source: McKenna et al. 2020, “Semantic complexity in end-to-end spoken language understanding”,
///   for the thought that an accuracy says little without the difficulty of its data; Romano,
///   Patterson and Candès 2019, “Conformalized quantile regression”.
public struct ExpectedErrors: Sendable {
  /// What to expect on a series.
  public struct Band: Hashable, Sendable {
    /// The mean absolute scaled error that one in ten is below.
    public let mase10: Double
    /// The median of the mean absolute scaled error.
    public let mase50: Double
    /// The mean absolute scaled error that one in ten is above.
    public let mase90: Double
    /// The median of the symmetric mean absolute percentage error, within 0…200.
    public let smape50: Double
    /// Whether the series is unlike those learnt from, so that the band was made wider.
    public let isFarOff: Bool
  }

  /// The levels of the band's ends.
  static let levels = [0.1, 0.9]
  /// By how much the band of an unusual series is wider, on the logarithmic scale.
  static let widening = 1.5

  /// For the mean of `log(MASE + 0.05)`.
  let middle: BoostedTrees
  /// The same where a season is a day of hours.
  let hourly: BoostedTrees
  /// For its quantiles at the levels.
  let ends: BoostedTrees
  /// For the mean of `log(sMAPE + 1)`.
  let percentage: BoostedTrees
  /// What is added: to the lower end, the middle and the upper end of the band, to the percentage, and
  /// to the middle where a season is a day of hours.
  let shifts: [Double]
  /// The smallest usual value of each measure, then the largest of each.
  let usual: [Double]

  /// The band for a series; nil where it has too few observations to be measured, or is constant.
  public func band(of measures: ForecastabilityMeasures) -> Band? {
    guard !measures["roughness"].isNaN else { return nil }
    let table = Self.table(of: [measures])
    func sums(_ trees: BoostedTrees) -> [Double] { trees.predictions(for: table).map(Double.init) }
    let center =
      measures.isHourly ? sums(hourly)[0] + shifts[4] : sums(middle)[0] + shifts[1]
    let outer = sums(ends)
    let width = measures.values.count
    let isFarOff = measures.values.indices.contains { place in
      let value = measures.values[place]
      return value < usual[place] || value > usual[width + place]
    }
    let factor = isFarOff ? Self.widening : 1
    func error(_ logarithm: Double) -> Double { max(0, exp(logarithm) - 0.05) }
    return Band(
      mase10: error(center + factor * min(0, outer[0] + shifts[0] - center)),
      mase50: error(center),
      mase90: error(center + factor * max(0, outer[1] + shifts[2] - center)),
      smape50: min(200, max(0, exp(sums(percentage)[0] + shifts[3]) - 1)),
      isFarOff: isFarOff
    )
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

extension ExpectedErrors {
  /// What was learnt, as a file.
  public var file: WeightsFile {
    // Single precision holds the whole numbers of the trees, which have no sets of categories.
    let trees =
      middle.tensors(prefix: "middle") + hourly.tensors(prefix: "hourly")
      + ends.tensors(prefix: "ends") + percentage.tensors(prefix: "percentage")
    return WeightsFile(
      trees.map { ($0.name, $0.tensor.converted(to: .float32)) } + [
        ("shifts", Tensor(shifts, .float64)), ("usual", Tensor(usual, .float64)),
      ]
    )
  }

  /// What a file holds.
  ///
  /// - Throws: `SavedModelsError` for a file that was not written by `file`.
  public init(_ file: WeightsFile) throws(SavedModelsError) {
    func numbers(_ name: String, count: Int) throws(SavedModelsError) -> [Double] {
      guard let tensor = file[name], tensor.count == count else { throw .damaged(part: name) }
      return tensor.converted(to: .float64).elements
    }
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
    shifts = try numbers("shifts", count: 5)
    usual = try numbers("usual", count: 2 * names.count)
  }
}
