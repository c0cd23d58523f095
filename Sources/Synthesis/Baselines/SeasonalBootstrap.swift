internal import Glibc
internal import Tensors
public import TimeSeries

/// A generator that keeps trend and seasons of a series and puts blocks of what is left in a new order.
///
/// Series of positive values are taken apart in logarithms, so that what is added to a high level is
/// large. Before the beginning and behind the end of the series the trend stays where it is.
///
/// - Source: Bergmeir, Hyndman and Benítez 2016, “Bagging exponential smoothing methods using STL
///   decomposition and Box–Cox transformation”, with several seasons as Bandara, Hyndman and Bergmeir 2021.
public struct SeasonalBootstrap: SeriesGenerator {
  private struct Source: Sendable {
    let trend: [Double]
    let season: [Double]
    let remainder: [Double]
    let isLogarithmic: Bool
    let scale: SeriesScale
    /// What values are multiplied by, so that sums of them are finite.
    let unit: Double
    /// The longest season, after which everything repeats.
    let period: Int
    /// The shortest one, from whose phase a block goes to the same phase.
    let phases: Int

    /// The parts of values; nil for a series of no steps.
    init?(_ given: [Double], scale: SeriesScale, seasons: [Int]) {
      let isLogarithmic = scale.minimum > 0
      let largest = given.reduce(0) { $1.isNaN ? $0 : max($0, $1.magnitude) }
      let unit = largest > 1e250 ? 1e-50 : 1.0
      let values = isLogarithmic ? given.map { log($0) } : given.map { $0 * unit }
      let periods = seasons.filter { $0 > 1 && 2 * $0 <= values.count }
      guard let parts = MSTL(periods: periods).decomposition(of: values) else { return nil }
      trend = parts.trend
      season = values.indices.map { step in parts.seasons.reduce(0) { $0 + $1[step] } }
      remainder = parts.remainder.map { $0.isNaN ? 0 : $0 }
      (self.isLogarithmic, self.scale) = (isLogarithmic, scale)
      self.unit = isLogarithmic ? 1 : unit
      (period, phases) = (periods.max() ?? 1, periods.min() ?? 1)
    }

    /// The step whose season a step before, in or behind the series has.
    func seasonalPlace(_ place: Int) -> Int {
      let cycle = min(period, season.count)
      if place < 0 { return place.remainder(in: cycle) }
      if place < season.count { return place }
      let first = season.count - cycle
      return first + (place - first).remainder(in: cycle)
    }
  }

  /// Of each series its variables.
  private let sources: [[Source]]

  /// A generator for the series of a panel.
  ///
  /// - Parameter seasons: The steps of each season; none for a trend alone. A series takes those that it
  ///   holds twice: of one that it holds once nothing is left to put in a new order.
  /// - Throws: `noSeries`; `tooShort` for a series without any observation.
  public init(_ panel: Panel, seasons: [Int]) throws(SynthesisError) {
    try self.init(panel.map { [$0] }, seasons: seasons)
  }

  /// A generator for series of several variables, whose blocks come from the same places.
  ///
  /// - Parameters:
  ///   - groups: For each series its variables, all with one index.
  ///   - seasons: The steps of each season, as above.
  /// - Throws: `noSeries`; `tooShort` for a variable without any observation.
  public init(_ groups: [[Series]], seasons: [Int]) throws(SynthesisError) {
    let scales = try SeriesScale.scales(of: groups)
    var sources: [[Source]] = []
    for (group, scales) in zip(groups, scales) {
      var variables: [Source] = []
      for (series, scale) in zip(group, scales) {
        guard let source = Source(series.values, scale: scale, seasons: seasons) else {
          throw .noSeries
        }
        variables.append(source)
      }
      sources.append(variables)
    }
    self.sources = sources
  }

  /// The values of series, those of several variables one variable after another.
  public func series(_ requests: [SeriesRequest], seed: UInt64) -> [[Double]] {
    requests.flatMap { request in
      sources[request.source].map { source in
        // The same numbers for each variable, and so the same places.
        var random = RandomStream(seed: seed, name: "seasons \(request.source) \(request.copy)")
        let noise = BlockBootstrap.resampled(
          source.remainder,
          request,
          source.phases,
          using: &random
        )
        return (0..<request.count).map { step in
          let place = request.position + step
          let value =
            source.trend[min(max(place, 0), source.trend.count - 1)]
            + source.season[source.seasonalPlace(place)] + noise[step]
          return source.scale.written(source.isLogarithmic ? exp(value) : value / source.unit)
        }
      }
    }
  }
}
