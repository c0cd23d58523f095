/// When networks grow, and which of the two is trained in a step.
///
/// Steps are counted in epochs of 100. The generator and the discriminator take turns; at the very
/// beginning the discriminator is ahead.
///
/// - Source: the authors' program of Jeha and others 2022, where depth and share change between epochs.
public struct GrowthSchedule: Sendable, Hashable {
  /// The last epoch of each depth but the greatest.
  public var growthEpochs: [Int]
  /// The epochs in which a new stage is blended in.
  public var fadeEpochs: Int
  /// The epochs of the training.
  public var epochs: Int
  /// The updates of the generator before both take turns.
  public var warmUpUpdates = 25

  /// The steps of an epoch, each an update of one network.
  public static let stepsPerEpoch = 100

  /// A schedule.
  ///
  /// - Precondition: The epochs of growth ascend, and none is negative.
  public init(growthEpochs: [Int], fadeEpochs: Int, epochs: Int) {
    precondition(
      zip(growthEpochs, growthEpochs.dropFirst()).allSatisfy { $0 < $1 }
        && (growthEpochs + [fadeEpochs, epochs]).allSatisfy { $0 >= 0 },
      "growth after epochs \(growthEpochs)"
    )
    (self.growthEpochs, self.fadeEpochs, self.epochs) = (growthEpochs, fadeEpochs, epochs)
  }

  /// The same number of epochs for each stage, then `last` for the full length.
  public init(stages: Int, epochsEach: Int, fadeEpochs: Int, last: Int) {
    self.init(
      growthEpochs: (1...max(1, stages)).prefix(stages).map { $0 * epochsEach },
      fadeEpochs: fadeEpochs,
      epochs: stages * epochsEach + last
    )
  }

  /// The schedule of the published runs: a new stage every 1000 epochs, blended in over 500.
  public static func paper(stages: Int) -> GrowthSchedule {
    GrowthSchedule(stages: stages, epochsEach: 1000, fadeEpochs: 500, last: 1500)
  }

  /// The growth in an epoch; the first is epoch 0.
  public func growth(inEpoch epoch: Int) -> Growth {
    guard let last = growthEpochs.last(where: { epoch > $0 }) else { return Growth(depth: 0) }
    let depth = growthEpochs.count { epoch > $0 }
    let age = epoch - last
    let isFading = fadeEpochs > 1 && age < fadeEpochs
    return Growth(depth: depth, share: isFading ? Double(age) / Double(fadeEpochs) : 1)
  }

  /// The growth in a step.
  public func growth(atStep step: Int) -> Growth { growth(inEpoch: step / Self.stepsPerEpoch) }

  /// Whether a step updates the generator; else it updates the discriminator.
  public func updatesGenerator(atStep step: Int) -> Bool {
    let (epoch, place) = step.quotientAndRemainder(dividingBy: Self.stepsPerEpoch)
    // With 50 updates of the discriminator for one of the generator, an epoch has two of the latter.
    let updatesBefore = 2 * epoch + (place > 51 ? 2 : place > 0 ? 1 : 0)
    return place % (updatesBefore < warmUpUpdates ? 51 : 2) == 0
  }

  /// The first epoch in which all stages are fully in use.
  public var firstFullEpoch: Int {
    guard let last = growthEpochs.last else { return 0 }
    return last + max(1, fadeEpochs)
  }

  /// The schedule with all its epochs multiplied.
  public func scaled(by factor: Double) -> GrowthSchedule {
    func scaled(_ epochs: Int) -> Int { max(1, Int((Double(epochs) * factor).rounded())) }
    var previous = 0
    let growth = growthEpochs.map { epoch in
      previous = max(previous + 1, scaled(epoch))
      return previous
    }
    var schedule = GrowthSchedule(
      growthEpochs: growth,
      fadeEpochs: scaled(fadeEpochs),
      epochs: max(previous + 2, scaled(epochs))
    )
    schedule.warmUpUpdates = warmUpUpdates
    return schedule
  }
}
