import AlmanacTesting
import NeuralNetworks
import Tensors
import Testing

/// A loss of some numbers beside targets that lie far from its corners.
struct LossCase: Sendable, CustomTestStringConvertible {
  var testDescription: String
  /// The numbers that the loss reads for a target.
  var width = 1
  var apply: @Sendable (_ prediction: Tensor, _ target: Tensor) -> Tensor
}

@Suite("Gradients of losses, embeddings and dropout", .tags(.gradient))
struct LossGradientTests {
  static let losses: [LossCase] = [
    LossCase(testDescription: "mean squared error") {
      meanSquaredError($0.squeezed(at: 1), $1)
    },
    LossCase(testDescription: "mean absolute error") {
      meanAbsoluteError($0.squeezed(at: 1), $1)
    },
    LossCase(testDescription: "Huber’s loss") {
      huberLoss($0.squeezed(at: 1), $1, width: 1)
    },
    LossCase(testDescription: "quantile loss", width: 3) {
      quantileLoss($0, $1, levels: [0.1, 0.5, 0.9])
    },
    LossCase(testDescription: "Gaussian loss", width: 2) { prediction, target in
      gaussianLoss(
        mean: prediction.selected(0, along: 1),
        deviation: prediction.selected(1, along: 1),
        target
      )
    },
    LossCase(testDescription: "binary cross entropy") { prediction, target in
      binaryCrossEntropy(prediction.squeezed(at: 1), target / 3)
    },
  ]

  @Test("losses have gradients to first and second order", arguments: losses, awkwardSizes)
  func lossGradients(_ loss: LossCase, size: Int) {
    var random = RandomStream(seed: UInt64(size))
    let prediction = Tensor.uniform([size, loss.width], in: 0.2...0.8, .float64, using: &random)
    let targets = Tensor((0..<size).map { 3 * Double($0 % 2) }, shape: [size], .float64)
    expectGradients(at: [prediction], samples: 6, "\(loss.testDescription) of \(size)") {
      loss.apply($0[0], targets)
    }
  }

  @Test("the loss of nothing is not a number, and its gradient is empty", arguments: losses)
  func nothing(_ loss: LossCase) {
    let prediction = Tensor.zeros([0, loss.width], .float64)
    let (value, gradients) = valueWithGradient(at: [prediction]) {
      loss.apply($0[0], .zeros([0], .float64))
    }
    #expect(value.scalar.isNaN)
    #expect(gradients[0].shape == [0, loss.width])
  }

  /// As many rows, or as many classes.
  @Test("cross entropy has gradients to first and second order", arguments: awkwardSizes)
  func crossEntropyGradients(size: Int) {
    var random = RandomStream(seed: 1)
    for (rows, width) in [(size, 4), (3, size)] where width > 0 {
      let scores = Tensor.uniform([rows, width], in: -1...1, .float64, using: &random)
      let classes = Indices((0..<rows).map { ($0 * 7 + 3) % width })
      expectGradients(at: [scores], samples: 6, "\(rows) of \(width) classes") {
        crossEntropy($0[0], classes)
      }
    }
    #expect(crossEntropy(.zeros([0, size], .float64), Indices([])).scalar.isNaN)
  }

  @Test("a row cannot be of one of no classes")
  func noClasses() async {
    await #expect(processExitsWith: .failure) { _ = crossEntropy(.zeros([1, 0]), [0]) }
  }

  /// As many ids, as many rows, or rows as long.
  @Test("embeddings have gradients to first and second order", arguments: awkwardSizes)
  func embeddingGradients(size: Int) {
    var random = RandomStream(seed: 2)
    for (count, width, reads) in [(5, 3, size), (size, 3, 4), (5, size, 4)] where count > 0 {
      let table = Embedding(count: count, size: width, using: &random).converted(to: .float64)
      let ids = Indices((0..<reads).map { $0 * 2 % count })
      expectGradients(at: table.parameters, samples: 15, "\(reads) of \(count) × \(width)") {
        var table = table
        table.setParameters($0)
        return table(ids).squared()
      }
    }
  }

  @Test("dropout has gradients to first and second order", arguments: awkwardSizes)
  func dropoutGradients(size: Int) {
    var random = RandomStream(seed: 3)
    let x = Tensor.normal([size], .float64, using: &random)
    expectGradients(at: [x], samples: 8) { variables in
      var same: RandomStream? = RandomStream(seed: 4)
      return dropout(variables[0], probability: 0.4, using: &same).squared()
    }
  }
}
