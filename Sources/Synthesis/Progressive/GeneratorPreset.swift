public import TimeSeries

/// Settings of a progressive GAN that belong together.
public enum GeneratorPreset: String, Sendable, Hashable, CaseIterable {
  /// A fifth of the training of the standard settings.
  case fast
  /// What scored best by Context-FID; see `Documentation/Decisions/synthesis.md`.
  case standard = "default"
  /// The networks and the schedule of the published runs with context.
  case paper

  /// How the places of steps in cycles are told.
  public var featureForm: TimeFeatures.Form { self == .paper ? .ramp : .circle }

  /// Whether a series can begin without history.
  public var padsContext: Bool { self != .paper }

  /// The sizes of the networks.
  ///
  /// - Parameters:
  ///   - source: The windows to learn from.
  public func shape(for source: WindowSource) -> ProgressiveShape {
    var shape = ProgressiveShape(
      seriesCount: source.seriesCount,
      featureCount: source.features.count,
      length: source.length
    )
    shape.contextLength = source.contextLength
    shape.variableCount = source.variableCount
    shape.levelCount = source.attributes.count
    if self != .paper {
      shape.noise = .perStage
      shape.hasEarlyContext = true
      if source.variableCount > 1 { (shape.sharedNoiseCount, shape.gain) = (16, 4) }
    }
    return shape
  }

  /// The training.
  ///
  /// - Parameter stages: The stages of growth.
  public func plan(stages: Int, seed: UInt64) -> ProgressivePlan {
    var plan: ProgressivePlan
    switch self {
    case .paper:
      plan = ProgressivePlan(schedule: .paper(stages: stages))
      plan.batchSize = 512
    case .fast, .standard:
      plan = ProgressivePlan(
        schedule: GrowthSchedule(stages: stages, epochsEach: 60, fadeEpochs: 20, last: 240)
      )
      plan.schedule.warmUpUpdates = 5
      plan.learningRate = 1e-3
      plan.meanDecay = 0.5
      plan.averageDecay = 0.999
      plan.cools = true
      plan.hiddenContextShare = 0.1
      plan.fidelityInterval = 10
      if self == .fast { plan.schedule = plan.schedule.scaled(by: 0.2) }
    }
    plan.hiddenSeriesShare = 0.2
    plan.seed = seed
    return plan
  }
}

extension WindowSource {
  /// The steps of windows that suit a panel: a season, rounded up to a power of two, at least 16 and at
  /// most 64, and as much less as it takes for half of the series to have room for two windows.
  ///
  /// - Returns: nil where not even a tenth of the series has room for one window of eight steps.
  public static func usualLength(for panel: Panel, season: Int) -> Int? {
    let longest = panel.map { longestRun(in: $0.values) }.sorted()
    guard !longest.isEmpty else { return nil }
    let half = longest[longest.count / 2]
    var length = ProgressiveShape.shortest
    while length < min(max(season, 16), 64) { length *= 2 }
    while length > ProgressiveShape.shortest && 2 * length > half { length /= 2 }
    return longest[longest.count * 9 / 10] >= length ? length : nil
  }

  /// The steps of the longest stretch without a missing value.
  private static func longestRun(in values: [Double]) -> Int {
    var (longest, run) = (0, 0)
    for value in values {
      run = value.isNaN ? 0 : run + 1
      longest = max(longest, run)
    }
    return longest
  }
}
