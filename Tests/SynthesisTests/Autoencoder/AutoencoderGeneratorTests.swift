import AlmanacTesting
import Foundation
import NeuralNetworks
import Synthesis
import Tensors
import Testing
import TimeSeries

@Suite("AutoencoderGenerator")
struct AutoencoderGeneratorTests {
  /// Two waves of 12 steps, of other phases.
  private static func source() throws -> WindowSource {
    let panel = Panel(
      (0..<2).map { number in
        Series(
          id: "w\(number)",
          values: (0..<240).map { step -> Double in
            sin(2 * Double.pi * (Double(step) / 12 + Double(number) / 2))
          }
        )
      }
    )
    return try WindowSource(
      panel,
      length: 16,
      contextLength: 16,
      features: TimeFeatures(frequency: Frequency(.integer), season: 12, form: .circle),
      padsContext: true
    )
  }

  private static func plan(steps: Int) -> AutoencoderPlan {
    var plan = AutoencoderPlan()
    (plan.stepCount, plan.batchSize) = (steps, 32)
    return plan
  }

  @Test("waves are learnt, gone on with, and the same when read from a file")
  func waves() throws {
    var losses: [Double] = []
    var training = try AutoencoderTraining(Self.plan(steps: 400), on: Self.source(), season: 12)
    try training.run(progress: { losses.append($0.loss) })
    let generator = training.seriesGenerator
    let (first, last) = (losses.prefix(50).reduce(0, +), losses.suffix(50).reduce(0, +))
    #expect(last < first / 2)
    let requests = (0..<2).map { SeriesRequest(source: $0, count: 48) }
    let made = generator.series(requests, seed: 1)
    for (number, values) in made.enumerated() {
      var sum = 0.0
      for step in 16..<48 {
        let angle: Double = 2 * Double.pi * (Double(step) / 12 + Double(number) / 2)
        sum += (values[step] - sin(angle)).magnitude
      }
      // Waves of another phase are 0.8 away.
      #expect(sum / 32 < 0.4)
    }
    let folder = try TemporaryFolder()
    let path = folder.file("waves.vae").path
    try generator.file.write(to: path)
    let file = try WeightsFile(path: path)
    #expect(AutoencoderGenerator.isNamed(in: file))
    let read = try AutoencoderGenerator(file)
    #expect(read.panel == generator.panel && read.plan == generator.plan)
    #expect(read.network.autoencoder.shape == generator.network.autoencoder.shape)
    #expect(read.series(requests, seed: 1) == made)
    let newcomer = Series(id: "new", values: made[0])
    let grown = try read.welcoming([[newcomer]], seed: 1)
    #expect(grown.sources.count == 3)
    #expect(try AutoencoderGenerator(grown.file).sources == generator.sources)
    #expect(generator.series(requests, seed: 2) != made)
  }

  @Test("a training that goes on from a checkpoint ends in the same bits", .tags(.property))
  func resume() throws {
    let source = try Self.source()
    let plan = Self.plan(steps: 12)
    var straight = AutoencoderTraining(plan, on: source, season: 12)
    #expect(try straight.run() == .finished)
    let folder = try TemporaryFolder()
    let path = folder.file("half.checkpoint").path
    var first = AutoencoderTraining(plan, on: source, season: 12, checkpointPath: path)
    var taken = 0
    let outcome = try first.run(stop: { taken == 5 }, progress: { taken = $0.step })
    #expect(outcome == .interrupted && first.step == 5)
    // What has been learnt so far can be used.
    let early = first.seriesGenerator.series([SeriesRequest(source: 1, count: 20)], seed: 1)
    #expect(early[0].count == 20 && early[0].allSatisfy { $0.isFinite })
    var second = AutoencoderTraining(
      try AutoencoderGenerator(first.seriesGenerator.file).plan,
      on: source,
      season: 12
    )
    try second.restore(path: path)
    #expect(second.step == 5)
    try second.run()
    let (a, b) = (straight.seriesGenerator.network, second.seriesGenerator.network)
    #expect(zip(a.parameters, b.parameters).allSatisfy { $0.elements == $1.elements })
  }

  @Test("a plan is made to fit a time")
  func budget() throws {
    let source = try Self.source()
    let short = Self.plan(steps: 4000).fitted(toSeconds: 0.2, on: source, season: 12)
    #expect(short.stepCount > 0 && short.stepCount < 4000)
    let long = Self.plan(steps: 10).fitted(toSeconds: 1e6, on: source, season: 12)
    #expect(long.stepCount == 200)
  }

  @Test("files with made-up sizes are refused before any memory is taken for them")
  func refusals() throws {
    #expect(throws: SynthesisError.foreignGenerator(entry: "format")) {
      try AutoencoderGenerator(WeightsFile([("a", Tensor(1))]))
    }
    let training = AutoencoderTraining(Self.plan(steps: 1), on: try Self.source(), season: 12)
    let file = training.seriesGenerator.file
    func entry(_ key: String) -> String { file.metadata.first { $0.key == key }?.value ?? "" }
    #expect(entry("shape") == "16 1 8 2 16" && entry("channels") == "50 100 200")
    let cases = [
      ("shape", "1048576 1 8 2 16"), ("shape", "16 1 1048576 2 16"), ("shape", "16 1 8 2 1048576"),
      ("shape", "16 1 8 1048576 16"), ("shape", "16 1 8 2"), ("shape", "16 0 8 2 16"),
      ("shape", "16 1 8 2 -1"), ("channels", "1048576 1048576 1048576"), ("channels", "50 100"),
      ("channels", ""), ("channels", "50 0 200"), ("seasons", "12 16 16 16"),
      ("seasons", "1000000"),
      ("plan", ""), ("series", ""),
    ]
    func changed(_ key: String, _ value: String) -> WeightsFile {
      var changed = file
      changed.metadata.removeAll { $0.key == key }
      changed.metadata.append((key, value))
      return changed
    }
    for (key, value) in cases {
      #expect(throws: SynthesisError.self, "\(key) \(value)") {
        try AutoencoderGenerator(changed(key, value))
      }
    }
    #expect(entry("plan") == "1 32 10 0.001 0.1 0.2 0" && entry("steps") == "0")
    let named = [
      ("plan", "1 32 1048576 0.001 0.1 0.2 0", "shape"),
      ("plan", "1 32 9000000000000000000 0.001 0.1 0.2 0", "plan"),
      ("features", "circle 9223372036854775807", "features"), ("features", "circle 0", "features"),
      ("steps", "-1", "steps"), ("steps", "", "steps"),
    ]
    for (key, value, wrong) in named {
      #expect(throws: SynthesisError.foreignGenerator(entry: wrong), "\(key) \(value)") {
        try AutoencoderGenerator(changed(key, value))
      }
    }
    #expect(try AutoencoderGenerator(file).sources.count == 2)
  }

  @Test("names with marks and returns at their ends come back from a file", .tags(.property))
  func names() throws {
    let names = ["\u{301}x", "x\r", "\r", "\n\u{301}", "a\tb\\n", "", " y "]
    let groups = names.enumerated().map { number, name in
      ["one", "two"].map { _ in
        Series(
          id: name,
          index: TimeIndex(start: Timestamp(1), frequency: Frequency(.integer), count: 40),
          values: (0..<40).map { Double(($0 + number) % 5) },
          attributes: [Attribute(name: "\u{301}kind\r", value: name)]
        )
      }
    }
    let source = try WindowSource(
      groups,
      length: 16,
      features: TimeFeatures(frequency: Frequency(.integer), season: 1)
    )
    var generator = AutoencoderTraining(Self.plan(steps: 1), on: source, season: 1).seriesGenerator
    generator.panel.variables = ["\u{301}", "b\r"]
    let folder = try TemporaryFolder()
    let path = folder.file("names.vae").path
    try generator.file.write(to: path)
    let read = try AutoencoderGenerator(WeightsFile(path: path)).panel
    #expect(read == generator.panel)
    #expect(read.sources.map { Array($0.id.utf8) } == names.map { Array($0.utf8) })
    #expect(read.attributes.levels == [names.filter { !$0.isEmpty }])
  }

  @Test("a stranger is made like the series that share its attributes")
  func strangers() throws {
    func series(_ id: String, _ kind: String, _ values: [Double]) -> Series {
      Series(
        id: id,
        index: TimeIndex(
          start: Timestamp(1),
          frequency: Frequency(.integer),
          count: values.count
        ),
        values: values,
        attributes: [Attribute(name: "kind", value: kind)]
      )
    }
    // One kind is mostly at its top and the other at its bottom, on levels of their own.
    func spikes(_ number: Int) -> [Double] {
      let isHigh = number.isMultiple(of: 2)
      return (0..<240).map { 10 * Double(number) + ($0.isMultiple(of: 6) == isHigh ? 0 : 1) }
    }
    let panel = Panel(
      (0..<6).map { series("s\($0)", $0.isMultiple(of: 2) ? "high" : "low", spikes($0)) }
    )
    let source = try WindowSource(
      panel,
      length: 16,
      contextLength: 16,
      features: TimeFeatures(frequency: Frequency(.integer), season: 24, form: .circle),
      padsContext: true
    )
    #expect(source.attributes.levels == [["high", "low"]])
    var training = AutoencoderTraining(Self.plan(steps: 400), on: source, season: 1)
    try training.run()
    let known = try AutoencoderGenerator(training.seriesGenerator.file)
    #expect(known.panel.attributes == source.attributes)
    let blank = [Double](repeating: .nan, count: 48)
    let asked = [[series("new", "low", blank)], [series("odd", "flat", blank)]]
    #expect(known.areRelated(asked) == [true, false])
    let grown = known.admitting([[series("new", "high", blank)], [series("other", "low", blank)]])
    let made = grown.series((6..<8).map { SeriesRequest(source: $0, count: 48) }, seed: 2)
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    // The middle ones of the levels 0, 20, 40 and 10, 30, 50; five steps of six are at the top or the bottom.
    #expect((20.6...21.2).contains(mean(made[0])), "\(mean(made[0]))")
    #expect((29.8...30.4).contains(mean(made[1])), "\(mean(made[1]))")
    #expect(try AutoencoderGenerator(grown.file).sources.count == 6)
    // A stranger has no vector that another could borrow.
    let welcomed = try grown.welcoming([[series("own", "low", spikes(1))]], seed: 1)
    let likeness = try #require(welcomed.sources[8].likeness)
    #expect((0..<6).contains(likeness))
  }
}
