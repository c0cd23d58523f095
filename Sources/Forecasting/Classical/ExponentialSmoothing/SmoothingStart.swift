internal import TimeSeries

/// Where the search for the states of a form begins: simple estimates from the first few periods.
struct SmoothingStart {
  /// The series without gaps.
  private let bridged: [Double]
  private let period: Int
  private let seasons: [ETS.Form.Season: [Double]]
  private let waves: [ETS.Form.Season: SeasonWaves]

  /// Estimates for a scaled series; NaN is missing.
  init(series: [Double], period: Int) {
    self.period = period
    bridged =
      series.contains(where: \.isNaN) ? series.interpolated(period: period) : series
    var seasons: [ETS.Form.Season: [Double]] = [:]
    if period > 1 && series.count > period {
      seasons[.additive] = Self.season(of: bridged, period: period, composition: .additive)
      if !series.contains(where: { $0 <= 0 }) {
        let factors = Self.season(of: bridged, period: period, composition: .multiplicative)
          .map { max($0, 0.01) }
        let mean = factors.reduce(0, +) / Double(period)
        seasons[.multiplicative] = factors.map { $0 / mean }
      }
    }
    self.seasons = seasons
    waves = period > SeasonWaves.most ? seasons.mapValues(SeasonWaves.init) : [:]
  }

  /// The waves of the season of a form; nil where each phase is estimated, or there is no season.
  func waves(for form: ETS.Form) -> SeasonWaves? { waves[form.season] }

  /// The level, slope and season before the first observation.
  func state(for form: ETS.Form) -> SmoothingState {
    var state = SmoothingState()
    state.season = seasons[form.season] ?? Array(repeating: 0, count: period)
    let head = bridged.prefix(max(10, 2 * period)).enumerated().map { t, value in
      switch form.season {
      case .none: value
      case .additive: value - state.season[t % period]
      case .multiplicative: value / state.season[t % period]
      }
    }
    switch form.trend {
    case .none:
      state.level = head.reduce(0, +) / Double(head.count)
    case .additive:
      let line = LinearTrend(head)
      state.level = line[-1]
      state.slope = line.slope
    case .multiplicative:
      let line = LinearTrend(head)
      let (first, second) = (line[0], line[1])
      if first > 1e-8 && second > 1e-8 {
        state.slope = second / first
        state.level = first / state.slope
      } else {
        state.level = max(head[0], 1e-3)
        state.slope = 1
      }
    }
    return state
  }

  /// A start that is feasible for every form: the first value and no growth.
  func flatState(for form: ETS.Form) -> SmoothingState {
    var state = state(for: form)
    state.level =
      switch form.season {
      case .none: bridged[0]
      case .additive: bridged[0] - state.season[0]
      case .multiplicative: bridged[0] / state.season[0]
      }
    state.slope = form.trend == .multiplicative ? 1 : 0
    return state
  }

  /// The effect of each phase.
  ///
  /// Two periods give a centred average; fewer than that a line that is fitted together with one
  /// wave, so that the season does not tilt it.
  private static func season(
    of values: [Double],
    period: Int,
    composition: Composition
  ) -> [Double] {
    if values.count >= 2 * period + 2,
      let decomposition = ClassicalDecomposition(
        values,
        period: period,
        composition: composition
      )
    {
      return decomposition.seasonalIndices
    }
    let line = LinearTrend(besideWaveOf: period, values)
    var sums = [Double](repeating: 0, count: period)
    var counts = sums
    for (t, value) in values.enumerated() {
      let trend = line[t]
      let effect = composition == .additive ? value - trend : trend > 0 ? value / trend : 1
      sums[t % period] += effect
      counts[t % period] += 1
    }
    let effects = zip(sums, counts).map { $0 / $1 }
    let mean = effects.reduce(0, +) / Double(period)
    return effects.map { composition == .additive ? $0 - mean : $0 / mean }
  }
}
