import AlmanacTesting
import Testing

@testable import Tensors

@Suite("RandomStream")
struct RandomStreamTests {
  /// Known-answer vectors of the Random123 distribution, file `kat_vectors`, philox4x32 10.
  @Test("Philox gives the published answers")
  func knownAnswers() {
    #expect(
      RandomStream.philox(SIMD4(0, 0, 0, 0), key: SIMD2(0, 0))
        == SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8)
    )
    let ones = UInt32.max
    #expect(
      RandomStream.philox(SIMD4(ones, ones, ones, ones), key: SIMD2(ones, ones))
        == SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd)
    )
    #expect(
      RandomStream.philox(
        SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344),
        key: SIMD2(0xa409_3822, 0x299f_31d0)
      )
        == SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1)
    )
  }

  @Test("the same seed and name give the same numbers, another name others")
  func reproducible() {
    var a = RandomStream(seed: 7, name: "milk")
    var b = RandomStream(seed: 7, name: "milk")
    var c = RandomStream(seed: 7, name: "bread")
    let first = (0..<100).map { _ in a.next() }
    #expect(first == (0..<100).map { _ in b.next() })
    #expect(first != (0..<100).map { _ in c.next() })
  }

  @Test("passing over numbers is the same as drawing them", arguments: 0..<4)
  func skipping(drawn: Int) {
    for count in [0, 1, 2, 3, 4, 7, 64, 1001] {
      var stream = RandomStream(seed: 3, stream: 1)
      var other = stream
      for _ in 0..<drawn + count { _ = other.next() }
      for _ in 0..<drawn { _ = stream.next() }
      stream.skip(count)
      #expect((0..<5).map { _ in stream.next() } == (0..<5).map { _ in other.next() })
    }
  }

  @Test("ones stand where the words of the blocks are below the limit", arguments: awkwardSizes)
  func ones(count: Int) {
    let seed: UInt64 = 0x1234_5678_9abc_def0
    var stream = RandomStream(seed: seed, stream: 5)
    var other = RandomStream(seed: seed, stream: 5)
    for type in [ElementType.float32, .float64] {
      // Each 64 random bits are two words, and a tensor begins with a block of its own.
      let words = (0..<(count + 3) / 4 * 2).flatMap { _ in
        let bits = other.next()
        return [bits & 0xffff_ffff, bits >> 32]
      }
      let drawn = Tensor.bernoulli([count], probability: 0.75, type, using: &stream)
      #expect(drawn.elements == words.prefix(count).map { $0 < 0xc000_0000 ? 1 : 0 })
      var again = RandomStream(seed: seed, stream: 9)
      var same = again
      let ones = Tensor.bernoulli([count], probability: 0.3, type, using: &again)
      let others = Tensor.bernoulli([count], probability: 0.3, value: -2.5, type, using: &same)
      #expect(others.elements == ones.elements.map { -2.5 * $0 })
    }
  }

  @Test("normal numbers have mean 0, variance 1 and no skew", arguments: [1, 2, 3] as [UInt64])
  func normalMoments(seed: UInt64) {
    var stream = RandomStream(seed: seed)
    let n = 200_000
    var sums = SIMD4<Double>()
    for _ in 0..<n {
      let x = stream.normal()
      sums += SIMD4(x, x * x, x * x * x, x * x * x * x)
    }
    let moments = sums / Double(n)
    // Four standard errors of each moment: √(var of x^k / n).
    #expect(abs(moments[0]) < 4 * (1 / Double(n)).squareRoot())
    #expect(abs(moments[1] - 1) < 4 * (2 / Double(n)).squareRoot())
    #expect(abs(moments[2]) < 4 * (15 / Double(n)).squareRoot())
    #expect(abs(moments[3] - 3) < 4 * (96 / Double(n)).squareRoot())
  }
}
