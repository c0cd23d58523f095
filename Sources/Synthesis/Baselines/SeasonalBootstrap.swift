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
    var trend: [Double]
    var season: [Double]
    var remainder: [Double]
    var isLogarithmic: Bool
    var scale: SeriesScale
    /// The longest season, after which everything repeats.
    var period: Int
    /// The shortest one, from whose phase a block goes to the same phase.
    var phases: Int

    /// The step whose season a step before, in or behind the series has.
    func seasonalPlace(_ place: Int) -> Int {
      let cycle = min(period, season.count)
      if place < 0 { return place.remainder(in: cycle) }
      if place < season.count { return place }
      let first = season.count - cycle
      return first + (place - first).remainder(in: cycle)
    }
  }

  private let sources: [Source]

  /// A generator for the series of a panel.
  ///
  /// - Parameter seasons: The steps of each season; none for a trend alone. A series takes those that it
  ///   holds twice: of one that it holds once nothing is left to put in a new order.
  /// - Throws: `noSeries`; `tooShort` for a series without any observation.
  public init(_ panel: Panel, seasons: [Int]) throws(SynthesisError) {
    if panel.isEmpty { throw .noSeries }
    var sources: [Source] = []
    for series in panel {
      guard let scale = SeriesScale(of: series.values) else {
        throw .tooShort(required: 1, longest: 0, series: series.id)
      }
      let isLogarithmic = scale.minimum > 0
      let values = isLogarithmic ? series.values.map { log($0) } : series.values
      let periods = seasons.filter { $0 > 1 && 2 * $0 <= values.count }
      guard let parts = MSTL(periods: periods).decomposition(of: values) else { throw .noSeries }
      let season = values.indices.map { step in parts.seasons.reduce(0) { $0 + $1[step] } }
      sources.append(
        Source(
          trend: parts.trend,
          season: season,
          remainder: parts.remainder.map { $0.isNaN ? 0 : $0 },
          isLogarithmic: isLogarithmic,
          scale: scale,
          period: periods.max() ?? 1,
          phases: periods.min() ?? 1
        )
      )
    }
    self.sources = sources
  }

  /// The values of series.
  public func series(_ requests: [SeriesRequest], seed: UInt64) -> [[Double]] {
    requests.map { request in
      var random = RandomStream(seed: seed, name: "seasons \(request.source) \(request.copy)")
      let source = sources[request.source]
      let noise = BlockBootstrap.resampled(source.remainder, request, source.phases, using: &random)
      return (0..<request.count).map { step in
        let place = request.position + step
        let value =
          source.trend[min(max(place, 0), source.trend.count - 1)]
          + source.season[source.seasonalPlace(place)] + noise[step]
        return source.scale.written(source.isLogarithmic ? exp(value) : value)
      }
    }
  }
}
