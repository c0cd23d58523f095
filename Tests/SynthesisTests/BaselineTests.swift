import AlmanacTesting
import Foundation
import Synthesis
import Tensors
import Testing
import TimeSeries

@Suite("simple generators")
struct BaselineTests {
  private let seasonal = Panel([
    Series(id: "a", values: (0..<70).map { Double($0 % 7) }),
    Series(id: "b", values: [1, 2, .nan, 4, 5]),
    Series(id: "c", values: [3]),
  ])

  @Test(
    "blocks keep the season, wherever a series begins",
    .tags(.property),
    arguments: [-3, 0, 5, 71]
  )
  func blocks(position: Int) throws {
    let generator = try BlockBootstrap(seasonal, season: 7)
    let made = generator.series(
      [
        SeriesRequest(source: 0, position: position, count: 40),
        SeriesRequest(source: 1, count: 9), SeriesRequest(source: 2, position: 2, count: 3),
      ],
      seed: 1
    )
    #expect(made[0] == (0..<40).map { Double((($0 + position) % 7 + 7) % 7) })
    #expect(made[1].count == 9 && made[1].allSatisfy { (1...5).contains($0) })
    #expect(made[2] == [3, 3, 3])
  }

  @Test("trend and season are kept where nothing is left", .tags(.property))
  func seasons() throws {
    let values = (0..<70).map { (step: Int) -> Double in Double(100 + 2 * step + 10 * (step % 7)) }
    let generator = try SeasonalBootstrap(Panel([Series(id: "a", values: values)]), seasons: [7])
    let made = generator.series([SeriesRequest(source: 0, count: 70)], seed: 1)[0]
    for (a, b) in zip(made, values) { #expect((a / b - 1).magnitude < 0.1) }
    let beyond = generator.series([SeriesRequest(source: 0, position: -9, count: 100)], seed: 1)[0]
    #expect(beyond.count == 100 && beyond.allSatisfy { $0.isFinite })
  }

  @Test("values near the largest number leave numbers", .tags(.property))
  func largest() throws {
    let values = (0..<60).map { $0.isMultiple(of: 2) ? 1.7e308 : -1.7e308 }
    let generator = try SeasonalBootstrap(Panel([Series(id: "a", values: values)]), seasons: [4])
    let made = generator.series([SeriesRequest(source: 0, count: 60)], seed: 1)[0]
    #expect(made.allSatisfy { $0.isFinite && $0.magnitude > 1e307 })
  }

  @Test("a season that is held once leaves no copy of the series", .tags(.property))
  func longSeason() throws {
    var random = RandomStream(seed: 0, name: "season")
    let values = (0..<373).map { Double($0 % 7) + 5 * random.uniform() }
    let generator = try SeasonalBootstrap(
      Panel([Series(id: "a", values: values)]),
      seasons: [7, 365]
    )
    let request = [SeriesRequest(source: 0, count: 373)]
    let made = generator.series(request, seed: 0)[0]
    let other = generator.series(request, seed: 1)[0]
    #expect(zip(made, values).count { abs($0 - $1) < 1e-6 } < 40)
    #expect(zip(made, other).count { abs($0 - $1) < 1e-6 } < 40)
  }

  @Test("simulations begin at the right step, and those before a series whole seasons later")
  func simulated() throws {
    let generator = try SimulatedGenerator(seasonal, season: 7, name: "steps") { source, count, _ in
      (0..<count).map(Double.init)
    }
    func made(from position: Int) -> [[Double]] {
      generator.series([SeriesRequest(source: 0, position: position, count: 4)], seed: 0)
    }
    #expect(made(from: 3) == [[3, 4, 5, 6]])
    #expect(made(from: 68) == [[68, 69, 70, 71]])
    #expect(made(from: -4) == [[3, 4, 5, 6]])
  }

  @Test("series without observations are refused")
  func empty() {
    #expect(throws: SynthesisError.tooShort(required: 1, longest: 0, series: "x")) {
      try BlockBootstrap(Panel([Series(id: "x", values: [.nan])]), season: 1)
    }
    #expect(throws: SynthesisError.noSeries) { try SeasonalBootstrap(Panel([]), seasons: []) }
  }
}
