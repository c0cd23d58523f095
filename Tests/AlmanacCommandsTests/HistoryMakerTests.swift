import AlmanacTesting
import Foundation
import NeuralNetworks
import Synthesis
import Tensors
import Testing
import TimeSeries

@testable import AlmanacCommands

@Suite("HistoryMaker")
struct HistoryMakerTests {
  /// A network of two waves that has learnt nothing yet, with windows and contexts of 8 steps.
  private static func network(knowsBeginnings: Bool) throws -> ProgressiveSeriesGenerator {
    let panel = Panel(
      (0..<2).map { number in
        Series(id: "w\(number)", values: (0..<60).map { sin(Double($0 + number)) })
      }
    )
    let source = try WindowSource(
      panel,
      length: 8,
      contextLength: 8,
      features: TimeFeatures(frequency: Frequency(.integer), season: 1)
    )
    var plan = GeneratorPreset.fast.plan(stages: 1, seed: 1)
    plan.hiddenContextShare = knowsBeginnings ? 0.1 : 0
    let shape = GeneratorPreset.fast.shape(for: source)
    return ProgressiveTraining(shape, plan, on: source).seriesGenerator
  }

  private static func completed(
    _ values: [Double],
    knowsBeginnings: Bool,
    notes: inout [String]
  ) throws -> [Double] {
    let maker = try HistoryMaker(
      [[Series(id: "w1", values: values)]],
      network(knowsBeginnings: knowsBeginnings),
      adding: 6,
      season: 1,
      seed: 1,
      &notes
    ) { true }
    return try maker.completed(0..<1, copy: 1, adding: 6, seed: 1) { true }[0][0]
  }

  @Test("an early gap is resampled where beginnings were not learnt, and the rest is made")
  func early() throws {
    var values = (0..<40).map { sin(Double($0)) }
    for step in [3, 4, 25, 26] { values[step] = .nan }
    var notes: [String] = []
    let made = try Self.completed(values, knowsBeginnings: false, notes: &notes)
    #expect(notes.count == 1 && notes[0].hasPrefix("early gaps of 1 series"))
    #expect(made.count == 46 && made.allSatisfy { $0.isFinite })
    for (a, b) in zip(values, made) where !a.isNaN { #expect(a == b) }
    // Resampled values are those of the history.
    #expect(values.contains(made[3]) && values.contains(made[4]))
    #expect(!values.contains(made[25]) && !values.contains(made[45]))
    notes = []
    let short = try Self.completed([1, 2, 4], knowsBeginnings: false, notes: &notes)
    #expect(notes.count == 1 && notes[0].contains("series of --condition-on resampled"))
    #expect(short.allSatisfy { [1, 2, 4].contains($0) })
  }

  @Test("a known series that stands still is gone on with by the network")
  func constant() throws {
    let values = [Double](repeating: 0.5, count: 20)
    var notes: [String] = []
    let made = try Self.completed(values, knowsBeginnings: true, notes: &notes)
    #expect(notes.isEmpty)
    #expect(Array(made.prefix(20)) == values)
    #expect(made.dropFirst(20).contains { $0 != 0.5 })
  }

  @Test("work ends where it is asked to")
  func interrupted() throws {
    var notes: [String] = []
    let values = (0..<40).map { cos(Double($0)) }
    let network = try Self.network(knowsBeginnings: true)
    #expect(throws: SynthesisError.interrupted) {
      try HistoryMaker(
        [[Series(id: "new", values: values)]],
        network,
        adding: 6,
        season: 1,
        seed: 1,
        &notes
      ) { false }
    }
  }
}
