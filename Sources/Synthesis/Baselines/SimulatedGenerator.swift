public import Tensors
public import TimeSeries

/// A generator of what fitted models might have made of a series: errors drawn anew around the path
/// that a model found, and a random future behind its end.
///
/// A trend is thereby followed where the series had it, and let go on only behind the end. This room
/// may not look at the models that forecast, so whoever knows both hands over how one of them simulates.
public struct SimulatedGenerator: SeriesGenerator {
  /// The steps of a series from its beginning up to a count, the first of them within its history and
  /// the others behind it.
  public typealias Simulation =
    @Sendable (_ source: Int, _ count: Int, _ random: inout RandomStream) -> [Double]

  private let scales: [SeriesScale]
  private let season: Int
  private let name: String
  private let simulate: Simulation

  /// A generator.
  ///
  /// - Parameters:
  ///   - panel: The series that the models were fitted to.
  ///   - season: The steps of a season; what is made begins at its right place in it.
  ///   - name: The name of the model, which gives it random numbers of its own.
  ///   - simulate: What a model makes of a series.
  /// - Throws: `noSeries`; `tooShort` for a series without any observation.
  public init(
    _ panel: Panel,
    season: Int,
    name: String,
    simulate: @escaping Simulation
  ) throws(SynthesisError) {
    scales = try SeriesScale.scales(of: panel.map { [$0] }).map { $0[0] }
    (self.season, self.name, self.simulate) = (max(1, season), name, simulate)
  }

  /// The values of series.
  public func series(_ requests: [SeriesRequest], seed: UInt64) -> [[Double]] {
    requests.map { request in
      var random = RandomStream(seed: seed, name: "\(name) \(request.source) \(request.copy)")
      // What is to begin before the series begins whole seasons later.
      let start = request.position < 0 ? request.position.remainder(in: season) : request.position
      let values = simulate(request.source, start + request.count, &random)
      return values.dropFirst(start).map(scales[request.source].written)
    }
  }
}
