import AlmanacTesting
import Foundation
import NeuralNetworks
import Tensors
import Testing
import TimeSeries

@testable import Synthesis

@Suite("Histories")
struct HistoryTests {
  /// A generator after two epochs, with a context of 8 steps.
  private static func generator() throws -> ProgressiveSeriesGenerator {
    let source = try ProgressiveTrainingTests.source(context: 8)
    var training = ProgressiveTraining(
      GeneratorPreset.standard.shape(for: source),
      ProgressiveTrainingTests.plan(),
      on: source
    )
    try training.run()
    return training.seriesGenerator
  }

  private static func history(_ count: Int, missing: [Range<Int>]) -> [Double] {
    (0..<count).map { step in
      missing.contains { $0.contains(step) } ? .nan : 1 + sin(2 * Double.pi * Double(step) / 24)
    }
  }

  @Test("what is observed stays bit for bit, and nothing is missing at the end", .tags(.property))
  func observed() throws {
    let generator = try Self.generator()
    for missing in [[], [0..<3], [5..<6, 30..<50, 52..<53], [58..<60], [1..<59]] {
      let values = Self.history(60, missing: missing)
      for count in [0, 1, 40] {
        let request = HistoryRequest(source: 1, position: 7, values: [values], count: count)
        let made = try generator.completed([request], seed: 3)[0]
        #expect(made.count == 1 && made[0].count == 60 + count)
        #expect(made[0].allSatisfy { $0.isFinite })
        for (a, b) in zip(values, made[0]) where !a.isNaN { #expect(a == b) }
        #expect(try generator.completed([request], seed: 3)[0] == made)
      }
    }
  }

  @Test("copies and seeds differ, and neighbours in a batch change nothing", .tags(.property))
  func copies() throws {
    let generator = try Self.generator()
    let values = [Self.history(60, missing: [30..<40])]
    let requests = (1...3).map {
      HistoryRequest(source: 2, copy: $0, values: values, count: 20)
    }
    let together = try generator.completed(requests, seed: 1)
    #expect(together[0] != together[1] && together[1] != together[2])
    #expect(try generator.completed([requests[1]], seed: 2)[0] != together[1])
    let alone = try generator.completed([requests[1]], seed: 1)[0]
    for (a, b) in zip(alone[0], together[1][0]) { #expect((a - b).magnitude < 1e-4) }
  }

  @Test("of several ways the nearest is taken, moved to join both sides", .tags(.property))
  func joined() throws {
    let scale = try #require(SeriesScale(of: [0, 1]))
    let values = [0.5, 0.5, .nan, .nan, .nan, 0.9, 0.9]
    var history = OpenHistory(
      HistoryRequest(source: 0, values: [values], count: 0),
      scales: [scale],
      margin: 2
    )
    #expect(history.stretches.count == 1 && history.stretches[0].steps == 0..<7)
    let far = [[Float](repeating: 7, count: 7)]
    let near: [[Float]] = [[0.4, 0.4, 0.4, 0.5, 0.6, 0.6, 0.6]]
    history.fill(history.stretches[0], with: [far, near])
    // 0.1 is missing on the left and 0.3 on the right.
    for (a, b) in zip(history.completed[0], [0.5, 0.5, 0.55, 0.7, 0.85, 0.9, 0.9]) {
      #expect((a - b).magnitude < 1e-6)
    }
  }

  @Test("only what is missing of a step is made where other variables are observed")
  func variables() throws {
    let scale = try #require(SeriesScale(of: [0, 1]))
    var history = OpenHistory(
      HistoryRequest(source: 0, values: [[0, .nan, 0.5], [1, 0.25, 0]], count: 1),
      scales: [scale, scale],
      margin: 1
    )
    #expect(history.stretches.map(\.gap) == [1..<2, 3..<4])
    history.fill(history.stretches[0], with: [[[0, 0.5, 0.5], [1, 0.9, 0]]])
    history.fill(history.stretches[1], with: [[[0.5], [0.75]]])
    #expect(history.completed == [[0, 0.5, 0.5, 0.5], [1, 0.25, 0, 0.75]])
    #expect(history.context(before: 1, length: 3) == [0, 0, 0, 0, 0, 1])
  }

  @Test("a history beyond the learnt range widens the scale")
  func widened() throws {
    let scale = try #require(SeriesScale(of: [1, 3]))
    #expect(scale.widened(to: [2, .nan]) == scale)
    #expect(scale.widened(to: [.nan]) == scale)
    #expect(scale.widened(to: [0, 11]) == SeriesScale(minimum: 0, range: 11, isWhole: true))
    #expect(scale.widened(to: [5.5]) == SeriesScale(minimum: 1, range: 4.5, isWhole: false))
  }

  @Test("a new series has its own scale and borrows the vector of a known one")
  func newcomers() throws {
    let generator = try Self.generator()
    let values = (0..<30).map { 500 + 40 * sin(2 * Double.pi * Double($0) / 24) }
    let short = Series(id: "short", values: [7, .nan, 9])
    let grown = try generator.welcoming([[Series(id: "new", values: values)], [short]], seed: 1)
    #expect(grown.sources.count == 7)
    let new = grown.sources[5]
    let likeness = try #require(new.likeness)
    #expect(new.id == "new" && (0..<5).contains(likeness))
    let made = try grown.completed(
      [
        HistoryRequest(source: 5, values: [values], count: 16),
        HistoryRequest(source: 6, values: [short.values], count: 4),
      ],
      seed: 1
    )
    #expect(made[0][0].suffix(16).allSatisfy { (200...800).contains($0) })
    #expect(made[1][0].allSatisfy { $0 == $0.rounded() && $0 >= 0 })
    // The file has a line for each vector.
    let read = try ProgressiveSeriesGenerator(grown.file)
    #expect(read.sources == generator.sources)
    let request = [SeriesRequest(source: 4, count: 20)]
    #expect(read.series(request, seed: 2) == grown.series(request, seed: 2))
  }

  @Test("work on histories ends where it is asked to")
  func interrupted() throws {
    let generator = try Self.generator()
    let values = Self.history(60, missing: [30..<40])
    let request = HistoryRequest(source: 0, values: [values], count: 40)
    #expect(throws: SynthesisError.interrupted) {
      try generator.completed([request], seed: 1) { _ in false }
    }
    #expect(throws: SynthesisError.interrupted) {
      try generator.welcoming([[Series(id: "new", values: values)]], seed: 1) { false }
    }
  }

  @Test("a gap at the beginning is moved as a whole to what follows it")
  func beginning() throws {
    let scale = try #require(SeriesScale(of: [0, 1]))
    var history = OpenHistory(
      HistoryRequest(source: 0, values: [[.nan, .nan, .nan, 0.9, 0.9]], count: 0),
      scales: [scale],
      margin: 2
    )
    history.fill(history.stretches[0], with: [[[0.1, 0.2, 0.3, 0.6, 0.6]]])
    for (a, b) in zip(history.completed[0], [0.4, 0.5, 0.6, 0.9, 0.9]) {
      #expect((a - b).magnitude < 1e-6)
    }
  }

  @Test("gaps that begin before a network has seen its context are known")
  func early() throws {
    let source = try ProgressiveTrainingTests.source(context: 8)
    for share in [0, 0.1] {
      var plan = ProgressiveTrainingTests.plan()
      plan.hiddenContextShare = share
      let training = ProgressiveTraining(
        GeneratorPreset.standard.shape(for: source),
        plan,
        on: source
      )
      let generator = training.seriesGenerator
      // Windows of 16 steps: four on each side of a gap are looked at.
      let values = Self.history(60, missing: [2..<3, 11..<13, 20..<22])
      let request = HistoryRequest(source: 0, values: [values], count: 5)
      #expect(generator.gapsWithoutPast(request) == (share == 0 ? [2..<3, 11..<13] : []))
      let short = HistoryRequest(source: 0, values: [[1, 2]], count: 5)
      #expect(generator.gapsWithoutPast(short) == (share == 0 ? [2..<7] : []))
    }
  }

  @Test("blocks of several variables come from the same places", .tags(.property))
  func blocks() throws {
    var random = RandomStream(seed: 2)
    let first = (0..<90).map { _ in random.normal() }
    let group = [Series(id: "a", values: first), Series(id: "a", values: first.map { 3 - 2 * $0 })]
    let requests = [SeriesRequest(source: 0, position: 3, count: 50)]
    let blocks = try BlockBootstrap([group], season: 7).series(requests, seed: 1)
    #expect(blocks.count == 2)
    for (a, b) in zip(blocks[0], blocks[1]) { #expect((3 - 2 * a - b).magnitude < 1e-12) }
    let seasons = try SeasonalBootstrap([group], seasons: [7]).series(requests, seed: 1)
    for (a, b) in zip(seasons[0], seasons[1]) { #expect((3 - 2 * a - b).magnitude < 0.05) }
  }
}
