internal import Glibc
internal import TimeSeries

/// Finds what covariates explain of a history that has trend and season besides.
///
/// Straight lines and fixed seasons are taken from the series and from each covariate, and both pass
/// the same exponential smoothing; the coefficients are least squares on the errors, drawn to zero.
/// The weights of the smoothing, the strength of the drawing, the scale of the effects, and whether
/// there are any effects at all, are chosen by one criterion, that of Schwarz.
struct RegressionSearch {
  private let covariates: [Covariate]
  private let isObserved: [Bool]
  private let observations: Int
  private let period: Int
  /// The places of the covariates that vary, and these without line and season, in standard deviations.
  private var places: [Int] = []
  private var columns: [RegressionColumn] = []
  private var centers: [Double] = []
  private var deviations: [Double] = []
  private var limits: [ClosedRange<Double>] = []
  /// The series in its own units, over its mean magnitude, and as logarithms where it is positive.
  private var targets: [(scale: Regression.Scale, rest: [Double])] = []
  private var magnitude = 1.0
  private var meanLogarithm = 0.0

  private static let levels = [0, 0.02, 0.05, 0.1, 0.2, 0.4, 0.7, 1]
  private static let seasons = [0, 0.05, 0.15, 0.4]
  /// How far beyond the history, as a share of its range, effects are believed in.
  private static let margin = 0.1
  /// A covariate of whose variance line and season leave less than this share is theirs, such as a holiday that
  /// falls into the same week each year.
  private static let leastShare = 1e-4

  /// Prepares the search.
  ///
  /// - Parameters:
  ///   - values: the history; NaN is missing.
  ///   - covariates: those that may take part; a step at which one is missing does not count.
  ///   - period: the steps of a season; 1 for none.
  init(values: [Double], covariates: [Covariate], period asked: Int) {
    self.covariates = covariates
    let isObserved = values.indices.map { step in
      values[step].isFinite && covariates.allSatisfy { $0.values[step].isFinite }
    }
    let steps = values.indices.filter { isObserved[$0] }
    let period = steps.count > asked ? asked : 1
    self.isObserved = isObserved
    self.period = period
    observations = steps.count
    guard observations > spent + 3 else { return }

    magnitude = steps.reduce(0) { $0 + abs(values[$1]) / Double(observations) }
    guard magnitude > 0, magnitude.isFinite else { return }
    for (place, covariate) in covariates.enumerated() {
      let count = Double(observations)
      let center = steps.reduce(0) { $0 + covariate.values[$1] / count }
      let variance = steps.reduce(0) {
        let distance = covariate.values[$1] - center
        return $0 + distance * distance / count
      }
      let deviation = variance.squareRoot()
      guard deviation > 1e-12 * abs(center), deviation.isFinite else { continue }
      let standardized = covariate.values.map { ($0 - center) / deviation }
      let left = RegressionColumn.squares(
        besideLineAndSeason: standardized,
        isObserved: isObserved,
        period: period
      )
      guard left / count > Self.leastShare else { continue }
      let column = RegressionColumn(standardized, isObserved: isObserved, period: period)
      places.append(place)
      columns.append(column)
      centers.append(center)
      deviations.append(deviation)
      let numbers = steps.map { covariate.values[$0] }
      let (least, greatest) = (numbers.min() ?? 0, numbers.max() ?? 0)
      let margin = Self.margin * (greatest - least)
      limits.append(least - margin...greatest + margin)
    }
    func rest(_ column: [Double]) -> [Double] {
      RegressionColumn(column, isObserved: isObserved, period: period).rest
    }
    targets = [(.linear, rest(values.map { $0 / magnitude }))]
    if steps.allSatisfy({ values[$0] > 0 }) {
      let logarithms = values.map { $0 > 0 ? log($0 / magnitude) : .nan }
      meanLogarithm = steps.reduce(0) { $0 + logarithms[$1] / Double(observations) }
      targets.append((.logarithmic, rest(logarithms)))
    }
  }

  /// The freedom that line and season use up.
  private var spent: Int { period > 1 ? period + 1 : 2 }

  /// Whether each covariate that has an effect varies beside line and season.
  func tells(_ regression: Regression) -> Bool {
    regression.coefficients.indices.allSatisfy {
      regression.coefficients[$0] == 0 || places.contains($0)
    }
  }

  /// The regression that the criterion likes best.
  func best() -> Regression {
    let none = Regression(none: covariates.map(\.name))
    guard !columns.isEmpty else { return none }
    var best: Trial?
    for target in targets.indices {
      guard let trial = bestTrial(target) else { continue }
      if best.map({ trial.criterion < $0.criterion }) ?? true { best = trial }
    }
    guard let best, let penalty = best.penalty else { return none }
    return regression(best, penalty: penalty)
  }

  /// A filter with the best strength for it.
  private struct Trial {
    var target: Int
    var filter: RegressionFilter
    var ridge: RidgeRegression
    /// Nil if nothing is to be fitted.
    var penalty: Double?
    var criterion: Double
  }

  private func bestTrial(_ target: Int) -> Trial? {
    var best: Trial?
    func attempt(_ filter: RegressionFilter) {
      guard let trial = trial(filter, target) else { return }
      if best.map({ trial.criterion < $0.criterion }) ?? true { best = trial }
    }
    for level in Self.levels { attempt(RegressionFilter(level: level, season: 0)) }
    guard period > 1, let first = best?.filter else { return best }
    for season in Self.seasons.dropFirst() {
      attempt(RegressionFilter(level: first.level, season: season))
    }
    guard let season = best?.filter.season, season > 0 else { return best }
    for level in Self.levels where level != first.level {
      attempt(RegressionFilter(level: level, season: season))
    }
    return best
  }

  private func trial(_ filter: RegressionFilter, _ target: Int) -> Trial? {
    func errors(_ column: [Double]) -> [Double] {
      filter.errors(of: column, isObserved: isObserved, period: period).errors
    }
    guard
      let ridge = RidgeRegression(
        columns.map { errors($0.rest) },
        target: errors(targets[target].rest),
        spent: spent
      ), let none = ridge.criterion(penalty: nil)
    else { return nil }
    var best: (penalty: Double?, criterion: Double) = (nil, none)
    for penalty in ridge.penalties {
      guard let criterion = ridge.criterion(penalty: penalty) else { continue }
      if criterion < best.criterion { best = (penalty, criterion) }
    }
    // Densities of logarithms are turned into those of the series.
    let jacobian = targets[target].scale == .logarithmic ? 2 * meanLogarithm : 0
    return Trial(
      target: target,
      filter: filter,
      ridge: ridge,
      penalty: best.penalty,
      criterion: best.criterion + jacobian
    )
  }

  private func regression(_ trial: Trial, penalty: Double) -> Regression {
    var result = Regression(none: covariates.map(\.name))
    result.scale = targets[trial.target].scale
    result.smoothing = trial.filter
    result.penalty = penalty
    let unit = result.scale == .linear ? magnitude : 1
    result.variance = trial.ridge.fit(penalty: penalty).variance * unit * unit
    for (i, coefficient) in trial.ridge.coefficients(penalty: penalty).enumerated() {
      result.centers[places[i]] = centers[i]
      result.coefficients[places[i]] = coefficient * unit / deviations[i]
      result.limits[places[i]] = limits[i]
    }
    return result
  }

  /// The variances that not knowing the coefficients adds to the effects at the next steps, beside
  /// what level, line and season of the covariates let expect; as many as all covariates are known.
  func uncertainty(of regression: Regression) -> [Double] {
    let horizon = covariates.map(\.future.count).min() ?? 0
    guard regression.variance > 0, !columns.isEmpty else {
      return [Double](repeating: 0, count: horizon)
    }
    let passed = columns.map {
      regression.smoothing.errors(of: $0.rest, isObserved: isObserved, period: period)
    }
    // The coefficients are the same whatever the target is.
    let target = [Double](repeating: 0, count: observations)
    guard let ridge = RidgeRegression(passed.map(\.errors), target: target, spent: spent) else {
      return [Double](repeating: 0, count: horizon)
    }
    return (0..<horizon).map { ahead in
      let surprises = columns.indices.map { i in
        let number = (covariates[places[i]].future[ahead] - centers[i]) / deviations[i]
        return number - columns[i].expected(at: isObserved.count + ahead, passed[i].state)
      }
      return regression.variance * ridge.uncertainty(of: surprises, penalty: regression.penalty)
    }
  }
}
