import AlmanacTesting
import Tensors
import Testing

@testable import Forecasting

@Suite("the shape of a cycle", .tags(.property))
struct CycleShapeTests {
  private static let first = [1.0, 3, 4, 2]
  private static let second = [4.0, 2, 1, 3]

  /// Cycles of a level of 100 whose shape is one of two, with noise.
  private static func matrix(_ shapes: [[Double]], noise: Double = 0) -> CycleMatrix {
    var stream = RandomStream(seed: 3)
    return CycleMatrix(
      shapes.flatMap { $0.map { 10 * $0 * (1 + noise * stream.normal()) } },
      period: 4
    )
  }

  private static func error(_ shares: [Double], _ shape: [Double]) -> Double {
    zip(shares, shape).reduce(0) { $0 + abs($1.0 - $1.1 / 10) }
  }

  @Test("one that stays is averaged over many cycles")
  func steady() {
    let matrix = Self.matrix(Array(repeating: Self.first, count: 40), noise: 0.2)
    let shape = CycleShape(matrix)
    let lastTwo = (0..<4).map { phase in
      (38..<40).reduce(0) { $0 + matrix.value(phase, $1) / matrix.sums[$1] / 2 }
    }
    #expect(Self.error(shape.shares, Self.first) < 0.6 * Self.error(lastTwo, Self.first))
    #expect(abs(shape.shares.reduce(0, +) - 1) < 1e-12)
  }

  @Test("one that changed is followed")
  func changed() {
    let shapes =
      Array(repeating: Self.first, count: 30) + Array(repeating: Self.second, count: 6)
    let shape = CycleShape(Self.matrix(shapes, noise: 0.05))
    #expect(Self.error(shape.shares, Self.second) < 0.05)
    #expect(Self.error(shape.shares, Self.first) > 0.5)
  }

  @Test("deviations lead nowhere on average")
  func deviations() {
    let shape = CycleShape(Self.matrix(Array(repeating: Self.first, count: 60), noise: 0.1))
    #expect(shape.deviations.count == 50)
    for phase in 0..<4 {
      #expect(abs(shape.deviations.reduce(0) { $0 + $1[phase] }) < 1e-9)
    }
  }

  @Test("few cycles are enough", arguments: 1...3)
  func few(count: Int) {
    let shape = CycleShape(Self.matrix(Array(repeating: Self.first, count: count)))
    for (share, value) in zip(shape.shares, Self.first) { #expect(abs(share - value / 10) < 1e-12) }
    #expect(shape.deviations.count == count)
  }
}
