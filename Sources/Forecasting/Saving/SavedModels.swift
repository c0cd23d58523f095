internal import NeuralNetworks
public import TimeSeries

/// What models have estimated for each series of a panel, or learnt from all of them, as it is kept in a
/// file.
///
/// With it, forecasts of the same series go on from a history that has grown, without estimating
/// anything.
public struct SavedModels: Sendable {
  /// What was estimated for one series.
  public struct Entry: Hashable, Sendable {
    /// The stamp of the first step of its history.
    public var start: Timestamp
    /// The number of steps of its history.
    public var stepCount: Int
    /// What each model estimated, in the order of `models`; nil where a series got another model.
    public var estimates: [Estimates?]
  }

  /// The catalogue's names of the models.
  public let models: [String]
  /// The frequency of the panel.
  public let frequency: Frequency
  /// The seasonal period that the models were given.
  public let seasonalPeriod: Int
  /// Those of the models that have learnt from the whole panel.
  public let trained: [any GlobalForecaster]
  /// The ids of the series, in the order in which they were added.
  public private(set) var ids: [String] = []
  private var entries: [String: Entry] = [:]

  /// Models of which nothing has been estimated yet.
  public init(
    models: [String],
    frequency: Frequency,
    seasonalPeriod: Int,
    trained: [any GlobalForecaster] = []
  ) {
    self.trained = trained
    self.models = models
    self.frequency = frequency
    self.seasonalPeriod = seasonalPeriod
  }

  /// The entry of a series; nil if there is none.
  public subscript(id: String) -> Entry? { entries[id] }

  /// Keeps what was estimated for a series; an entry of the same id is replaced.
  ///
  /// - Precondition: there are estimates, or nil, for each model.
  public mutating func add(_ entry: Entry, id: String) {
    precondition(
      entry.estimates.count == models.count,
      "\(entry.estimates.count) estimates for \(models.count) models"
    )
    if entries.updateValue(entry, forKey: id) == nil { ids.append(id) }
  }

  /// Keeps what a series' fitted models, one for each of `models`, have estimated.
  public mutating func add(_ fitted: [FittedSeries], of series: Series) {
    add(
      Entry(
        start: series.index.start,
        stepCount: series.values.count,
        estimates: fitted.map { $0.fallback == nil ? $0.model.estimates : nil }
      ),
      id: series.id
    )
  }

  /// What was estimated for a series, one for each model; all nil where its history does not begin
  /// where the estimates' did, or has become shorter: then it is another history.
  public func estimates(for series: Series) -> [Estimates?] {
    guard
      let entry = entries[series.id], entry.start == series.index.start,
      entry.stepCount <= series.values.count
    else { return Array(repeating: nil, count: models.count) }
    return entry.estimates
  }
}
