import Glibc
import NeuralNetworks
import Parallelism
import Tensors

/// A tensor filled by the rule that `compare.py` uses too: `scale · sin(1 + k + 10 · ordinal)`.
func fill(_ ordinal: Int, _ shape: Shape, _ scale: Double) -> Tensor {
  let elements = (0..<shape.elementCount).map { scale * sin(Double(1 + $0 + 10 * ordinal)) }
  return Tensor(elements, shape: shape)
}

extension Module {
  /// This module with its parameters filled by the rule, the first with ordinal 1.
  func filled(_ scale: Double) -> Self {
    var copy = self
    copy.setParameters(parameters.enumerated().map { fill($0.offset + 1, $0.element.shape, scale) })
    return copy
  }
}

/// Two recurrent layers and what comes of them.
struct StackedLSTM: Layer {
  var layers: [LSTM]
  func callAsFunction(_ input: Tensor) -> Tensor { layers.reduce(input) { $1($0) } }
  mutating func visitParameters(_ visitor: inout some ParameterVisitor) {
    visitor.visit("layers", &layers)
  }
}

/// Items in, scores of the next item out; the table of items serves for both.
struct NextItem: Module {
  var items: Embedding
  var layers: [GRU]

  func loss(_ ids: Indices, _ next: Indices) -> Tensor {
    let states = layers.reduce(items(ids)) { $1($0) }
    return crossEntropy(matmul(states, items.weight.transposed()), next)
  }

  mutating func visitParameters(_ visitor: inout some ParameterVisitor) {
    visitor.visit("items", &items)
    visitor.visit("layers", &layers)
  }
}

struct Stack: Layer {
  var blocks: [TransformerBlock]
  func callAsFunction(_ input: Tensor) -> Tensor { blocks.reduce(input) { $1($0) } }
  mutating func visitParameters(_ visitor: inout some ParameterVisitor) {
    visitor.visit("blocks", &blocks)
  }
}

struct Perceptron: Layer {
  var layers: [Linear]
  func callAsFunction(_ input: Tensor) -> Tensor {
    layers.dropLast().reduce(input) { relu($1($0)) }.applied(layers[layers.count - 1])
  }
  mutating func visitParameters(_ visitor: inout some ParameterVisitor) {
    visitor.visit("layers", &layers)
  }
}

extension Tensor {
  func applied(_ layer: Linear) -> Tensor { layer(self) }
}

/// The processor time of one thread, which other programs do not lengthen; the wall clock for more.
func seconds(_ threads: Int) -> Double {
  var time = timespec()
  clock_gettime(threads == 1 ? CLOCK_PROCESS_CPUTIME_ID : CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
}

/// Runs a case until it is warm, then `repeats` times, and prints the shortest time and what to check.
func time(_ name: String, repeats: Int, _ body: () -> [Double]) {
  var check: [Double] = []
  for _ in 0..<3 { check = body() }
  let drawn = MemoryPool.drawnBytes
  let times = (0..<repeats).map { _ in
    let start = seconds(threadAllowance)
    _ = body()
    return seconds(threadAllowance) - start
  }
  let grown = MemoryPool.drawnBytes - drawn
  print(
    "{\"case\": \"\(name)\", \"seconds\": \(times.min() ?? 0), \"check\": \(check), "
      + "\"drawn\": \(grown), \"peak\": \(MemoryPool.peakBytes)}"
  )
}

/// A step of training over a batch in as many parts as there are threads; checks the loss and the norm
/// of the gradient.
func step<Model: Module>(
  _ model: Model,
  parts: Int,
  _ loss: @Sendable (Model, Int) -> Tensor
) -> [Double] {
  let (value, gradients) = valueWithGradient(at: model, summingOver: parts, of: loss)
  return [value.scalar, gradients.norm]
}

@main
struct Runner {
  static func main() {
    let threads = CommandLine.arguments.count > 1 ? Int(CommandLine.arguments[1]) ?? 1 : 1
    withThreads(threads) { run(threads) }
  }

  static func run(_ threads: Int) {
    let wanted = CommandLine.arguments.count > 2 ? CommandLine.arguments[2] : ""
    func measure(_ name: String, repeats: Int, _ body: () -> [Double]) {
      if name.hasPrefix(wanted) { time(name, repeats: repeats, body) }
    }
    var random = RandomStream(seed: 1)

    let lstm = StackedLSTM(layers: [
      LSTM(inputSize: 40, unitCount: 40, using: &random),
      LSTM(inputSize: 40, unitCount: 40, using: &random),
    ]).filled(0.15)
    let series = fill(0, [32, 72, 40], 1)
    let rows = 32 / threads
    measure("LSTM 2x40, batch 32, 72 steps", repeats: 40) {
      step(lstm, parts: threads) { model, part in
        model(series[part * rows..<(part + 1) * rows]).squared().sum()
      }
    }

    let items = NextItem(
      items: Embedding(count: 1700, size: 128, using: &random),
      layers: [
        GRU(inputSize: 128, unitCount: 128, using: &random),
        GRU(inputSize: 128, unitCount: 128, using: &random),
      ]
    ).filled(0.1)
    let ids = (0..<64 * 33).map { $0 * 7919 % 1700 }
    let share = 64 / threads
    measure("GRU 2x128, batch 64, 32 steps, 1700 items", repeats: 15) {
      step(items, parts: threads) { model, part in
        let rows = part * share..<(part + 1) * share
        let input = Indices(rows.flatMap { ids[$0 * 33..<$0 * 33 + 32] })
        let next = Indices(rows.flatMap { ids[$0 * 33 + 1..<$0 * 33 + 33] })
        return model.loss(
          input.reshaped(to: [share, 32]),
          next.reshaped(to: [share, 32])
        ) / Double(threads)
      }
    }

    let conv = Conv1D(inputSize: 32, outputSize: 32, width: 3, using: &random).filled(0.1)
    let signal = fill(0, [512, 32, 128], 1)
    let part512 = 512 / threads
    measure("conv1d 32-32 k=3, batch 512, length 128", repeats: 20) {
      let parts = withThreads(threads) {
        parallelMap(count: threads) { part in
          valueWithGradient(
            at: [signal[part * part512..<(part + 1) * part512]] + conv.parameters
          ) { variables in
            var layer = conv
            layer.setParameters(Array(variables.dropFirst()))
            return layer(variables[0]).squared().sum()
          }
        }
      }
      var sum = Gradients(parts[0].gradients.dropFirst().map { $0 })
      for part in parts.dropFirst() { sum.add(Gradients(part.gradients.dropFirst().map { $0 })) }
      return [parts.reduce(0) { $0 + $1.value.scalar }, sum.norm]
    }

    for length in [64, 256] {
      let gan = ProgressiveCase(length: length)
      let rows = 128 / threads
      measure("GAN generator step, length \(length), batch 128", repeats: 10) {
        step(gan.networks, parts: threads) { model, part in
          gan.generatorLoss(model, part * rows..<(part + 1) * rows) / Double(threads)
        }
      }
      measure("GAN discriminator step, length \(length), batch 128", repeats: 10) {
        step(gan.networks, parts: threads) { model, part in
          gan.discriminatorLoss(model, part * rows..<(part + 1) * rows) / Double(threads)
        }
      }
      measure("GAN sampling, length \(length), batch 128", repeats: 10) {
        [gan.sample().sum().scalar]
      }
    }

    let transformer = Stack(
      blocks: (0..<2).map { _ in TransformerBlock(size: 128, headCount: 4, using: &random) }
    ).filled(0.05)
    let text = fill(0, [64, 128, 128], 1)
    let part64 = 64 / threads
    measure("transformer 2 layers, width 128, batch 64, length 128", repeats: 5) {
      step(transformer, parts: threads) { model, part in
        model(text[part * part64..<(part + 1) * part64]).squared().sum() / 1e6
      }
    }

    let perceptron = Perceptron(
      layers: (0..<2).map { _ in Linear(inputSize: 512, outputSize: 512, using: &random) }
    ).filled(0.05)
    let points = fill(0, [256, 512], 1)
    let part256 = 256 / threads
    measure("MLP 512-512-512, batch 256", repeats: 30) {
      step(perceptron, parts: threads) { model, part in
        model(points[part * part256..<(part + 1) * part256]).squared().sum() / 1e3
      }
    }

    var million = Perceptron(layers: [
      Linear(inputSize: 1000, outputSize: 1000, hasBias: false, using: &random)
    ]).filled(0.1)
    var adam = Adam()
    let slopes = Gradients([fill(5, [1000, 1000], 1)])
    measure("Adam, 1 M parameters", repeats: 50) {
      adam.update(&million, along: slopes)
      return [million.layers[0].weight[3][7].scalar * Double(adam.memory[0].steps)]
    }

    let four = fill(0, [4_000_000], 3)
    measure("tanh of 4 M", repeats: 30) { [tanh(four)[3].scalar] }

    let square = fill(0, [1024, 1024], 1)
    measure("matrix product 1024", repeats: 10) { [matmul(square, square)[1][2].scalar] }
  }
}
