import AlmanacTesting
import Foundation
import NeuralNetworks
import Synthesis
import Tensors
import Testing

@Suite("Encoders and distances")
struct FidelityGoldenTests {
  private var real: Tensor {
    let elements = (0..<32).map { 0.5 + 0.5 * sin(0.4 * Double($0 % 16) + Double($0 / 16)) }
    return Tensor(elements, shape: [2, 1, 16], .float64)
  }

  @Test("the encoder gives what the authors' gives", .tags(.golden))
  func encoder() {
    var sizes = CausalEncoder.Sizes()
    (sizes.width, sizes.depth, sizes.reducedSize, sizes.outputSize) = (2, 2, 3, 2)
    var random = RandomStream(seed: 1)
    var encoder = CausalEncoder(sizes, using: &random)
    var ordinal = 0
    func next(_ shape: Shape) -> Tensor {
      defer { ordinal += 1 }
      return fill(ordinal, shape)
    }
    func refill(_ layer: inout WeightNorm<Conv1D>) {
      layer.layer.bias = next([layer.layer.weight.shape[0]])
      layer.gain = abs(next(layer.gain.shape)) + 0.5
      layer.layer.weight = next(layer.layer.weight.shape)
    }
    for place in encoder.blocks.indices {
      refill(&encoder.blocks[place].first)
      refill(&encoder.blocks[place].second)
      if encoder.blocks[place].shortcut != nil {
        encoder.blocks[place].shortcut?.fill(ordinal)
        ordinal += 2
      }
    }
    encoder.output.weight = next([2, 3])
    encoder.output.bias = next([2])
    func expect(_ x: Tensor, _ expected: [Double]) {
      for (a, b) in zip(encoder(x).elements, expected) { #expect((a - b).magnitude < 6e-7) }
    }
    expect(real, [-0.176868, -0.526815, -0.191694, -0.514925])
    expect(real.sliced(0..<5, along: 2), [-0.439794, -0.269492, -0.374189, -0.329717])
  }

  @Test("the Fréchet distance of the specification", .tags(.golden))
  func distance() {
    let a = VectorMoments((0..<18).map { sin(Double($0)) }, size: 3)
    let b = VectorMoments((0..<18).map { 0.8 * sin(1.3 * Double($0) + 0.5) + 0.1 }, size: 3)
    #expect((a.frechetDistance(to: b) - 0.701134).magnitude < 6e-7)
    #expect((b.frechetDistance(to: a) - 0.701134).magnitude < 6e-7)
    #expect(a.frechetDistance(to: a).magnitude < 1e-12)
  }

  @Test("the triplet loss of the specification", .tags(.golden))
  func triplets() {
    let reference = Tensor([[0.2, -0.4], [1.0, 0.3]], .float64)
    let positive = Tensor([[0.1, 0.5], [0.7, -0.2]], .float64)
    let negatives = Tensor(
      [0.3, 0.3, -0.6, 0.8, 0.5, -1.0, 0.0, 0.4],
      shape: [2, 2, 2],
      .float64
    )
    let loss = tripletLoss(reference: reference, positive: positive, negatives: negatives)
    #expect((loss.scalar - 2.114843).magnitude < 6e-7)
  }

  @Test("the published encoder has the parameters that are published", .enabled(if: hasEncoder))
  func publishedEncoder() throws {
    let path = try #require(encoderPath)
    let encoder = try CausalEncoder(WeightsFile(path: path))
    #expect(encoder.parameterCount == 209_080)
    #expect(encoder(real.converted(to: .float32)).shape == [2, 80])
  }
}

/// The encoder that scored PSA-GAN on M4 Hourly, where the reference data are.
let encoderPath = ReferenceData.folder?
  .appending(path: "encoders/context-fid-m4-hourly.safetensors").path()

let hasEncoder = encoderPath.map { FileManager.default.fileExists(atPath: $0) } ?? false
