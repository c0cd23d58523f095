internal import Tensors
public import TimeSeries

/// A generator that puts blocks of a series one behind the other, each from the same place in the season
/// as the steps it stands for.
///
/// - Source: Künsch 1989, “The jackknife and the bootstrap for general stationary observations”; Politis
///   2001, “Resampling time series with seasonal components”, for the places in the season.
public struct BlockBootstrap: SeriesGenerator {
  /// Of each series the histories of its variables, with gaps filled.
  private let sources: [[[Double]]]
  private let scales: [[SeriesScale]]
  private let season: Int

  /// A generator for the series of a panel; missing values are filled in first.
  ///
  /// - Parameter season: The steps of a season; 1 for none.
  /// - Throws: `noSeries`; `tooShort` for a series without any observation.
  public init(_ panel: Panel, season: Int) throws(SynthesisError) {
    try self.init(panel.map { [$0] }, season: season)
  }

  /// A generator for series of several variables, whose blocks come from the same places.
  ///
  /// - Parameter groups: For each series its variables, all with one index.
  /// - Throws: `noSeries`; `tooShort` for a variable without any observation.
  public init(_ groups: [[Series]], season: Int) throws(SynthesisError) {
    scales = try SeriesScale.scales(of: groups)
    self.season = max(1, season)
    sources = groups.map { $0.map { $0.values.interpolated(period: max(1, season)) } }
  }

  /// The values of series, those of several variables one variable after another.
  public func series(_ requests: [SeriesRequest], seed: UInt64) -> [[Double]] {
    requests.flatMap { request in
      zip(sources[request.source], scales[request.source]).map { values, scale in
        // The same numbers for each variable, and so the same places.
        var random = RandomStream(seed: seed, name: "blocks \(request.source) \(request.copy)")
        return Self.resampled(values, request, season, using: &random).map(scale.written)
      }
    }
  }

  /// Blocks of values for the steps of a request.
  static func resampled(
    _ values: [Double],
    _ request: SeriesRequest,
    _ season: Int,
    using random: inout RandomStream
  ) -> [Double] {
    // Two seasons keep what neighbours have to do with each other; a third of a short series still
    // leaves a choice.
    let length = max(1, min(season > 1 ? 2 * season : 8, values.count / 3))
    var made: [Double] = []
    while made.count < request.count {
      let phase = (request.position + made.count).remainder(in: season)
      let choices = max(0, values.count - length - phase) / season + 1
      let start = phase + season * Int(random.uniform() * Double(choices))
      if start >= values.count {
        // The series is shorter than a season and has no such place: any value is as good.
        made.append(values[Int(random.uniform() * Double(values.count))])
      } else {
        made += values[start..<min(start + length, values.count)]
      }
    }
    return Array(made.prefix(request.count))
  }
}

extension Int {
  /// What is left of a division, from 0 up to the divisor.
  func remainder(in divisor: Int) -> Int { (self % divisor + divisor) % divisor }
}
