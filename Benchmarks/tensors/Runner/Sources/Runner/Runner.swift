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
    return linearCrossEntropy(states, items.weight, next)
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

/// What is compared of a case: numbers, and elements of tensors.
struct Check {
  var numbers: [Double] = []
  var tensors: [Tensor] = []

  /// Up to 64 elements of each tensor that is not all zero, evenly spread, as `compare.py` takes them.
  var samples: [[Double]] {
    tensors.map(\.elements).filter { $0.contains { $0 != 0 } }.map { elements in
      let count = min(64, elements.count)
      return (0..<count).map { elements[$0 * elements.count / count] }
    }
  }
}

/// Runs a case until it is warm, then `repeats` times, and prints the shortest time and what to check.
func time(_ name: String, repeats: Int, _ body: () -> Check) {
  var last = Check()
  for _ in 0..<3 { last = body() }
  let (check, samples) = (last.numbers, last.samples)
  // What it holds would be drawn again otherwise.
  last = Check()
  let drawn = MemoryPool.drawnBytes
  let times = (0..<repeats).map { _ in
    let start = seconds(threadAllowance)
    _ = body()
    return seconds(threadAllowance) - start
  }
  let grown = MemoryPool.drawnBytes - drawn
  print(
    "{\"case\": \"\(name)\", \"seconds\": \(times.min() ?? 0), \"check\": \(check), "
      + "\"samples\": \(samples), "
      + "\"drawn\": \(grown), \"peak\": \(MemoryPool.peakBytes)}"
  )
}

/// A step of training over a batch in as many parts as there are threads; checks the loss and the
/// gradient.
func step<Model: Module>(
  _ model: Model,
  parts: Int,
  _ loss: @Sendable (Model, Int) -> Tensor
) -> Check {
  let (value, gradients) = valueWithGradient(at: model, summingOver: parts, of: loss)
  return Check(
    numbers: [value.scalar, gradients.norm],
    tensors: gradients.values.compactMap { $0 }
  )
}

@main
struct Runner {
  /// `Runner [THREADS [CASE [TIMES]]]`: every case whose name begins with `CASE`, repeated `TIMES` as often.
  static func main() {
    let arguments = CommandLine.arguments.dropFirst()
    let threads = arguments.first.flatMap { Int($0) } ?? 1
    let wanted = arguments.dropFirst().first ?? ""
    let times = arguments.dropFirst(2).first.flatMap { Int($0) } ?? 1
    withThreads(threads) {
      for benchmark in Benchmark.all(threads) where benchmark.name.hasPrefix(wanted) {
        time(benchmark.name, repeats: benchmark.repeats * times, benchmark.prepare())
      }
    }
  }
}

/// One case: what it is called, how often it runs, and how to get ready for it.
struct Benchmark {
  let name: String
  let repeats: Int
  let prepare: () -> () -> Check

  init(_ name: String, repeats: Int, prepare: @escaping () -> () -> Check) {
    (self.name, self.repeats, self.prepare) = (name, repeats, prepare)
  }

  static func all(_ threads: Int) -> [Benchmark] {
    let gan = [64, 256].flatMap { progressive(length: $0, threads) }
    return recurrent(threads) + [convolution(threads)] + gan + dense(threads) + single()
      + functions()
  }

  private static func recurrent(_ threads: Int) -> [Benchmark] {
    [
      Benchmark("LSTM 2x40, batch 32, 72 steps", repeats: 40) {
        var random = RandomStream(seed: 1)
        let lstm = StackedLSTM(layers: [
          LSTM(inputSize: 40, unitCount: 40, using: &random),
          LSTM(inputSize: 40, unitCount: 40, using: &random),
        ]).filled(0.15)
        let series = fill(0, [32, 72, 40], 1)
        let rows = 32 / threads
        return {
          step(lstm, parts: threads) { model, part in
            model(series[part * rows..<(part + 1) * rows]).sumOfSquares()
          }
        }
      },
      Benchmark("GRU 2x128, batch 64, 32 steps, 1700 items", repeats: 15) {
        var random = RandomStream(seed: 1)
        let items = NextItem(
          items: Embedding(count: 1700, size: 128, using: &random),
          layers: [
            GRU(inputSize: 128, unitCount: 128, using: &random),
            GRU(inputSize: 128, unitCount: 128, using: &random),
          ]
        ).filled(0.1)
        let ids = (0..<64 * 33).map { $0 * 7919 % 1700 }
        let share = 64 / threads
        return {
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
      },
    ]
  }

  private static func convolution(_ threads: Int) -> Benchmark {
    Benchmark("conv1d 32-32 k=3, batch 512, length 128", repeats: 20) {
      var random = RandomStream(seed: 1)
      let conv = Conv1D(inputSize: 32, outputSize: 32, width: 3, using: &random).filled(0.1)
      let signal = fill(0, [512, 32, 128], 1)
      let rows = 512 / threads
      return {
        let parts = withThreads(threads) {
          parallelMap(count: threads) { part in
            valueWithGradient(
              at: [signal[part * rows..<(part + 1) * rows]] + conv.parameters
            ) { variables in
              var layer = conv
              layer.setParameters(Array(variables.dropFirst()))
              return layer(variables[0]).sumOfSquares()
            }
          }
        }
        var sum = Gradients(parts[0].gradients.dropFirst().map { $0 })
        for part in parts.dropFirst() { sum.add(Gradients(part.gradients.dropFirst().map { $0 })) }
        return Check(
          numbers: [parts.reduce(0) { $0 + $1.value.scalar }, sum.norm],
          tensors: sum.values.compactMap { $0 }
        )
      }
    }
  }

  private static func progressive(length: Int, _ threads: Int) -> [Benchmark] {
    let rows = 128 / threads
    return [
      Benchmark("GAN generator step, length \(length), batch 128", repeats: 10) {
        let gan = ProgressiveCase(length: length)
        return {
          step(gan.networks, parts: threads) { model, part in
            gan.generatorLoss(model, part * rows..<(part + 1) * rows) / Double(threads)
          }
        }
      },
      Benchmark("GAN discriminator step, length \(length), batch 128", repeats: 10) {
        let gan = ProgressiveCase(length: length)
        return {
          step(gan.networks, parts: threads) { model, part in
            gan.discriminatorLoss(model, part * rows..<(part + 1) * rows) / Double(threads)
          }
        }
      },
      Benchmark("GAN sampling, length \(length), batch 128", repeats: 10) {
        let gan = ProgressiveCase(length: length)
        return {
          let made = gan.sample()
          return Check(numbers: [made.sum().scalar], tensors: [made])
        }
      },
    ]
  }

  private static func dense(_ threads: Int) -> [Benchmark] {
    [
      Benchmark("transformer 2 layers, width 128, batch 64, length 128", repeats: 5) {
        var random = RandomStream(seed: 1)
        let transformer = Stack(
          blocks: (0..<2).map { _ in TransformerBlock(size: 128, headCount: 4, using: &random) }
        ).filled(0.05)
        let text = fill(0, [64, 128, 128], 1)
        let rows = 64 / threads
        return {
          step(transformer, parts: threads) { model, part in
            model(text[part * rows..<(part + 1) * rows]).sumOfSquares() / 1e6
          }
        }
      },
      Benchmark("MLP 512-512-512, batch 256", repeats: 30) {
        var random = RandomStream(seed: 1)
        let perceptron = Perceptron(
          layers: (0..<2).map { _ in Linear(inputSize: 512, outputSize: 512, using: &random) }
        ).filled(0.05)
        let points = fill(0, [256, 512], 1)
        let rows = 256 / threads
        return {
          step(perceptron, parts: threads) { model, part in
            model(points[part * rows..<(part + 1) * rows]).sumOfSquares() / 1e3
          }
        }
      },
    ]
  }

  private static func single() -> [Benchmark] {
    [
      Benchmark("Adam, 1 M parameters", repeats: 50) {
        var random = RandomStream(seed: 1)
        var million = Perceptron(layers: [
          Linear(inputSize: 1000, outputSize: 1000, hasBias: false, using: &random)
        ]).filled(0.1)
        var adam = Adam()
        let slopes = Gradients([fill(5, [1000, 1000], 1)])
        return {
          adam.update(&million, along: slopes)
          return Check(
            numbers: [Double(adam.memory[0].steps)],
            tensors: [million.layers[0].weight]
          )
        }
      },
      Benchmark("tanh of 4 M", repeats: 30) {
        let four = fill(0, [4_000_000], 3)
        return { Check(tensors: [tanh(four)]) }
      },
      Benchmark("matrix product 1024", repeats: 10) {
        let square = fill(0, [1024, 1024], 1)
        return { Check(tensors: [matmul(square, square)]) }
      },
    ]
  }

  /// Functions of numbers from 0.1 to 3.1 that stay in the cache.
  private static func functions() -> [Benchmark] {
    let all: [(String, @Sendable (Tensor) -> Tensor)] = [
      ("exp", { exp($0) }), ("log", { log($0) }), ("tanh", { tanh($0) }),
      ("sigmoid", { sigmoid($0) }), ("silu", { silu($0) }), ("softplus", { softplus($0) }),
      ("gelu", { gelu($0) }), ("expm1", { expm1($0) }), ("log1p", { log1p($0) }),
      ("sin", { sin($0) }), ("cos", { cos($0) }), ("erf", { erf($0) }),
      ("power", { power($0, 2.3) }),
    ]
    return all.flatMap { name, function in
      [ElementType.float32, .float64].map { type in
        Benchmark("\(name) of 10,000, \(type)", repeats: 500) {
          let x = (abs(fill(0, [10_000], 3)) + 0.1).converted(to: type)
          return { Check(tensors: [function(x)]) }
        }
      }
    }
  }
}
