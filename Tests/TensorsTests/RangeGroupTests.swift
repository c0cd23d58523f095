import Testing

@testable import Tensors

@Suite("Groups of a range")
struct RangeGroupTests {
  @Test("groups cover the range in order, and the last may be smaller")
  func groups() {
    #expect((0..<0).split(by: 3).isEmpty)
    #expect((5..<5).split(by: 1).isEmpty)
    #expect((0..<1).split(by: 3) == [0..<1])
    #expect((0..<3).split(by: 1) == [0..<1, 1..<2, 2..<3])
    #expect((0..<6).split(by: 3) == [0..<3, 3..<6])
    #expect((2..<9).split(by: 3) == [2..<5, 5..<8, 8..<9])
    #expect((-3..<2).split(by: 4) == [-3..<1, 1..<2])
    #expect((0..<5).split(by: .max / 2) == [0..<5])
  }

  @Test("there are no groups of nothing")
  func empty() async {
    await #expect(processExitsWith: .failure) { _ = (0..<3).split(by: 0) }
  }
}
