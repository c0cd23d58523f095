internal import Glibc
internal import TimeSeries

/// What a step to come is predicted from: the step, the place in the season, what was at like places in
/// earlier seasons, and what was last.
///
/// Nothing after the origin is used, whatever the step: of the values at the same place in the season
/// those count that are known at the origin. All values are in units of the mean magnitude of the last
/// four seasons before the origin, and relative to a base, to which the trees add: the mean of the
/// values at like places, or for slow series (weeks and longer) the last value. Where a trial says so, weeks add to
/// the mean of the values at like places as well, each times what the level has grown by since.
struct LagFeatures: Hashable, Sendable {
  /// The steps of the season; 1 for none.
  let period: Int
  /// The steps of a longer season; 0 for none.
  let longPeriod: Int
  /// Whether the base is the mean of the values at like places in the season, where any is known.
  let hasSeasonalBase: Bool
  /// The names of the covariates that are used as they are at the step.
  let covariates: [String]
  /// The names of those that are known of the past only: their last value, their mean over the last season,
  /// and where there is a season their last known value at the same place in it.
  let pasts: [String]
  /// The names of the attributes that are used, and the code of each of their values.
  let attributes: [String]
  let codes: [[String: Int]]

  private static let recentCount = 8
  /// A level that grew by more than this within a season is another one.
  private static let mostGrowth = 5.0
  private static let cycleCount = 4
  private static let longCycleCount = 3

  init(
    period: Int,
    longPeriod: Int,
    hasSeasonalBase: Bool? = nil,
    covariates: [String] = [],
    pasts: [String] = [],
    attributes: [String] = [],
    codes: [[String: Int]] = []
  ) {
    self.period = period
    self.longPeriod = longPeriod
    self.covariates = covariates
    self.pasts = pasts
    self.attributes = attributes
    self.codes = codes
    self.hasSeasonalBase = hasSeasonalBase ?? Self.isFast(period: period)
  }

  /// Whether a season is one of days or hours, with which values of like places say more than the last one.
  static func isFast(period: Int) -> Bool { period > 4 && period != 12 && period != 52 }

  /// Whether steps are days or hours: there are many, and each place of a season has come often.
  var isFast: Bool { Self.isFast(period: period) }

  /// The features that suit a panel.
  ///
  /// - Parameter hasSeasonalBase: whether the base is seasonal; nil for what is usual with the season.
  init(_ panel: Panel, period: Int, hasSeasonalBase: Bool? = nil) {
    let first = panel.first
    // A season of the day at steps without dates: then there may be one of the week.
    let isWithinDay = period % 24 == 0
    let long =
      first?.index.frequency.seasonalCandidates.first { $0 > period }
      ?? (isWithinDay ? 7 * period : 0)
    let longest = panel.lazy.map(\.values.count).max() ?? 0
    let attributes = first?.attributes.map(\.name) ?? []
    var codes = attributes.map { _ in [String: Int]() }
    for series in panel {
      for (place, attribute) in series.attributes.enumerated() where !attribute.value.isEmpty {
        let next = codes[place].count
        codes[place][attribute.value, default: next] = codes[place][attribute.value] ?? next
      }
    }
    self.init(
      period: period,
      longPeriod: longest > 2 * long ? long : 0,
      hasSeasonalBase: hasSeasonalBase,
      covariates: first?.covariates.filter { !$0.future.isEmpty }.map(\.name) ?? [],
      pasts: first?.covariates.filter(\.future.isEmpty).map(\.name) ?? [],
      attributes: attributes,
      codes: codes
    )
  }

  /// The steps that count as one season for means; a few where there is none.
  private var window: Int { period > 1 ? period : 4 }

  /// The columns, in the order of `append`.
  var columns: [(name: String, kind: FeatureTable.Kind)] {
    var names = ["step", "origin", "magnitude", "zeros", "deviation", "change"]
    names += (1...3).map { "mean \($0)" }
    names += (0..<Self.recentCount).map { "last \($0)" }
    if period > 1 {
      names += ["phase", "mean of season", "deviation of season"]
      names += (0..<Self.cycleCount).map { "season \($0)" }
    }
    if longPeriod > 0 {
      names.append("long phase")
      names += (0..<Self.longCycleCount).map { "long season \($0)" }
    }
    names += covariates.map { "covariate \($0)" }
    names += pasts.flatMap { name in
      ["last", "mean"].map { "\($0) \(name)" } + (period > 1 ? ["season \(name)"] : [])
    }
    return names.map { ($0, .number) }
      + attributes.map { ("attribute \($0)", .category) }
  }

  /// What is the same for all steps from one origin.
  struct Origin {
    /// The number of steps before it.
    var count: Int
    /// The mean magnitude of the last four seasons; 0 where all is zero or missing.
    var scale: Double
    /// The last value, in units of the scale.
    var last: Double
    fileprivate var common: [Float]
  }

  /// The origin behind `count` values.
  func origin(_ values: [Double], count: Int) -> Origin {
    var (sum, squares, observed, zeros) = (0.0, 0.0, 0.0, 0.0)
    for value in values[max(count - 4 * window, 0)..<count] where !value.isNaN {
      sum += abs(value)
      squares += value * value
      observed += 1
      zeros += value == 0 ? 1 : 0
    }
    let scale = observed > 0 ? sum / observed : 0
    var origin = Origin(count: count, scale: scale, last: .nan, common: [])
    guard scale > 0, scale.isFinite else { return origin }
    let means = [1, 2, 4].map { mean(values, from: count - $0 * window, to: count) / scale }
    let last = values[..<count].last { !$0.isNaN } ?? .nan
    origin.last = last / scale
    let level = hasSeasonalBase ? means[0] : origin.last
    let wholeMean = means[2]
    let variance = squares / observed / (scale * scale) - wholeMean * wholeMean
    let before = mean(values, from: count - 2 * window, to: count - window) / scale
    origin.common = [
      Float(log(Double(count))), Float(log1p(scale)), Float(zeros / observed),
      Float(max(variance, 0).squareRoot()), Float(means[0] - before),
    ]
    origin.common += means.map { Float($0 - level) }
    for lag in 1...Self.recentCount {
      origin.common.append(
        lag <= count ? Float(values[count - lag] / scale - level) : .nan
      )
    }
    return origin
  }

  /// The mean of what was observed in a range, as far as the series has it; NaN for nothing.
  private func mean(_ values: [Double], from start: Int, to end: Int) -> Double {
    var (sum, observed) = (0.0, 0.0)
    for value in values[max(start, 0)..<max(end, 0)] where !value.isNaN {
      sum += value
      observed += 1
    }
    return sum / observed
  }

  /// Appends the features of a step, 1 for the next, to a row.
  ///
  /// - Parameter firstPhase: the place in the season of the first value of the series.
  /// - Returns: the base, in units of the scale.
  func append(
    step: Int,
    origin: Origin,
    series: Series,
    firstPhase: Int,
    to row: inout [Float]
  ) -> Double {
    let (values, count, scale) = (series.values, origin.count, origin.scale)
    /// The steps back from a step to the known value at the same place, some cycles of a season before it.
    func stepsBack(_ period: Int, _ cycle: Int) -> Int {
      period * ((step + period - 1) / period + cycle)
    }
    func aligned(_ period: Int, _ cycle: Int) -> Double {
      let place = count + step - 1 - stepsBack(period, cycle)
      return place >= 0 ? values[place] / scale : .nan
    }
    row.append(Float(step))
    row += origin.common
    var base = origin.last
    let place = firstPhase + count + step - 1
    if period > 1 {
      let lags = (0..<Self.cycleCount).map { aligned(period, $0) }
      let long = longPeriod > 0 ? (0..<Self.longCycleCount).map { aligned(longPeriod, $0) } : []
      let known = (lags + long).filter { !$0.isNaN }
      let mean = known.reduce(0, +) / Double(known.count)
      if hasSeasonalBase && !known.isEmpty { base = mean }
      if hasSeasonalBase && !isFast {
        let levelled = lags.enumerated().map { cycle, value in
          value * growth(of: values, before: count, since: stepsBack(period, cycle))
        }.filter { !$0.isNaN }
        if !levelled.isEmpty { base = levelled.reduce(0, +) / Double(levelled.count) }
      }
      let variance = known.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(known.count)
      row += [Float(place % period), Float(mean - base), Float(variance.squareRoot())]
      row += lags.map { Float($0 - base) }
      if longPeriod > 0 {
        row.append(Float(place % longPeriod))
        row += long.map { Float($0 - base) }
      }
    } else if longPeriod > 0 {
      row.append(Float(place % longPeriod))
      row += (0..<Self.longCycleCount).map { Float(aligned(longPeriod, $0) - base) }
    }
    for name in covariates {
      row.append(series.covariate(name, at: count + step - 1))
    }
    for name in pasts {
      row += past(name, of: series, step: step, count: count)
    }
    for (place, name) in attributes.enumerated() {
      let value = series.attributes.first { $0.name == name }?.value ?? ""
      row.append(codes[place][value].map { Float($0) } ?? .nan)
    }
    return base
  }

  /// How much larger the last values before an origin are than those so many steps earlier; 1 where the level
  /// of either is not known or not positive.
  private func growth(of values: [Double], before count: Int, since steps: Int) -> Double {
    let now = mean(values, from: count - Self.recentCount, to: count)
    let then = mean(values, from: count - Self.recentCount - steps, to: count - steps)
    guard now > 0, then > 0 else { return 1 }
    return min(max(now / then, 1 / Self.mostGrowth), Self.mostGrowth)
  }

  /// What is known at an origin of a covariate whose future is not; NaN where that is nothing.
  private func past(_ name: String, of series: Series, step: Int, count: Int) -> [Float] {
    let values = series.covariates.first { $0.name == name }?.values ?? []
    let known = values.prefix(count)
    var features = [
      Float(known.last { !$0.isNaN } ?? .nan),
      Float(mean(Array(known.suffix(window)), from: 0, to: min(window, known.count))),
    ]
    if period > 1 {
      let place = count + step - 1 - period * ((step + period - 1) / period)
      features.append(known.indices.contains(place) ? Float(known[place]) : .nan)
    }
    return features
  }

  /// The place in the longest season of the first value of a series: that of the calendar where there
  /// is one, so that it means the same for all series.
  func firstPhase(of series: Series) -> Int {
    let whole = max(longPeriod, period)
    let (frequency, start) = (series.index.frequency, series.index.start)
    guard whole > 1 else { return 0 }
    // Counted from a Monday, 2001-01-01; where the steps do not meet it, from the first value.
    let epoch =
      frequency.unit == .integer ? Timestamp(0) : Timestamp(year: 2001, month: 1, day: 1)
    let steps = frequency.steps(from: epoch, to: start) ?? 0
    return (steps % whole + whole) % whole
  }
}

extension Series {
  /// A covariate's value at a step of the history or after it; NaN where it is not known.
  fileprivate func covariate(_ name: String, at step: Int) -> Float {
    guard let covariate = covariates.first(where: { $0.name == name }) else { return .nan }
    if step < covariate.values.count { return Float(covariate.values[step]) }
    let ahead = step - covariate.values.count
    return ahead < covariate.future.count ? Float(covariate.future[ahead]) : .nan
  }
}
