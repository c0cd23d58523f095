import NeuralNetworks
import Tensors

// The networks of the progressive GAN at full growth, with the sizes of the paper: 32 channels, ids
// of 10 numbers, 5 time features.
//
// Source: Jeha and others 2022, “PSA-GAN: Progressive Self Attention GANs for Synthetic Time Series”.

private func conv(_ inputs: Int, _ outputs: Int, width: Int = 1) -> Conv1D {
  var random = RandomStream(seed: 1)
  return Conv1D(inputSize: inputs, outputSize: outputs, width: width, using: &random)
}

private func normed<Inner: WeightedLayer>(_ layer: Inner) -> SpectralNorm<Inner> {
  var random = RandomStream(seed: 2)
  return SpectralNorm(layer, using: &random)
}

/// A convolution, and attention of one channel added to it.
struct AttendingBlock: Layer {
  var convolution: SpectralNorm<Conv1D>
  var (query, key, value, output) = (conv(32, 1), conv(32, 1), conv(32, 1), conv(1, 32))
  var share = Tensor(0.5)

  init(inputs: Int) { convolution = normed(conv(inputs, 32, width: 3)) }

  func callAsFunction(_ input: Tensor) -> Tensor {
    let f = leakyReLU(convolution(input))
    let attended = attention(
      query: query(f).transposed(),
      key: key(f).transposed(),
      value: value(f).transposed()
    )
    return share * output(attended.transposed()) + f
  }

  mutating func visitParameters(_ visitor: inout some ParameterVisitor) {
    visitor.visit("convolution", &convolution)
    visitor.visit("query", &query)
    visitor.visit("key", &key)
    visitor.visit("value", &value)
    visitor.visit("output", &output)
    visitor.visit("share", &share)
  }
}

/// What is known of a batch of series: ids and time features.
struct Known: Sendable {
  var ids: Indices
  var times: Tensor

  /// The ids as channels that are the same at every step, above the time features.
  func channels(_ table: Embedding) -> Tensor {
    let rows = table(ids).expanded(at: -1)
    return Tensor.concatenated(
      [rows.broadcast(to: [ids.shape[0], 10, times.shape[2]]), times],
      along: 1
    )
  }
}

struct Generator: Module {
  var embedding: Embedding
  var initial = AttendingBlock(inputs: 16)
  var growth: [AttendingBlock]
  var head = normed(conv(32, 1))

  init(stages: Int, using random: inout RandomStream) {
    embedding = Embedding(count: 100, size: 10, using: &random)
    growth = (0..<stages).map { _ in AttendingBlock(inputs: 47) }
  }

  func callAsFunction(_ known: Known, _ noise: Tensor) -> Tensor {
    let channels = known.channels(embedding)
    let length = noise.shape[2]
    var y = initial(
      Tensor.concatenated([channels, noise], along: 1).averagePooled(by: length / 8)
    )
    for block in growth {
      let u = y.repeated(2)
      y = block(
        Tensor.concatenated([channels.averagePooled(by: length / u.shape[2]), u], along: 1)
      )
    }
    return head(y)
  }

  mutating func visitParameters(_ visitor: inout some ParameterVisitor) {
    visitor.visit("embedding", &embedding)
    visitor.visit("initial", &initial)
    visitor.visit("growth", &growth)
    visitor.visit("head", &head)
  }
}

struct Discriminator: Module {
  var embedding: Embedding
  var input = normed(conv(16, 32))
  var blocks: [AttendingBlock]
  var narrowing = normed(conv(32, 1))
  var score: SpectralNorm<Linear>

  init(stages: Int, using random: inout RandomStream) {
    embedding = Embedding(count: 100, size: 10, using: &random)
    blocks = (0...stages).map { _ in AttendingBlock(inputs: 32) }
    score = normed(Linear(inputSize: 8, outputSize: 1, using: &random))
  }

  func callAsFunction(_ x: Tensor, _ known: Known) -> Tensor {
    var h = leakyReLU(input(Tensor.concatenated([known.channels(embedding), x], along: 1)))
    for (place, block) in blocks.enumerated() {
      h = block(h)
      if place + 1 < blocks.count { h = h.averagePooled(by: 2) }
    }
    return score(leakyReLU(narrowing(h)).squeezed(at: 1))
  }

  mutating func visitParameters(_ visitor: inout some ParameterVisitor) {
    visitor.visit("embedding", &embedding)
    visitor.visit("input", &input)
    visitor.visit("blocks", &blocks)
    visitor.visit("narrowing", &narrowing)
    visitor.visit("score", &score)
  }
}

extension Module {
  /// This module with the directions of its spectral norms filled by the rule, from ordinal 100 on.
  func directed() -> Self {
    var copy = self
    copy.setState(
      namedState.enumerated().map { place, entry in
        let filled = fill(100 + place, entry.state.shape, 1)
        return filled / filled.squared().sum().squareRoot()
      }
    )
    return copy
  }
}

/// Both networks and a batch of 128 for series of one length.
struct ProgressiveCase: Sendable {
  let generator: Generator
  let discriminator: Discriminator
  private let known: Known
  private let (noise, real): (Tensor, Tensor)

  init(length: Int) {
    var random = RandomStream(seed: 1)
    let stages = length.trailingZeroBitCount - 3
    generator = Generator(stages: stages, using: &random).filled(0.3).directed()
    discriminator = Discriminator(stages: stages, using: &random).filled(0.3).directed()
    known = Known(
      ids: Indices((0..<128).map { $0 * 37 % 100 }),
      times: fill(1, [128, 5, length], 0.5)
    )
    noise = fill(2, [128, 1, length], 1)
    real = fill(3, [128, 1, length], 0.5)
  }

  private func part(_ rows: Range<Int>) -> (known: Known, noise: Tensor, real: Tensor) {
    let known = Known(ids: Indices(rows.map { $0 * 37 % 100 }), times: known.times[rows])
    return (known, noise[rows], real[rows])
  }

  /// A score that is wrong by a square, and moments that differ.
  func generatorLoss(_ model: Generator, _ rows: Range<Int>) -> Tensor {
    let (known, noise, real) = part(rows)
    let made = model(known, noise)
    func deviation(_ x: Tensor) -> Tensor { x.variance(along: 2, correction: 1).squareRoot() }
    return 0.5 * (discriminator(made, known) - 1).squared().mean()
      + abs(made.mean(along: 2) - real.mean(along: 2)).mean()
      + abs(deviation(made) - deviation(real)).mean()
  }

  func discriminatorLoss(_ model: Discriminator, _ rows: Range<Int>) -> Tensor {
    let (known, noise, real) = part(rows)
    let made = withoutGradient { generator(known, noise) }
    return 0.5 * (model(real, known) - 1).squared().mean()
      + 0.5 * model(made, known).squared().mean()
  }
}
