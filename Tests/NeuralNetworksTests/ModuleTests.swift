import AlmanacTesting
import NeuralNetworks
import Parallelism
import Tensors
import Testing

/// A small network with every way of holding a module.
struct SmallNetwork: Layer {
  var layers: [Linear]
  var norm: LayerNorm
  var extra: Linear?

  init(using random: inout RandomStream) {
    layers = [
      Linear(inputSize: 3, outputSize: 8, using: &random),
      Linear(inputSize: 8, outputSize: 1, hasBias: false, using: &random),
    ]
    norm = LayerNorm(size: 8)
  }

  func callAsFunction(_ input: Tensor) -> Tensor {
    layers[1](norm(tanh(layers[0](input))))
  }

  mutating func visitParameters(_ visitor: inout some ParameterVisitor) {
    visitor.visit("layers", &layers)
    visitor.visit("norm", &norm)
    visitor.visit("extra", &extra)
  }
}

@Suite("Module")
struct ModuleTests {
  @Test("parameters have names and counts")
  func names() {
    var random = RandomStream(seed: 1)
    let model = SmallNetwork(using: &random)
    #expect(
      model.summary == """
        layers.0.weight [8, 3]
        layers.0.bias [8]
        layers.1.weight [1, 8]
        norm.gain [8]
        norm.shift [8]
        56 parameters
        """
    )
  }

  /// The losses of a small network that learns, with this many threads.
  private func learn(threads: Int) -> [Double] {
    var random = RandomStream(seed: 2)
    var model = SmallNetwork(using: &random)
    let x = Tensor.normal([64, 3], using: &random)
    let y = sin(x.sliced(0..<1, along: 1) * 2) + x.sliced(1..<2, along: 1)
    var optimizer = Adam(learningRate: 0.02)
    return (0..<300).map { _ in
      let (loss, gradients) = withThreads(threads) {
        valueWithGradient(at: model, summingOver: 4) { model, part in
          let rows = part * 16..<(part + 1) * 16
          return meanSquaredError(model(x[rows]), y[rows]) / 4
        }
      }
      optimizer.update(&model, along: gradients.clipped(toNorm: 1))
      return loss.scalar
    }
  }

  @Test("a network learns the same on any number of threads")
  func learning() {
    let losses = learn(threads: 1)
    #expect(losses[299] < 0.02 * losses[0])
    #expect(learn(threads: 3) == losses)
  }

  @Test("parameters without influence have no gradient and are left alone")
  func untouched() {
    var random = RandomStream(seed: 3)
    var model = SmallNetwork(using: &random)
    model.extra = Linear(inputSize: 2, outputSize: 2, using: &random)
    let before = model.parameters
    let (_, gradients) = valueWithGradient(at: model) { $0(Tensor.ones([2, 3])).sum() }
    #expect(gradients.values.map { $0 == nil } == [false, false, false, false, false, true, true])
    var optimizer = Adam(decay: .penalty(1))
    optimizer.update(&model, along: gradients)
    #expect(model.parameters[5] == before[5])
    #expect(model.parameters[0] != before[0])
  }

  @Test("clipping shortens all gradients together")
  func clipping() {
    let gradients = Gradients([Tensor([3, 0]), nil, Tensor([[4]])])
    #expect(gradients.norm == 5)
    let clipped = gradients.clipped(toNorm: 1)
    #expect((clipped.norm - 1).magnitude < 1e-6)
    #expect(gradients.clipped(toNorm: 10).values[0] == Tensor([3, 0]))
    #expect(gradients.clipped(toValue: 2).values[2] == Tensor([[2]]))
    #expect(!Gradients([Tensor([.infinity])]).areFinite)
  }

  /// Layers, and the shape of an input for them whose batch or number of steps is `size`.
  static let layers:
    [(
      name: String, shape: @Sendable (_ size: Int) -> Shape,
      make: @Sendable (inout RandomStream) -> any Layer
    )] = [
      ("Linear", { [$0, 4] }, { Linear(inputSize: 4, outputSize: 2, using: &$0) }),
      ("wide Linear", { [$0, 65] }, { Linear(inputSize: 65, outputSize: 17, using: &$0) }),
      ("Conv1D", { [2, 3, $0] }, { Conv1D(inputSize: 3, outputSize: 2, width: 3, using: &$0) }),
      (
        "wide Conv1D", { [2, 9, $0] }, { Conv1D(inputSize: 9, outputSize: 8, width: 3, using: &$0) }
      ),
      ("LayerNorm", { [$0, 4] }, { _ in LayerNorm(size: 4) }),
      ("RootMeanSquareNorm", { [$0, 4] }, { _ in RootMeanSquareNorm(size: 4) }),
      ("LSTM", { [2, $0, 2] }, { LSTM(inputSize: 2, unitCount: 3, using: &$0) }),
      ("GRU", { [2, $0, 2] }, { GRU(inputSize: 2, unitCount: 3, using: &$0) }),
      (
        "MultiHeadAttention", { [2, $0, 4] },
        { MultiHeadAttention(size: 4, headCount: 2, isCausal: true, using: &$0) }
      ),
      (
        "TransformerBlock", { [1, $0, 4] }, { TransformerBlock(size: 4, headCount: 2, using: &$0) }
      ),
      (
        "WeightNorm", { [2, 3, $0] },
        { WeightNorm(Conv1D(inputSize: 3, outputSize: 2, width: 3, using: &$0)) }
      ),
      ("Residual", { [$0, 4] }, { Residual(Linear(inputSize: 4, outputSize: 4, using: &$0)) }),
      (
        "Residual with a shortcut", { [$0, 4] },
        {
          Residual(
            Linear(inputSize: 4, outputSize: 2, using: &$0),
            shortcut: Linear(inputSize: 4, outputSize: 2, hasBias: false, using: &$0)
          )
        }
      ),
    ]

  @Test(
    "layers have gradients to first and second order",
    .tags(.gradient),
    arguments: layers.indices,
    awkwardSizes
  )
  func gradients(number: Int, size: Int) {
    let (name, shape, make) = Self.layers[number]
    var random = RandomStream(seed: 4)
    func check(_ layer: some Layer) {
      let layer = layer.converted(to: .float64)
      let x = Tensor.normal(shape(size), .float64, using: &random)
      // Sums over 65 steps of a whole block leave more to differences than single operations do.
      expectGradients(
        at: [x] + layer.parameters,
        samples: 4,
        tolerance: 1e-7,
        "\(name), \(size)"
      ) { variables in
        var layer = layer
        layer.setParameters(Array(variables.dropFirst()))
        return layer(variables[0])
      }
    }
    check(make(&random))
  }

  /// A norm takes the singular vectors for constants, which they are where the iteration has converged,
  /// and to first order in the weight only; a penalty on the input's gradient asks for no more.
  @Test(
    "converged spectral norms have gradients, and so have penalties on the input’s gradient",
    .tags(.gradient),
    arguments: ["Linear", "wide Linear", "Conv1D"],
    awkwardSizes
  )
  func spectralGradients(name: String, size: Int) {
    var random = RandomStream(seed: 4)
    func check(_ layer: some WeightedLayer, _ shape: Shape) {
      var norm = SpectralNorm(layer, using: &random).converted(to: .float64)
      for _ in 0..<1000 { norm.advanceState() }
      let start = norm
      let x = Tensor.normal(shape, .float64, using: &random)
      expectGradients(
        at: [x] + start.parameters,
        secondOrder: false,
        samples: 4,
        "\(name), \(size)"
      ) { variables in
        var norm = start
        norm.setParameters(Array(variables.dropFirst()))
        return norm(variables[0])
      }
      expectGradients(
        at: [x] + start.parameters,
        secondOrder: false,
        samples: 4,
        tolerance: 1e-7,
        "penalty, \(name), \(size)"
      ) { variables in
        var norm = start
        norm.setParameters(Array(variables.dropFirst()))
        return valueWithGradient(at: [variables[0]]) { norm($0[0]).squared().sum() }.gradients[0]
      }
    }
    switch name {
    case "Conv1D":
      check(Conv1D(inputSize: 3, outputSize: 2, width: 3, using: &random), [2, 3, size])
    case "wide Linear":
      check(Linear(inputSize: 65, outputSize: 17, using: &random), [size, 65])
    default:
      check(Linear(inputSize: 4, outputSize: 3, using: &random), [size, 4])
    }
  }

  @Test("an embedding reads rows, and their gradients add up")
  func embedding() {
    var random = RandomStream(seed: 5)
    let table = Embedding(count: 4, size: 2, using: &random)
    let ids = Indices([1, 1, 3, 0], shape: [2, 2])
    #expect(table(ids).shape == [2, 2, 2])
    let (_, gradients) = valueWithGradient(at: table) { $0(ids).sum() }
    #expect(gradients.values[0] == Tensor([[1, 1], [2, 2], [0, 0], [1, 1]]))
  }

  @Test("dropout keeps the mean while training and everything else afterwards")
  func droppingOut() {
    let x = Tensor.ones([100, 100])
    var random: RandomStream? = RandomStream(seed: 6)
    let dropped = dropout(x, probability: 0.25, using: &random)
    #expect((dropped.mean().scalar - 1).magnitude < 0.02)
    #expect(Set(dropped.elements.map { ($0 * 3).rounded() }) == [0, 4])
    var none: RandomStream?
    #expect(dropout(x, probability: 0.25, using: &none) == x)
  }

  @Test("initialisers have the variances of their papers")
  func initializers() {
    var random = RandomStream(seed: 7)
    let shape: Shape = [100, 20, 3]
    let expected: [(Initializer, Double)] = [
      (.fanIn, 1.0 / 180), (.glorotUniform, 2.0 / 360), (.glorotNormal, 2.0 / 360),
      (.heUniform, 2.0 / 60), (.heNormal, 2.0 / 60), (.normal(standardDeviation: 0.5), 0.25),
    ]
    for (initializer, variance) in expected {
      let drawn = initializer.draw(shape, using: &random)
      #expect((drawn.variance(along: 0, 1, 2).scalar / variance - 1).magnitude < 0.06)
    }
  }

  @Test("schedules go where they say")
  func schedules() {
    #expect(Schedule.warmUp(steps: 4).factor(at: 0) == 0.25)
    #expect(Schedule.warmUp(steps: 4).factor(at: 9) == 1)
    #expect(Schedule.cosine(steps: 10).factor(at: 0) == 1)
    #expect((Schedule.cosine(steps: 10).factor(at: 5) - 0.5).magnitude < 1e-12)
    #expect(Schedule.cosine(steps: 10, final: 0.1).factor(at: 99) == 0.1)
    #expect(Schedule.stairs(steps: 3, factor: 0.5).factor(at: 7) == 0.25)
    let joined = Schedule.sequence(.warmUp(steps: 2), steps: 2, .cosine(steps: 10))
    #expect(joined.factor(at: 2) == 1)
    let cycle = (0..<100).map { Schedule.oneCycle(steps: 100).factor(at: $0) }
    #expect((cycle[0] - 0.04).magnitude < 1e-12)
    #expect((cycle.max() ?? 0) > 0.999)
    #expect(cycle[99] < 1e-5)
  }
}
