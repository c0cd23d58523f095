import NeuralNetworks
import Tensors

// The networks of the progressive GAN with one stage of growth, as small as its golden values want
// them. Every weight is filled by the rule of `fill`, with the ordinals of the specification.
//
// Source: Jeha and others 2022, “PSA-GAN: Progressive Self Attention GANs for Synthetic Time Series”.

private func plainConvolution(
  _ ordinal: Int,
  _ inputs: Int,
  _ outputs: Int,
  width: Int = 1
) -> Conv1D {
  var random = RandomStream(seed: 1)
  var layer = Conv1D(inputSize: inputs, outputSize: outputs, width: width, using: &random)
  layer.weight = fill(ordinal, [outputs, inputs, width])
  layer.bias = fill(ordinal + 1, [outputs])
  return layer
}

/// A layer whose weight is divided by its largest singular value, which the iteration has found.
private func normed<Inner: WeightedLayer>(_ layer: Inner) -> SpectralNorm<Inner> {
  var random = RandomStream(seed: 2)
  var norm = SpectralNorm(layer, using: &random).converted(to: .float64)
  for _ in 0..<3000 { norm.advanceState() }
  return norm
}

/// A convolution, and attention added to it.
struct ProgressiveBlock: Layer {
  var convolution: SpectralNorm<Conv1D>
  var (query, key, value, output): (Conv1D, Conv1D, Conv1D, Conv1D)
  var share = Tensor(0.5, .float64)

  init(convolution ordinal: Int, attention: Int, inputs: Int) {
    convolution = normed(plainConvolution(ordinal, inputs, 4, width: 3))
    query = plainConvolution(attention, 4, 1)
    key = plainConvolution(attention + 2, 4, 1)
    value = plainConvolution(attention + 4, 4, 1)
    output = plainConvolution(attention + 6, 1, 4)
  }

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

/// Ids as channels that are the same at every step, above the time features.
private func features(_ table: Embedding, _ ids: Indices, _ times: Tensor) -> Tensor {
  let rows = table(ids).expanded(at: -1)
  return Tensor.concatenated(
    [rows.broadcast(to: [rows.shape[0], rows.shape[1], times.shape[2]]), times],
    along: 1
  )
}

private func table() -> Embedding {
  var random = RandomStream(seed: 1)
  var table = Embedding(count: 5, size: 2, using: &random)
  table.weight = fill(0, [5, 2])
  return table
}

struct ProgressiveGenerator: Module {
  var embedding = table()
  var initial = ProgressiveBlock(convolution: 1, attention: 3, inputs: 4)
  var growth = ProgressiveBlock(convolution: 11, attention: 13, inputs: 7)
  var skip = plainConvolution(21, 4, 4)
  var head = normed(plainConvolution(23, 4, 1))

  /// Series of 8 steps, or of 16 with the share of the grown block among them.
  func callAsFunction(_ ids: Indices, _ times: Tensor, _ noise: Tensor, share: Double?) -> Tensor {
    let known = features(embedding, ids, times)
    let y = initial(Tensor.concatenated([known, noise], along: 1).averagePooled(by: 2))
    guard let share else { return head(y) }
    let u = y.repeated(2)
    let grown = head(growth(Tensor.concatenated([known, u], along: 1)))
    return share == 1 ? grown : share * grown + (1 - share) * head(skip(u))
  }

  mutating func visitParameters(_ visitor: inout some ParameterVisitor) {
    visitor.visit("embedding", &embedding)
    visitor.visit("initial", &initial)
    visitor.visit("growth", &growth)
    visitor.visit("skip", &skip)
    visitor.visit("head", &head)
  }
}

struct ProgressiveDiscriminator: Module {
  var embedding = table()
  var input = normed(plainConvolution(1, 4, 4))
  var block = ProgressiveBlock(convolution: 3, attention: 5, inputs: 4)
  var last = ProgressiveBlock(convolution: 13, attention: 15, inputs: 4)
  var narrowing: SpectralNorm<Conv1D>
  var score: SpectralNorm<Linear>

  init() {
    var convolution = plainConvolution(23, 4, 1)
    convolution.bias = Tensor([0.5], .float64)
    narrowing = normed(convolution)
    var random = RandomStream(seed: 1)
    var linear = Linear(inputSize: 8, outputSize: 1, using: &random)
    (linear.weight, linear.bias) = (fill(25, [1, 8]), fill(26, [1]))
    score = normed(linear)
  }

  /// A score for each series of 8 or 16 steps.
  func callAsFunction(_ x: Tensor, _ ids: Indices, _ times: Tensor, share: Double = 1) -> Tensor {
    let known = features(embedding, ids, times)
    func enter(_ x: Tensor) -> Tensor {
      let width = 16 / x.shape[2]
      return leakyReLU(
        input(Tensor.concatenated([known.averagePooled(by: width), x], along: 1))
      )
    }
    var h = enter(x)
    if x.shape[2] == 16 {
      h = block(h).averagePooled(by: 2)
      if share < 1 { h = share * h + (1 - share) * enter(x.averagePooled(by: 2)) }
    }
    return score(leakyReLU(narrowing(last(h))).squeezed(at: 1))
  }

  mutating func visitParameters(_ visitor: inout some ParameterVisitor) {
    visitor.visit("embedding", &embedding)
    visitor.visit("input", &input)
    visitor.visit("block", &block)
    visitor.visit("last", &last)
    visitor.visit("narrowing", &narrowing)
    visitor.visit("score", &score)
  }
}
