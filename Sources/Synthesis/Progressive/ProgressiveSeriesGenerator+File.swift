public import NeuralNetworks
internal import Tensors
internal import TimeSeries

// A generator's file has the network's weights as its tensors, and in its metadata the sizes of the network,
// the plan, the features, and a line for each series.

private let formatName = "almanac generator 1"

extension ProgressiveSeriesGenerator {
  /// Everything, as a weights file.
  public var file: WeightsFile {
    let (shape, plan) = (network.shape, plan)
    var metadata: [(key: String, value: String)] = [
      ("format", formatName),
      ("shape", Self.text(of: shape)),
      ("plan", Self.text(of: plan)),
      ("growth", "\(growth.depth) \(growth.share)"),
      ("features", "\(features.form.rawValue) \(features.season)"),
      ("frequency", "\(features.sourceFrequency)"),
    ]
    metadata += seriesEntries
    return WeightsFile(network, metadata: metadata)
  }

  /// Reads a generator.
  ///
  /// - Throws: `foreignGenerator` or `weights`.
  public init(_ file: WeightsFile) throws(SynthesisError) {
    var words: [String: [String]] = [:]
    var texts: [String: String] = [:]
    for (key, value) in file.metadata {
      texts[key] = value
      words[key] = value.split(separator: " ").map(String.init)
    }
    guard texts["format"] == formatName else { throw .foreignGenerator(entry: "format") }
    guard let frequency = texts["frequency"].flatMap({ Frequency($0) }) else {
      throw .foreignGenerator(entry: "frequency")
    }
    let shape = try Self.shape(words["shape"] ?? [])
    let growth = words["growth"] ?? []
    guard growth.count == 2, let depth = Int(growth[0]), let share = Double(growth[1]),
      (0...shape.stageCount).contains(depth), (0...1).contains(share)
    else { throw .foreignGenerator(entry: "growth") }
    let told = words["features"] ?? []
    guard told.count == 2, let form = TimeFeatures.Form(rawValue: told[0]),
      let season = Int(told[1]), season > 0
    else { throw .foreignGenerator(entry: "features") }
    let features = TimeFeatures(frequency: frequency, season: season, form: form)
    var sources: [LearntSeries] = []
    for line in (texts["series"] ?? "").split(separator: "\n", omittingEmptySubsequences: false) {
      guard
        let source = LearntSeries(line, variables: shape.variableCount, frequency: frequency)
      else {
        throw .foreignGenerator(entry: "series")
      }
      sources.append(source)
    }
    guard sources.count == shape.seriesCount, features.count == shape.featureCount else {
      throw .foreignGenerator(entry: "series")
    }
    var random = RandomStream(seed: 0)
    var network = ProgressiveGenerator(shape, using: &random)
    do { try network.load(WeightsFile(file.entries)) } catch { throw .weights(error) }
    self.init(
      network: network,
      growth: Growth(depth: depth, share: share),
      features: features,
      sources: sources,
      plan: try Self.plan(words["plan"] ?? [])
    )
    try takeVariables(texts["variables"])
  }

  // MARK: - Sizes

  private static func text(of shape: ProgressiveShape) -> String {
    let numbers = [
      shape.seriesCount, shape.featureCount, shape.length, shape.contextLength, shape.variableCount,
      shape.width, shape.embeddingSize,
    ]
    let forms = [
      shape.upsampling.rawValue, shape.noise.rawValue, "\(shape.attends)",
      "\(shape.normsAttention)", "\(shape.hasEarlyContext)",
    ]
    return (numbers.map(String.init) + forms).joined(separator: " ")
  }

  private static func shape(_ words: [String]) throws(SynthesisError) -> ProgressiveShape {
    let numbers = words.prefix(7).compactMap { Int($0) }
    guard words.count == 12, numbers.count == 7, numbers.allSatisfy({ (0...1 << 24).contains($0) }),
      numbers[0] > 0, numbers[2] >= ProgressiveShape.shortest, numbers[2].nonzeroBitCount == 1,
      numbers[4] > 0, numbers[5] > 0,
      let upsampling = ProgressiveShape.Upsampling(rawValue: words[7]),
      let noise = ProgressiveShape.Noise(rawValue: words[8]), let attends = Bool(words[9]),
      let normsAttention = Bool(words[10]), let hasEarlyContext = Bool(words[11])
    else { throw .foreignGenerator(entry: "shape") }
    var shape = ProgressiveShape(
      seriesCount: numbers[0],
      featureCount: numbers[1],
      length: numbers[2]
    )
    (shape.contextLength, shape.variableCount) = (numbers[3], numbers[4])
    (shape.width, shape.embeddingSize) = (numbers[5], numbers[6])
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
      plan.fidelityInterval ?? 0,
    ]
    let reals = [
      plan.learningRate, plan.meanDecay, plan.momentWeight, plan.rangeWeight,
      plan.averageDecay ?? 0, plan.hiddenContextShare,
    ]
    return
      (numbers.map(String.init) + reals.map { "\($0)" }
      + ["\(plan.cools)", "\(plan.seed)"] + schedule.growthEpochs.map(String.init))
      .joined(separator: " ")
  }

  private static func plan(_ words: [String]) throws(SynthesisError) -> ProgressivePlan {
    let numbers = words.prefix(6).compactMap { Int($0) }
    let reals = words.dropFirst(6).prefix(6).compactMap { Double($0) }
    let growth = words.dropFirst(14).compactMap { Int($0) }
    guard words.count >= 14, numbers.count == 6, reals.count == 6, growth.count == words.count - 14,
      (numbers + growth).allSatisfy({ $0 >= 0 }), reals.allSatisfy(\.isFinite), numbers[3] > 0,
      numbers[4] > 0, zip(growth, growth.dropFirst()).allSatisfy({ $0 < $1 }),
      let cools = Bool(words[12]), let seed = UInt64(words[13])
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
    (plan.learningRate, plan.meanDecay, plan.momentWeight) = (reals[0], reals[1], reals[2])
    (plan.rangeWeight, plan.hiddenContextShare) = (reals[3], reals[5])
    plan.averageDecay = reals[4] > 0 ? reals[4] : nil
    (plan.cools, plan.seed) = (cools, seed)
    return plan
  }
}
