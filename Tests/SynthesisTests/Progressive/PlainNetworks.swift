import NeuralNetworks

@testable import Synthesis
@testable import Tensors

// The networks of the golden values by plain operations alone, with full growth: what the kernels have to
// give.

extension Conv1D {
  fileprivate func plain(_ x: Tensor) -> Tensor {
    let y = plainConvolution([x, weight] + (bias.map { [$0] } ?? []), geometry)
    // Where it is below zero the slope, which is at most 1, makes it larger.
    return leakySlope.map { maximum(y, $0 * y) } ?? y
  }
}

extension SpectralNorm {
  /// The layer with the weight that it is used with.
  fileprivate var normed: Inner {
    var copy = layer
    copy.weight = layer.weight / largestSingularValue
    return copy
  }
}

extension AttendingBlock {
  fileprivate func plain(_ x: Tensor) -> Tensor {
    let f = convolution.normed.plain(x)
    guard let attention else { return f }
    let rows = attention.projection.plain(f)
    let parts = (0..<3).map { rows.sliced($0..<$0 + 1, along: 1).transposed() }
    let attended = plainAttention(parts, isCausal: false).transposed()
    return f + attention.gate * attention.output.plain(attended)
  }
}

extension GoldenNetworks {
  func plainlyMade(by model: ProgressiveGenerator) -> Tensor {
    let known = conditions.channels(model.embedding, nil, pooledBy: 2)
    let half = model.initial.plain(.concatenated(known + [noise.averagePooled(by: 2)], along: 1))
    let whole = conditions.channels(model.embedding, nil, pooledBy: 1)
    let y = model.stages[0].block.plain(.concatenated(whole + [half.repeated(2)], along: 1))
    return model.head.normed.plain(y)
  }

  func plainlyJudged(_ windows: Tensor, by model: ProgressiveDiscriminator) -> Tensor {
    let known = conditions.channels(model.embedding, nil, pooledBy: 1)
    let entered = model.input.normed.plain(.concatenated(known + [windows], along: 1))
    let h = model.last.plain(model.stages[0].plain(entered).averagePooled(by: 2))
    let score = model.score.normed
    let y = matmul(
      model.narrowing.normed.plain(h).squeezed(at: 1),
      score.weight.transposed()
    )
    return score.bias.map { y + $0 } ?? y
  }

  func plainGeneratorLoss(_ model: ProgressiveGenerator) -> Tensor {
    let made = plainlyMade(by: model)
    return leastSquaresGeneratorLoss(made: plainlyJudged(made, by: discriminator))
      + momentLoss(made, real)
  }

  func plainDiscriminatorLoss(_ model: ProgressiveDiscriminator) -> Tensor {
    leastSquaresDiscriminatorLoss(
      real: plainlyJudged(real, by: model),
      made: plainlyJudged(plainlyMade(by: generator), by: model)
    )
  }
}
