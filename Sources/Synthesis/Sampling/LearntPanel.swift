public import TimeSeries

/// What a generator knows of the panel that it has learnt from.
public struct LearntPanel: Sendable, Hashable {
  /// What a network is told of the time of a step.
  public let features: TimeFeatures
  /// The series; behind those that were learnt from, those that borrow vectors.
  public internal(set) var sources: [LearntSeries]
  /// The names of the values of a step; empty where there is one, or where they are not known.
  public var variables: [String] = []
  /// The attributes of the series.
  public internal(set) var attributes = AttributeLevels.none
  /// The steps of training that were taken on it; with none the network is as it was drawn at random.
  public internal(set) var steps = 0
}

/// A series that a network has learnt from.
public struct LearntSeries: Sendable, Hashable {
  /// Its id.
  public var id: String
  /// Its stamps.
  public var index: TimeIndex
  /// The scale of each of its variables.
  public var scales: [SeriesScale]
  /// Whether it had a window to learn from; without, its vector is still a random one.
  public var isLearnt: Bool
  /// The number of the series whose vector it borrows; nil for a series with one of its own.
  public var likeness: Int?
  /// The numbers of the levels of its attributes.
  public var levels: [Int] = []
  /// Whether it has no vector, neither of its own nor a borrowed one, and its attributes are all that is
  /// known of it.
  public var isStranger = false
}

extension WindowSource {
  /// The panel, for a generator to remember after some steps of training.
  func learntPanel(after steps: Int) -> LearntPanel {
    let learnt = Set(usable)
    return LearntPanel(
      features: features,
      sources: (0..<seriesCount).map { series in
        LearntSeries(
          id: ids[series],
          index: index(of: series),
          scales: scales[series],
          isLearnt: learnt.contains(series),
          levels: levels(of: series)
        )
      },
      attributes: attributes,
      steps: steps
    )
  }
}
