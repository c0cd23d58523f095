public import NeuralNetworks
internal import TimeSeries

/// A model that has learnt from a panel, and the time that it took.
public struct TrainedModel: Sendable {
  /// The model.
  public let forecaster: any GlobalForecaster
  /// The time by the clock.
  public let seconds: Double

  /// The given model.
  public init(forecaster: any GlobalForecaster, seconds: Double) {
    (self.forecaster, self.seconds) = (forecaster, seconds)
  }
}

extension TrainedModel {
  private static let timeKey = "training seconds"

  /// What was learnt, as a file.
  public var file: WeightsFile {
    WeightsFile(
      forecaster.learnt,
      metadata: forecaster.settings + [(Self.timeKey, NumberText.text(seconds))]
    )
  }

  /// The model in a file.
  ///
  /// - Parameters:
  ///   - untrained: a model of the same kind.
  ///   - options: the settings that the model had.
  /// - Throws: `SavedModelsError` where the file is not whole, or holds another model.
  public init(
    _ file: WeightsFile,
    of untrained: any GlobalForecaster,
    options: ModelOptions
  ) throws(SavedModelsError) {
    guard let text = file.metadata.first(where: { $0.key == Self.timeKey })?.value,
      let seconds = Double(text)
    else { throw .damaged(part: Self.timeKey) }
    self.init(
      forecaster: try type(of: untrained).init(options: options, file: file),
      seconds: seconds
    )
  }
}
