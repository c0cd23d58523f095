import AlmanacTesting
import Parallelism
import Testing

@testable import Tensors

/// Kernels in the forms for narrower registers than the widest that this processor has.
@Suite("Widths of registers", .tags(.property))
struct RegisterTests {
  static let widths = [16, 32, 64]

  /// Cancels the case, so that it is reported as not run, where the processor has no such registers.
  static func require(_ bytes: Int) throws {
    let used = Kernels.withRegisters(ofAtMost: bytes) { Kernels.registerBytes }
    if used != bytes { try Test.cancel("this processor has no registers of \(bytes) bytes") }
  }

  @Test("a limit holds inside, on one thread, and ends with its body")
  func limits() {
    let widest = Kernels.registerBytes
    #expect(Kernels.withRegisters(ofAtMost: 16) { Kernels.registerBytes } == 16)
    Kernels.withRegisters(ofAtMost: 16) {
      Kernels.withRegisters(ofAtMost: .max) { #expect(Kernels.registerBytes == widest) }
      #expect(Kernels.registerBytes == 16)
    }
    #expect(Kernels.registerBytes == widest)
  }

  private func draw(_ shapes: [Shape], _ elementType: ElementType) -> [Tensor] {
    var random = RandomStream(seed: 8)
    return shapes.map { Tensor.uniform($0, in: -0.8...0.8, elementType, using: &random) }
  }

  /// A value and its gradients in the form for these registers, beside the plain composition in double
  /// precision.
  private func compare(
    _ shapes: [Shape],
    _ bytes: Int,
    _ comment: Comment,
    fused: ([Tensor]) -> Tensor,
    plain: ([Tensor]) -> Tensor
  ) {
    let exact = draw(shapes, .float32).map { $0.converted(to: .float64) }
    let (value, slopes) = valueWithGradient(at: exact) { plain($0).squared().sum() }
    for (type, bound) in [(ElementType.float32, 1e-5), (.float64, 1e-12)] {
      let variables = exact.map { $0.converted(to: type) }
      // Work on one thread stays on this one.
      let (ours, changes) = withThreads(1) {
        Kernels.withRegisters(ofAtMost: bytes) {
          valueWithGradient(at: variables) { fused($0).squared().sum() }
        }
      }
      for (a, b) in zip([ours] + changes, [value] + slopes) {
        let size = b.elements.map(\.magnitude).max() ?? 0
        let difference = a.converted(to: .float64) - b
        let distance = difference.elements.map(\.magnitude).max() ?? 0
        #expect(distance <= bound * (1 + size), "\(comment), \(type)")
      }
    }
  }

  @Test(
    "correlations are the sums that define them",
    arguments: FusedTests.geometries,
    widths
  )
  func correlations(_ geometry: ConvolutionGeometry, bytes: Int) throws {
    try Self.require(bytes)
    for length in [3, 17, 64, 65] {
      for (inputs, outputs) in [(3, 2), (9, 17), (17, 9), (8, 32)] {
        compare(
          [[3, inputs, length], [outputs, inputs, 3], [outputs]],
          bytes,
          "\(inputs) to \(outputs), \(length) steps"
        ) {
          convolution($0[0], $0[1], bias: $0[2], geometry, leakySlope: 0.2)
        } plain: {
          leakyReLU(plainConvolution($0, geometry), slope: 0.2)
        }
      }
    }
  }

  @Test("residual attention is that of its parts", arguments: widths)
  func residualAttention(bytes: Int) throws {
    try Self.require(bytes)
    for (channels, steps) in [(3, 16), (9, 64), (32, 80)] {
      let shapes: [Shape] = [
        [3, channels, steps], [3, channels, 1], [3], [channels, 1, 1], [channels],
      ]
      compare(shapes, bytes, "\(channels) channels, \(steps) steps") {
        residualRankOneAttention(
          $0[0],
          inward: $0[1],
          inwardBias: $0[2],
          outward: $0[3],
          outwardBias: $0[4]
        )
      } plain: { v in
        let rows = plainConvolution(Array(v[..<3]), ConvolutionGeometry())
        let parts = (0..<3).map { rows.sliced($0..<$0 + 1, along: 1).transposed() }
        let attended = plainAttention(parts, isCausal: false).transposed()
        return v[0] + plainConvolution([attended, v[3], v[4]], ConvolutionGeometry())
      }
    }
  }
}
