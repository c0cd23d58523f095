internal import Glibc
public import NeuralNetworks
internal import Tensors
public import TimeSeries

/// The errors to expect of `auto` on a series, from cheap measures of its past.
///
/// Trees have learnt the middle and the ends of its errors on public series of all frequencies; both were
/// moved to hold on series that the trees had not learnt from, by kind of series where each was learnt with the trees.
///
/// - Source: McKenna et al. 2020, “Semantic complexity in end-to-end spoken language understanding”,
///   for the thought that an accuracy says little without the difficulty of its data.
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

    /// What trees foretell, moved, as errors.
    init(_ foretold: ErrorTrees.Foretold, movedBy shift: ErrorShifts.Shift) {
      let center = foretold.middle + shift.middle
      let factor = foretold.isFarOff ? ErrorShifts.widening : 1
      func error(_ logarithm: Double) -> Double { max(0, exp(logarithm) - 0.05) }
      mase10 = error(center + factor * min(0, foretold.lower + shift.lower - center))
      mase50 = error(center)
      mase90 = error(center + factor * max(0, foretold.upper + shift.upper - center))
      smape50 = min(200, max(0, exp(foretold.percentage + shift.percentage) - 1))
      isFarOff = foretold.isFarOff
    }
  }

  /// What foretells the errors.
  let trees: ErrorTrees
  /// What makes it hold on series not learnt from.
  let shifts: ErrorShifts

  /// The band for a series; nil where it has too few observations to be measured, or is constant.
  public func band(of measures: ForecastabilityMeasures) -> Band? {
    guard !measures["roughness"].isNaN else { return nil }
    return Band(trees.foretold(of: [measures])[0], movedBy: shifts[measures])
  }
}

extension ExpectedErrors {
  /// What was learnt, as a file.
  public var file: WeightsFile {
    WeightsFile(trees.tensors + [("shifts", Tensor(shifts.numbers, .float64))])
  }

  /// What a file holds.
  ///
  /// - Throws: `SavedModelsError` for a file that was not written by `file`.
  public init(_ file: WeightsFile) throws(SavedModelsError) {
    trees = try ErrorTrees(file)
    shifts = ErrorShifts(numbers: try file.numbers("shifts", count: ErrorShifts.count))
  }
}
