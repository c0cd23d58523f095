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

  @Test("cross entropy has gradients to first and second order", arguments: awkwardSizes)
  func crossEntropyGradients(size: Int) {
    var random = RandomStream(seed: 1)
    let scores = Tensor.uniform([size, 4], in: -1...1, .float64, using: &random)
    let classes = Indices((0..<size).map { $0 % 4 })
    expectGradients(at: [scores], samples: 6) { crossEntropy($0[0], classes) }
  }

  @Test("embeddings have gradients to first and second order", arguments: awkwardSizes)
  func embeddingGradients(size: Int) {
    var random = RandomStream(seed: 2)
    let table = Embedding(count: 5, size: 3, using: &random).converted(to: .float64)
    let ids = Indices((0..<size).map { $0 * 2 % 5 })
    expectGradients(at: table.parameters, samples: 15) { variables in
      var table = table
      table.setParameters(variables)
      return table(ids).squared()
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
