internal import Synthesis

/// How losses and fidelity went in a training, in about 400 points however long it was.
struct TrainingCurve {
  /// Some steps in a row of one stage.
  struct Point {
    /// The last of the steps.
    var step: Int
    /// The number of stages in use beyond the first.
    var depth: Int
    /// The mean of the latest losses that were known at the steps.
    var generator, discriminator: Double
    /// The latest look at how far windows are from real ones; NaN before the first.
    var fidelity: Double
  }

  /// Means over the steps since the last point.
  private struct Sum {
    var (generator, discriminator, count) = (0.0, 0.0, 0.0)
  }

  private(set) var points: [Point] = []
  /// The best look at the fidelity; nil before the first.
  private(set) var bestFidelity: Double?
  /// The steps taken.
  private(set) var step = 0
  private var sum = Sum()

  /// Takes note of a step.
  mutating func add(_ state: ProgressiveTraining.Progress) {
    step = state.step
    bestFidelity = state.bestFidelity
    // The first steps know of one network alone.
    guard state.generatorLoss.isFinite, state.discriminatorLoss.isFinite else { return }
    let isNewStage = points.last.map { $0.depth != state.growth.depth } ?? true
    // What is left of the stage before does not belong to this one.
    if isNewStage { sum = Sum() }
    sum.generator += state.generatorLoss
    sum.discriminator += state.discriminatorLoss
    sum.count += 1
    guard isNewStage || Int(sum.count) >= max(1, state.stepCount / 400) else { return }
    points.append(
      Point(
        step: state.step,
        depth: state.growth.depth,
        generator: sum.generator / sum.count,
        discriminator: sum.discriminator / sum.count,
        fidelity: state.fidelity ?? .nan
      )
    )
    sum = Sum()
  }
}
