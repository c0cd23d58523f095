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
    /// How many times the example counts where trees are grown and moved, so that a frequency of few series is
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

    /// The scaled error as trees learn it.
    var logScaled: Double { log(mase + 0.05) }
    /// The percentage error as trees learn it.
    var logPercentage: Double { log(smape + 1) }
    /// Whether there is something to learn from it.
    var isKnown: Bool { isMeasured && !mase.isNaN && weight > 0 }
    /// Whether something can be foretold of it.
    var isMeasured: Bool { !measures["roughness"].isNaN }
  }

  /// Learns what errors to expect.
  ///
  /// - Parameter examples: forecasts with their errors; those without measures or scale are left out.
  public init(learningFrom examples: [Example]) {
    // Sixteen neighbours stay together: in a set they are often of one kind.
    self =
      Self.crossFitted(to: examples, folds: examples.map { $0.series / 16 % 5 }).errors
  }

  /// Learns what errors to expect, and says what would have been expected of each example by trees that
  /// learnt from the other folds, moved by the errors of series of those folds.
  ///
  /// The trees of `errors` learn from all, and are moved by the errors of each fold under trees that
  /// learnt from the others. With a single fold these are the same trees.
  ///
  /// - Parameters:
  ///   - examples: forecasts with their errors; none is learnt from those without measures or scale.
  ///   - folds: the fold of each example, by any number; a series must not be in two.
  /// - Returns: what was learnt, and the band of each example, nil where it could not be measured.
  /// - Precondition: as many folds as examples.
  public static func crossFitted(
    to examples: [Example],
    folds: [Int]
  ) -> (errors: ExpectedErrors, bands: [Band?]) {
    precondition(folds.count == examples.count, "\(folds.count) folds, \(examples.count) examples")
    let known = examples.indices.filter { examples[$0].isKnown }
    let trees = ErrorTrees(learningFrom: known.map { examples[$0] })
    var foretold = [ErrorTrees.Foretold?](repeating: nil, count: examples.count)
    let rows = Dictionary(grouping: examples.indices) { folds[$0] }
    for (fold, own) in rows.sorted(by: { $0.key < $1.key }) {
      let others = known.filter { folds[$0] != fold }
      let unseeing =
        others.isEmpty ? trees : ErrorTrees(learningFrom: others.map { examples[$0] })
      let measured = own.filter { examples[$0].isMeasured }
      let told = unseeing.foretold(of: measured.map { examples[$0].measures })
      for (row, told) in zip(measured, told) { foretold[row] = told }
    }
    func shifts(without fold: Int?) -> ErrorShifts {
      let cases = known.filter { folds[$0] != fold }.compactMap { row in
        foretold[row].map { ErrorShifts.Case(example: examples[row], foretold: $0) }
      }
      return ErrorShifts(holdingOn: cases)
    }
    var bands = [Band?](repeating: nil, count: examples.count)
    for (fold, own) in rows {
      let shifts = shifts(without: fold)
      for row in own {
        bands[row] = foretold[row].map {
          Band($0, movedBy: shifts[examples[row].measures])
        }
      }
    }
    return (ExpectedErrors(trees: trees, shifts: shifts(without: nil)), bands)
  }
}
