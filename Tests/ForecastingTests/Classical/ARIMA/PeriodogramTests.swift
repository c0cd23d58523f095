import Foundation
import Tensors
import Testing

@testable import Forecasting

@Suite("periodogram", .tags(.property))
struct PeriodogramTests {
  @Test("a wave in noise is the strongest", arguments: [3, 40, 99, 250])
  func strongest(wave: Int) throws {
    var stream = RandomStream(seed: 1)
    let frequency = 2 * Double.pi * Double(wave) / 500
    let values = (0..<500).map { 10 + cos(frequency * Double($0)) + 0.3 * stream.normal() }
    #expect(abs(try #require(Periodogram(values).strongest) - frequency) < 1e-9)
  }

  @Test("where the frequencies of noise are damped, it swings least", arguments: [0.5, 1.3, 2.4])
  func weakest(frequency: Double) throws {
    var stream = RandomStream(seed: 2)
    let noise = (0..<2000).map { _ in stream.normal() }
    // The sum of one value, its neighbour's negative share and the next loses this frequency.
    let values = (2..<2000).map {
      noise[$0] - 2 * cos(frequency) * noise[$0 - 1] + noise[$0 - 2]
    }
    #expect(abs(try #require(Periodogram(values).weakest) - frequency) < 0.05)
  }

  @Test(
    "fewer than 26 values have no weakest frequency, one has none at all",
    arguments: [0, 1, 2, 25, 26]
  )
  func few(count: Int) {
    let periodogram = Periodogram((0..<count).map { Double($0 % 3) })
    #expect((periodogram.strongest == nil) == (count < 2))
    #expect((periodogram.weakest == nil) == (count < 26))
  }
}
