internal import NeuralNetworks
internal import Tensors

extension ProgressivePlan {
  /// The plan with its epochs multiplied so that the training takes about so long on this machine with the
  /// threads that are allowed, as a few steps at each depth show.
  ///
  /// - Precondition: `seconds` is positive.
  public func fitted(
    toSeconds seconds: Double,
    _ shape: ProgressiveShape,
    on source: WindowSource
  ) -> ProgressivePlan {
    precondition(seconds > 0, "a budget of \(seconds) seconds")
    let times = (0...shape.stageCount).map {
      Self.secondsPerStep(shape, self, on: source, depth: $0)
    }
    let expected = (0..<schedule.epochs).reduce(0.0) { sum, epoch in
      sum + times[schedule.growth(inEpoch: epoch).depth] * Double(GrowthSchedule.stepsPerEpoch)
    }
    var plan = self
    // A tenth is left for what is not training, and for a machine that gets busier.
    plan.schedule = schedule.scaled(by: min(20, 0.9 * seconds / max(expected, 1e-9)))
    return plan
  }

  /// The mean time of a step of the generator and one of the discriminator.
  private static func secondsPerStep(
    _ shape: ProgressiveShape,
    _ plan: ProgressivePlan,
    on source: WindowSource,
    depth: Int
  ) -> Double {
    var random = RandomStream(seed: plan.seed, name: "times")
    let networks = ProgressiveNetworks(shape, using: &random)
    let rows = max(1, plan.batchSize / plan.parts)
    let batches = (0..<plan.parts).map { _ in
      (windows: source.windows(rows, using: &random), noise: shape.noise(rows, using: &random))
    }
    let growth = Growth(depth: depth)
    func step(_ isGenerator: Bool) {
      _ = valueWithGradient(at: networks, summingOver: plan.parts) { model, part in
        let (windows, noise) = batches[part]
        return isGenerator
          ? model.generatorLoss(windows, noise: noise, growth: growth)
          : model.discriminatorLoss(windows, noise: noise, growth: growth)
      }
    }
    return secondsPerRound {
      step(true)
      step(false)
    } / 2
  }
}
