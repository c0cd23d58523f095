internal import Tensors
internal import TimeSeries

/// What series with the same attributes were like of late, from which one that is new is forecast.
///
/// Series are grouped by all attributes, by all but the last, and so on down to the whole panel. A new series
/// takes the smallest group of its own that has enough series: its mean and quantiles at each place in the
/// season. What the series has shown of itself moves the level, as if the group had been seen at two steps more.
struct SimilarSeries: Hashable, Sendable {
  /// The level of a group at each place in the season.
  struct Profile: Hashable, Sendable {
    /// The series it comes from.
    let seriesCount: Int
    /// Whether none of them has shown a negative value.
    let isNonNegative: Bool
    /// The mean of each place.
    let means: [Double]
    /// The quantiles of each place, for `SimilarSeries.levels`.
    let quantiles: [[Double]]
  }

  /// The levels of the quantiles.
  static let levels = BoostingForecaster.levels
  /// A series with more observations is not new.
  static let mostObservations = 3
  private static let (leastSeries, leastObservations, cycles) = (5, 8, 4)
  private static let (mostGroups, longestPeriod) = (5000, 60)
  /// The steps at which the group counts as seen beside the observations of the series.
  private static let belief = 2.0

  /// The names of the attributes that are alike, the most general first.
  let attributes: [String]
  /// The steps of the season; 1 for none.
  let period: Int
  /// The groups by the first values of their attributes.
  let profiles: [[String]: Profile]

  init(attributes: [String], period: Int, profiles: [[String]: Profile]) {
    (self.attributes, self.period, self.profiles) = (attributes, period, profiles)
  }

  /// The groups of a panel; nil where series have no attributes, or too few are known.
  init?(_ panel: Panel, period: Int) {
    guard let names = panel.first?.attributes.map(\.name), !names.isEmpty else { return nil }
    let period = period <= Self.longestPeriod ? period : 1
    var members: [[String]: [Int]] = [:]
    for (place, series) in panel.enumerated() {
      guard series.values.count(where: { !$0.isNaN }) >= Self.leastObservations else { continue }
      let values = series.attributes.map(\.value)
      for depth in 0...values.count { members[Array(values[..<depth]), default: []].append(place) }
    }
    members = members.filter { $0.value.count >= Self.leastSeries }
    var depth = names.count
    while members.count > Self.mostGroups {
      members = members.filter { $0.key.count < depth }
      depth -= 1
    }
    guard !members.isEmpty else { return nil }
    let features = LagFeatures(period: period, longPeriod: 0)
    attributes = names
    self.period = period
    profiles = members.mapValues { places in
      var values = [[Double]](repeating: [], count: period)
      for place in places {
        let series = panel[place]
        let phase = features.firstPhase(of: series)
        let count = series.values.count
        let wanted = period > 1 ? Self.cycles * period : 2 * Self.cycles
        for step in max(count - wanted, 0)..<count where !series.values[step].isNaN {
          values[(phase + step) % period].append(series.values[step])
        }
      }
      // A place that nobody has seen is like all others.
      let all = values.flatMap(\.self)
      return Profile(
        seriesCount: places.count,
        isNonNegative: places.allSatisfy { !panel[$0].values.contains { $0 < 0 } },
        means: values.map { own in
          let own = own.isEmpty ? all : own
          return own.reduce(0) { $0 + $1 / Double(own.count) }
        },
        quantiles: values.map { ($0.isEmpty ? all : $0).quantiles(at: Self.levels) }
      )
    }
    if profiles.values.contains(where: { !$0.means.allSatisfy(\.isFinite) }) { return nil }
  }

  /// The model of a new series; nil for one that has shown enough, and where no group has its attributes.
  func model(for series: Series) -> SimilarModel? {
    let observed = series.values.count { !$0.isNaN }
    guard
      observed <= Self.mostObservations, series.attributes.map(\.name) == attributes
    else { return nil }
    let values = series.attributes.map(\.value)
    for depth in (0...values.count).reversed() {
      guard let profile = profiles[Array(values[..<depth])] else { continue }
      let first = LagFeatures(period: period, longPeriod: 0).firstPhase(of: series)
      var (own, expected) = (0.0, 0.0)
      for (step, value) in series.values.enumerated() where !value.isNaN {
        own += value
        expected += profile.means[(first + step) % period]
      }
      let usual = Self.belief * profile.means.reduce(0, +) / Double(period)
      let factor = usual > 0 && own >= 0 ? (own + usual) / (expected + usual) : 1
      return SimilarModel(
        profile: profile,
        factor: factor.isFinite && factor > 0 ? factor : 1,
        phase: (first + series.values.count) % period,
        attributes: Array(attributes[..<depth])
      )
    }
    return nil
  }
}

/// The forecast of a new series: what is usual among similar ones, at its own level as far as that is known.
struct SimilarModel: LocalModel {
  let profile: SimilarSeries.Profile
  /// The level of the series, as a multiple of that of the group.
  let factor: Double
  /// The place in the season of the first step to come.
  let phase: Int
  /// The attributes that are alike.
  let attributes: [String]

  /// `Similar(12 series)`.
  var description: String { "Similar(\(profile.seriesCount) series)" }

  func distribution(horizon: Int, using stream: inout RandomStream) -> ForecastDistribution {
    let places = (0..<horizon).map { (phase + $0) % profile.means.count }
    return ForecastDistribution(
      mean: places.map { factor * profile.means[$0] },
      shape: .quantiles(
        levels: SimilarSeries.levels,
        values: places.map { profile.quantiles[$0].map { factor * $0 } }
      )
    )
  }
}
