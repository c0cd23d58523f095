import NeuralNetworks
import Synthesis
import Tensors

extension Module {
  /// This module with the directions of its spectral norms filled by the rule, from ordinal 100 on.
  func directed() -> Self {
    var copy = self
    copy.setState(
      namedState.enumerated().map { place, entry in
        let filled = fill(100 + place, entry.state.shape, 1)
        return filled / filled.sumOfSquares().squareRoot()
      }
    )
    return copy
  }
}

/// Both networks of the progressive GAN at full growth, with the sizes of the paper, and a batch of 128.
struct ProgressiveCase: Sendable {
  let networks: ProgressiveNetworks
  private let growth: Growth
  private let (times, noise, real): (Tensor, Tensor, Tensor)

  init(length: Int) {
    var random = RandomStream(seed: 1)
    let shape = ProgressiveShape(seriesCount: 100, featureCount: 5, length: length)
    var networks = ProgressiveNetworks(shape, using: &random)
    networks.generator = networks.generator.filled(0.3).directed()
    networks.discriminator = networks.discriminator.filled(0.3).directed()
    self.networks = networks
    growth = Growth(depth: shape.stageCount)
    times = fill(1, [128, 5, length], 0.5)
    noise = fill(2, [128, 1, length], 1)
    real = fill(3, [128, 1, length], 0.5)
  }

  private func batch(_ rows: Range<Int>) -> WindowBatch {
    let ids = Indices(rows.map { $0 * 37 % 100 })
    return WindowBatch(
      conditions: WindowConditions(series: ids, times: times[rows]),
      values: real[rows]
    )
  }

  func generatorLoss(_ model: ProgressiveNetworks, _ rows: Range<Int>) -> Tensor {
    model.generatorLoss(batch(rows), noise: noise[rows], growth: growth)
  }

  func discriminatorLoss(_ model: ProgressiveNetworks, _ rows: Range<Int>) -> Tensor {
    model.discriminatorLoss(batch(rows), noise: noise[rows], growth: growth)
  }

  /// Windows, without a gradient.
  func sample() -> Tensor {
    networks.generator(batch(0..<128).conditions, noise: noise, growth: growth)
  }
}
