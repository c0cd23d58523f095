internal import Reporting
internal import Synthesis

extension SeriesMaker {
  /// What the series are made with.
  var facts: [Fact] {
    let known = (generator as? any WindowGenerator)?.sources
    let strangers = sources.count { $0.flatMap { known?[$0].isStranger } ?? false }
    let resampled = sources.indices.count { sources[$0] == nil && canMake($0) }
    let leftOut = sources.indices.count { !canMake($0) }
    let others = [
      (strangers, "made from attributes alone"), (resampled, "resampled"), (leftOut, "left out"),
    ]
    let learnt = sources.count - strangers - resampled - leftOut
    let parts =
      ["\(Digits.grouped(learnt)) of \(Digits.grouped(sources.count))"]
      + others.filter { $0.0 > 0 }.map { "\(Digits.grouped($0.0)) \($0.1)" }
    return generator.facts + [Fact("series learnt", parts.joined(separator: "; "))]
  }
}

extension SeriesGenerator {
  /// What a generator is.
  var facts: [Fact] {
    if let network = self as? ProgressiveSeriesGenerator {
      let (shape, plan) = (network.network.shape, network.plan)
      return [
        Fact("generator", "progressive self-attention GAN (Jeha and others 2022)"),
        Fact("windows", "\(shape.length) steps, after \(shape.contextLength) steps of context"),
        Fact("stages", "\(shape.stageCount + 1), from 8 steps doubling to \(shape.length)"),
        Fact(
          "channels",
          "\(shape.width), each series with a learnt vector of \(shape.embeddingSize)"
        ),
        Fact(
          "plan of training",
          "\(Digits.grouped(plan.stepCount)) steps of \(plan.batchSize) windows, learning rate \(Digits.short(plan.learningRate))"
        ),
      ]
    }
    if let network = self as? AutoencoderGenerator {
      return [
        Fact("generator", "TimeVAE (Desai and others 2021), told series, time and context"),
        Fact(
          "windows",
          "\(network.windowLength) steps, after \(network.contextLength) steps of context"
        ),
        Fact("latent vector", "\(network.noiseSize) numbers"),
      ]
    }
    return [Fact("generator", inProse)]
  }

  private var inProse: String {
    switch self {
    case is BlockBootstrap: "blocks of each series in a new order, each at its place in the season"
    case is SeasonalBootstrap:
      "trend and seasons of each series, and blocks of what is left in a new order"
    default: "exponential smoothing, fitted to each series, with new errors"
    }
  }
}
