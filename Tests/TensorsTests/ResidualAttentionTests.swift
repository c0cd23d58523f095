import AlmanacTesting
import Parallelism
import Testing

@testable import Tensors

@Suite("Residual attention")
struct ResidualAttentionTests {
  private func draw(
    _ batch: Int,
    _ channels: Int,
    _ steps: Int,
    _ elementType: ElementType = .float64
  ) -> [Tensor] {
    var random = RandomStream(seed: 12)
    let shapes: [Shape] = [
      [batch, channels, steps], [3, channels, 1], [3], [channels, 1, 1], [channels],
    ]
    return shapes.map { Tensor.uniform($0, in: -0.8...0.8, elementType, using: &random) }
  }

  private func fused(_ v: [Tensor]) -> Tensor {
    residualRankOneAttention(
      v[0],
      inward: v[1],
      inwardBias: v[2],
      outward: v[3],
      outwardBias: v[4]
    )
  }

  @Test(
    "it is the projections and the attention one after the other",
    .tags(.property),
    arguments: [0, 1, 3, 8, 16, 17, 64, 80],
    [1, 3, 9, 32]
  )
  func values(steps: Int, channels: Int) {
    for batch in [0, 1, 19] {
      let doubles = draw(batch, channels, steps)
      expectEqual(fused(doubles), plainResidualAttention(doubles), within: 1e-12)
      let floats = draw(batch, channels, steps, .float32)
      expectEqual(fused(floats), plainResidualAttention(floats), within: 1e-5)
      func slopes(_ v: [Tensor], _ of: @escaping ([Tensor]) -> Tensor) -> [Tensor] {
        valueWithGradient(at: v) { of($0).squared().sum() }.gradients
      }
      let exact = slopes(doubles, plainResidualAttention)
      for ((ours, single), plain) in zip(
        zip(slopes(doubles, fused), slopes(floats, fused)),
        exact
      ) {
        let size = plain.elements.map(\.magnitude).max() ?? 0
        expectEqual(ours, plain, within: 1e-11 * (1 + size))
        expectEqual(single.converted(to: .float64), plain, within: 1e-5 * (1 + size))
      }
      for (two, three) in zip(
        withThreads(2) { slopes(floats, fused) },
        withThreads(3) { slopes(floats, fused) }
      ) {
        expectEqual(two, three, within: 0)
      }
    }
  }

  @Test("it has gradients", .tags(.gradient), arguments: awkwardSizes + [8, 16])
  func gradients(steps: Int) {
    for channels in [1, 5] {
      expectGradients(at: draw(3, channels, steps), samples: 5, of: fused)
    }
  }
}
