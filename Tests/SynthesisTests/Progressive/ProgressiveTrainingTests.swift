import AlmanacTesting
import Foundation
import NeuralNetworks
import Synthesis
import Tensors
import Testing
import TimeSeries

@Suite("ProgressiveTraining")
struct ProgressiveTrainingTests {
  /// Waves of 24 steps with levels of their own.
  static let panel = Panel(
    (0..<5).map { number in
      Series(
        id: "wave \(number)",
        values: (0..<120).map { step in
          Double(number) + sin(2 * Double.pi * Double(step) / 24) + 0.1 * cos(Double(step * step))
        }
      )
    }
  )

  static func source(context: Int = 0) throws -> WindowSource {
    try WindowSource(
      panel,
      length: 16,
      contextLength: context,
      features: TimeFeatures(frequency: Frequency(.integer), season: 24, form: .circle),
      padsContext: true
    )
  }

  /// A training so short that it takes a second.
  static func plan() -> ProgressivePlan {
    var plan = GeneratorPreset.standard.plan(stages: 1, seed: 7)
    plan.schedule = GrowthSchedule(growthEpochs: [0], fadeEpochs: 1, epochs: 2)
    plan.batchSize = 8
    plan.fidelityInterval = 1
    return plan
  }

  @Test("a training that goes on from a checkpoint ends in the same bits", .tags(.property))
  func resume() throws {
    let source = try Self.source(context: 8)
    let shape = GeneratorPreset.standard.shape(for: source)
    var straight = ProgressiveTraining(shape, Self.plan(), on: source)
    try straight.run()
    let folder = try TemporaryFolder()
    let path = folder.file("half.checkpoint").path
    var first = ProgressiveTraining(shape, Self.plan(), on: source, checkpointPath: path)
    var taken = 0
    let outcome = try first.run(stop: { taken == 70 }, progress: { taken = $0.step })
    #expect(outcome == .interrupted)
    var second = ProgressiveTraining(shape, Self.plan(), on: source)
    try second.restore(path: path)
    #expect(second.step == 70)
    try second.run()
    for (a, b) in zip(straight.generator.parameters, second.generator.parameters) {
      #expect(a.elements == b.elements)
    }
  }

  @Test("blocks that are not in use yet stay as they were drawn", .tags(.property))
  func unused() throws {
    let source = try Self.source()
    var plan = Self.plan()
    plan.schedule = GrowthSchedule(growthEpochs: [1], fadeEpochs: 1, epochs: 3)
    plan.averageDecay = nil
    plan.fidelityInterval = nil
    let shape = GeneratorPreset.paper.shape(for: source)
    var training = ProgressiveTraining(shape, plan, on: source)
    let drawn = training.generator.stages[0].parameters.map(\.elements)
    let initial = training.generator.initial.parameters.map(\.elements)
    var taken = 0
    try training.run(stop: { taken == 60 }, progress: { taken = $0.step })
    #expect(training.generator.stages[0].parameters.map(\.elements) == drawn)
    #expect(training.generator.initial.parameters.map(\.elements) != initial)
  }

  @Test(
    "after power iterations the largest singular value of a normed weight is 1",
    .tags(.property)
  )
  func spectralNorm() throws {
    let shape = GeneratorPreset.paper.shape(for: try Self.source())
    var random = RandomStream(seed: 5)
    var generator = ProgressiveGenerator(shape, using: &random)
    for _ in 0..<2000 { generator.advanceState() }
    let layer = generator.stages[0].block.convolution
    let normed = layer.layer.weight / layer.largestSingularValue
    let matrix = normed.reshaped(to: [normed.shape[0], -1])
    let largest = try matrix.singularValueDecomposition().s[0].scalar
    #expect((largest - 1).magnitude < 1e-4)
  }

  @Test("a saved generator makes the same series", .tags(.property))
  func savedGenerator() throws {
    let source = try Self.source(context: 16)
    let shape = GeneratorPreset.standard.shape(for: source)
    var training = ProgressiveTraining(shape, Self.plan(), on: source)
    try training.run()
    let generator = training.seriesGenerator
    let folder = try TemporaryFolder()
    let path = folder.file("waves.gan").path
    try generator.file.write(to: path)
    let read = try ProgressiveSeriesGenerator(WeightsFile(path: path))
    #expect(read.sources == generator.sources)
    #expect(read.plan == generator.plan)
    let requests = [
      SeriesRequest(source: 3, copy: 1, position: 0, count: 50),
      SeriesRequest(source: 0, copy: 2, position: -5, count: 7),
      SeriesRequest(source: 0, copy: 3, position: 500, count: 16),
    ]
    let made = generator.series(requests, seed: 11)
    #expect(made.map(\.count) == [50, 7, 16])
    #expect(made.joined().allSatisfy { $0.isFinite })
    #expect(read.series(requests, seed: 11) == made)
    #expect(generator.series(requests, seed: 12) != made)
    #expect(made[1] != made[2])
  }

  @Test("a saved generator knows the names of its variables")
  func savedVariables() throws {
    let groups = Self.panel.map { [$0, Series(id: $0.id, values: $0.values.map { -$0 })] }
    let source = try WindowSource(
      groups,
      length: 16,
      features: TimeFeatures(frequency: Frequency(.integer), season: 24)
    )
    let training = ProgressiveTraining(
      GeneratorPreset.fast.shape(for: source),
      Self.plan(),
      on: source
    )
    var generator = training.seriesGenerator
    #expect(try ProgressiveSeriesGenerator(generator.file).variables.isEmpty)
    generator.variables = ["a b", "c\\d\ne"]
    #expect(try ProgressiveSeriesGenerator(generator.file).variables == generator.variables)
    generator.variables = ["a", "a"]
    #expect(throws: SynthesisError.foreignGenerator(entry: "variables")) {
      try ProgressiveSeriesGenerator(generator.file)
    }
  }

  @Test("every step of a window sees the shared noise")
  func sharedNoise() throws {
    let source = try Self.source()
    var shape = GeneratorPreset.standard.shape(for: source)
    let own = shape.noiseCount
    shape.sharedNoiseCount = 1
    #expect(shape.noiseCount == own + 1)
    var random = RandomStream(seed: 1)
    let generator = ProgressiveGenerator(shape, using: &random)
    let conditions = source.windows(3, using: &random).conditions
    let noise = Tensor.zeros([3, own, 16])
    func windows(_ shared: Tensor) -> Tensor {
      generator(
        conditions,
        noise: .concatenated([noise, shared], along: 1),
        growth: Growth(depth: shape.stageCount)
      )
    }
    let difference = windows(.ones([3, 1, 16])) - windows(.zeros([3, 1, 16]))
    #expect(difference.elements.allSatisfy { $0 != 0 })
  }

  @Test("moments as distributions do not depend on which window is whose", .tags(.property))
  func momentDistances() {
    var random = RandomStream(seed: 3)
    let real = Tensor.normal([6, 2, 8], using: &random)
    let turned = real.gathered(at: Indices([1, 2, 3, 4, 5, 0]))
    #expect(momentDistance(turned, real).scalar == 0)
    #expect(momentLoss(turned, real).scalar > 0.1)
    #expect((momentDistance(real + 3, real).scalar - 3).magnitude < 1e-5)
    #expect((momentDistance(real + 3, turned).scalar - 3).magnitude < 1e-5)
  }

  @Test("a file that is no generator is refused")
  func foreign() throws {
    #expect(throws: SynthesisError.foreignGenerator(entry: "format")) {
      try ProgressiveSeriesGenerator(WeightsFile([("a", Tensor(1))]))
    }
  }

  @Test("files with made-up sizes are refused before any memory is taken for them")
  func hostile() throws {
    // Every part that a network can have or lack.
    for context in [0, 3] {
      let source = try Self.source(context: context)
      for preset in [GeneratorPreset.standard, .paper] {
        var shape = preset.shape(for: source)
        if context == 0 { shape.attends = false }
        if context == 3 { (shape.sharedNoiseCount, shape.gain) = (2, 4) }
        #expect(shape.levelCount == 0)
        let file = ProgressiveTraining(shape, Self.plan(), on: source).seriesGenerator.file
        #expect(try ProgressiveSeriesGenerator(file).network.shape == shape)
      }
    }
    let source = try Self.source(context: 8)
    let shape = GeneratorPreset.standard.shape(for: source)
    let file = ProgressiveTraining(shape, Self.plan(), on: source).seriesGenerator.file
    let words = try #require(file.metadata.first { $0.key == "shape" }).value
      .split(separator: " ").map(String.init)
    #expect(words.count == 15)
    for place in 0..<9 {
      // No levels of attributes are what it has.
      for size in ["16777216", "0", "-1", "9223372036854775807"] where size != words[place] {
        var changed = file
        changed.metadata.removeAll { $0.key == "shape" }
        let sizes = words[..<place] + [size] + words[(place + 1)...]
        changed.metadata.append(("shape", sizes.joined(separator: " ")))
        #expect(throws: SynthesisError.self, "\(sizes)") { try ProgressiveSeriesGenerator(changed) }
      }
    }
    // A season that would overflow, and more epochs of growth than stages.
    let plan = try #require(file.metadata.first { $0.key == "plan" }).value
    let others = [("features", "circle 9223372036854775807"), ("plan", plan + " 7")]
    for (key, value) in others {
      var changed = file
      changed.metadata.removeAll { $0.key == key }
      changed.metadata.append((key, value))
      #expect(throws: SynthesisError.foreignGenerator(entry: key)) {
        try ProgressiveSeriesGenerator(changed)
      }
    }
  }

  @Test("a stopped training makes windows of its depth, stretched to full length")
  func stopped() throws {
    let source = try Self.source()
    var plan = Self.plan()
    plan.schedule = GrowthSchedule(growthEpochs: [5], fadeEpochs: 1, epochs: 7)
    var training = ProgressiveTraining(GeneratorPreset.fast.shape(for: source), plan, on: source)
    var taken = 0
    try training.run(stop: { taken == 3 }, progress: { taken = $0.step })
    let generator = training.seriesGenerator
    #expect(generator.growth == Growth(depth: 0))
    let made = generator.series([SeriesRequest(source: 0, count: 40)], seed: 0)
    #expect(made[0].count == 40 && made[0][0] == made[0][1])
  }

  @Test("attributes are conditions of both networks, and a stranger has nothing else")
  func attributes() throws {
    let panel = Panel(
      Self.panel.enumerated().map { number, series in
        var series = series
        series.attributes = [
          Attribute(name: "kind", value: number.isMultiple(of: 2) ? "even" : "odd one"),
          Attribute(name: "place\t", value: number == 4 ? "" : "p\(number / 2)"),
        ]
        return series
      }
    )
    let source = try WindowSource(
      panel,
      length: 16,
      contextLength: 16,
      features: TimeFeatures(frequency: Frequency(.integer), season: 24),
      padsContext: true
    )
    let shape = GeneratorPreset.fast.shape(for: source)
    #expect(shape.levelCount == 4)
    var training = ProgressiveTraining(shape, Self.plan(), on: source)
    let before = training.generator.levels?.weight.elements
    try training.run()
    #expect(training.generator.levels?.weight.elements != before)
    let generator = try ProgressiveSeriesGenerator(training.seriesGenerator.file)
    #expect(generator.panel == training.seriesGenerator.panel)
    #expect(generator.sources[4].levels == [0] && generator.sources[3].levels == [1, 3])

    func stranger(_ kind: String, _ place: String) -> [Series] {
      var series = Self.panel[0]
      series.values = series.values.map { _ in .nan }
      series.attributes = [
        Attribute(name: "kind", value: kind), Attribute(name: "place\t", value: place),
      ]
      return [series]
    }
    let grown = generator.admitting([
      stranger("even", "p0"), stranger("odd one", "p0"), stranger("even", "elsewhere"),
    ])
    let made = grown.series((5..<8).map { SeriesRequest(source: $0, count: 40) }, seed: 1)
    #expect(made[0] != made[1] && made[0] != made[2])
    // One like it with the same first two, three with the same first one.
    #expect(grown.sources[5].scales == generator.sources[0].scales)
    #expect(grown.sources[7].scales[0].minimum == generator.sources[2].scales[0].minimum)
    #expect(
      generator.areRelated([stranger("odd one", ""), stranger("new", "p0"), [Self.panel[0]]])
        == [true, false, false]
    )
  }
}
