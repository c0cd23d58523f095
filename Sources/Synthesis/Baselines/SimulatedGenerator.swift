public import Tensors
public import TimeSeries

/// A generator that lets fitted models go on at random.
///
/// This room may not look at the models that forecast, so whoever knows both hands over how one of
/// them simulates.
public struct SimulatedGenerator: SeriesGenerator {
  /// What may come after the end of a series: so many steps of one random future.
  public typealias Simulation =
    @Sendable (_ source: Int, _ count: Int, _ random: inout RandomStream) -> [Double]

  private let counts: [Int]
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
  ///   - simulate: How a model goes on.
  /// - Throws: `noSeries`; `tooShort` for a series without any observation.
  public init(
    _ panel: Panel,
    season: Int,
    name: String,
    simulate: @escaping Simulation
  ) throws(SynthesisError) {
    if panel.isEmpty { throw .noSeries }
    var scales: [SeriesScale] = []
    for series in panel {
      guard let scale = SeriesScale(of: series.values) else {
        throw .tooShort(required: 1, longest: 0, series: series.id)
      }
      scales.append(scale)
    }
    self.scales = scales
    counts = panel.map { $0.values.count }
    (self.season, self.name, self.simulate) = (max(1, season), name, simulate)
  }

  /// The values of series.
  public func series(_ requests: [SeriesRequest], seed: UInt64) -> [[Double]] {
    requests.map { request in
      var random = RandomStream(seed: seed, name: "\(name) \(request.source) \(request.copy)")
      // The model's future begins where the series ends; steps are skipped up to the right place.
      let skipped = (request.position - counts[request.source]).remainder(in: season)
      let future = simulate(request.source, skipped + request.count, &random)
      return future.dropFirst(skipped).map(scales[request.source].written)
    }
  }
}
