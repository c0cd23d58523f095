public import NeuralNetworks
internal import Tensors

private let formatName = "almanac generator 1"

/// The most steps of a window, or of what is seen before it, in a file that is read.
private let longestWindow = 1 << 14

extension ProgressiveSeriesGenerator {
  /// Everything, as a weights file.
  public var file: WeightsFile {
    WeightsFile(
      network,
      metadata: [
        ("format", formatName),
        ("shape", Self.text(of: network.shape)),
        ("plan", Self.text(of: plan)),
        ("growth", "\(growth.depth) \(growth.share)"),
      ] + panel.entries
    )
  }

  /// Reads a generator.
  ///
  /// - Throws: `foreignGenerator` or `weights`.
  public init(_ file: WeightsFile) throws(SynthesisError) {
    let entries = try GeneratorEntries(file, format: formatName)
    let shape = try Self.shape(entries.words("shape"))
    let growth = entries.words("growth")
    guard growth.count == 2, let depth = Int(growth[0]), let share = Double(growth[1]),
      (0...shape.stageCount).contains(depth), (0...1).contains(share)
    else { throw .foreignGenerator(entry: "growth") }
    panel = try LearntPanel(entries, variableCount: shape.variableCount)
    guard panel.sources.count == shape.seriesCount, panel.features.count == shape.featureCount,
      panel.attributes.count == shape.levelCount
    else { throw .foreignGenerator(entry: "series") }
    plan = try Self.plan(entries.words("plan"), stages: shape.stageCount)
    try file.refuseOtherCount(than: shape.elementCount)
    var random = RandomStream(seed: 0)
    var network = ProgressiveGenerator(shape, using: &random)
    try network.loadWeights(of: file)
    (self.network, self.growth) = (network, Growth(depth: depth, share: share))
  }

  // MARK: - Sizes

  private static func text(of shape: ProgressiveShape) -> String {
    let numbers = [
      shape.seriesCount, shape.featureCount, shape.length, shape.contextLength, shape.variableCount,
      shape.width, shape.embeddingSize, shape.levelCount, shape.sharedNoiseCount,
    ]
    let forms = [
      shape.upsampling.rawValue, shape.noise.rawValue, "\(shape.attends)",
      "\(shape.normsAttention)", "\(shape.hasEarlyContext)", "\(shape.gain)",
    ]
    return (numbers.map(String.init) + forms).joined(separator: " ")
  }

  private static func shape(_ words: [String]) throws(SynthesisError) -> ProgressiveShape {
    let numbers = words.prefix(9).compactMap { Int($0) }
    guard words.count == 15, numbers.count == 9, numbers.allSatisfy({ (0...1 << 24).contains($0) }),
      numbers[0] > 0, numbers[2] >= ProgressiveShape.shortest, numbers[2].nonzeroBitCount == 1,
      // Of neither do the weights say how large it is at most.
      max(numbers[2], numbers[3]) <= longestWindow, numbers[4] > 0, numbers[5] > 0,
      let upsampling = ProgressiveShape.Upsampling(rawValue: words[9]),
      let noise = ProgressiveShape.Noise(rawValue: words[10]), let attends = Bool(words[11]),
      let normsAttention = Bool(words[12]), let hasEarlyContext = Bool(words[13]),
      let gain = Double(words[14]), gain.isFinite
    else { throw .foreignGenerator(entry: "shape") }
    var shape = ProgressiveShape(
      seriesCount: numbers[0],
      featureCount: numbers[1],
      length: numbers[2]
    )
    (shape.contextLength, shape.variableCount) = (numbers[3], numbers[4])
    (shape.width, shape.embeddingSize) = (numbers[5], numbers[6])
    (shape.levelCount, shape.sharedNoiseCount, shape.gain) = (numbers[7], numbers[8], gain)
    (shape.upsampling, shape.noise) = (upsampling, noise)
    (shape.attends, shape.normsAttention) = (attends, normsAttention)
    shape.hasEarlyContext = hasEarlyContext
    return shape
  }

  // MARK: - Plan

  private static func text(of plan: ProgressivePlan) -> String {
    let schedule = plan.schedule
    let numbers = [
      schedule.epochs, schedule.fadeEpochs, schedule.warmUpUpdates, plan.batchSize, plan.parts,
      plan.fidelityInterval ?? 0, plan.matchesDistributions ? 1 : 0,
    ]
    let reals = [
      plan.learningRate, plan.meanDecay, plan.momentWeight, plan.rangeWeight,
      plan.averageDecay ?? 0, plan.hiddenContextShare, plan.hiddenSeriesShare,
    ]
    return
      (numbers.map(String.init) + reals.map { "\($0)" }
      + ["\(plan.cools)", "\(plan.seed)"] + schedule.growthEpochs.map(String.init))
      .joined(separator: " ")
  }

  private static func plan(_ words: [String], stages: Int) throws(SynthesisError)
    -> ProgressivePlan
  {
    let numbers = words.prefix(7).compactMap { Int($0) }
    let reals = words.dropFirst(7).prefix(7).compactMap { Double($0) }
    let growth = words.dropFirst(16).compactMap { Int($0) }
    guard words.count >= 16, numbers.count == 7, reals.count == 7, growth.count == words.count - 16,
      growth.count <= stages,
      (numbers + growth).allSatisfy({ (0...1 << 31).contains($0) }), reals.allSatisfy(\.isFinite),
      reals[5...].allSatisfy({ (0...1).contains($0) }), numbers[3] > 0,
      numbers[4] > 0, zip(growth, growth.dropFirst()).allSatisfy({ $0 < $1 }),
      let cools = Bool(words[14]), let seed = UInt64(words[15])
    else { throw .foreignGenerator(entry: "plan") }
    var schedule = GrowthSchedule(
      growthEpochs: growth,
      fadeEpochs: numbers[1],
      epochs: numbers[0]
    )
    schedule.warmUpUpdates = numbers[2]
    var plan = ProgressivePlan(schedule: schedule)
    (plan.batchSize, plan.parts) = (numbers[3], numbers[4])
    plan.fidelityInterval = numbers[5] > 0 ? numbers[5] : nil
    plan.matchesDistributions = numbers[6] == 1
    (plan.learningRate, plan.meanDecay, plan.momentWeight) = (reals[0], reals[1], reals[2])
    (plan.rangeWeight, plan.hiddenContextShare) = (reals[3], reals[5])
    plan.hiddenSeriesShare = reals[6]
    plan.averageDecay = reals[4] > 0 ? reals[4] : nil
    (plan.cools, plan.seed) = (cools, seed)
    return plan
  }
}
