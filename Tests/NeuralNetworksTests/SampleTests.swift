import AlmanacTesting
import Foundation
import NeuralNetworks
import Tensors
import Testing

/// A network with one hidden layer.
struct Network: Layer {
  var hidden: Linear
  var output: Linear

  init(using random: inout RandomStream) {
    hidden = Linear(inputSize: 1, outputSize: 32, using: &random)
    output = Linear(inputSize: 32, outputSize: 1, using: &random)
  }

  func callAsFunction(_ input: Tensor) -> Tensor { output(tanh(hidden(input))) }

  mutating func visitParameters(_ visitor: inout some ParameterVisitor) {
    visitor.visit("hidden", &hidden)
    visitor.visit("output", &output)
  }
}

/// The samples of the documentation, word for word.
@Suite("samples")
struct SampleTests {
  /// Some lines without their spaces: formatting does not matter.
  private func letters(_ lines: some StringProtocol) -> String {
    String(lines.filter { !$0.isWhitespace })
  }

  /// The imports apart, which a file has once, and before its others.
  @Test("every block of code of the page stands in this file")
  func page() throws {
    let file = URL(filePath: #filePath)
    let source = letters(try String(contentsOf: file, encoding: .utf8))
    let root = file.deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let page = root.appending(path: "Documentation/Almanac.docc/TrainingANetwork.md")
    let blocks = try String(contentsOf: page, encoding: .utf8)
      .components(separatedBy: "```swift\n").dropFirst()
      .compactMap { $0.components(separatedBy: "```").first }
    #expect(blocks.count == 5)
    for block in blocks {
      let lines = block.split(separator: "\n").filter { !$0.hasPrefix("import ") }
      #expect(source.contains(letters(lines.joined(separator: "\n"))), "\(block)")
    }
  }

  @Test("a newcomer's network learns a sine, and its weights are kept")
  func training() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "sample-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "sine.safetensors").path

    var random = RandomStream(seed: 1)
    let x = Tensor.uniform([500, 1], in: -1...1, using: &random)
    let y = sin(3 * x)

    var trainer = Trainer(
      Network(using: &random),
      Adam(learningRate: 0.01),
      TrainingPlan(examples: 500, epochs: 100)
    )
    try trainer.run { model, batch in
      meanSquaredError(model(x.gathered(at: batch.examples)), y.gathered(at: batch.examples))
    }
    try WeightsFile(trainer.model).write(to: path)

    #expect(meanSquaredError(trainer.model(x), y).scalar < 0.001)
    var network = Network(using: &random)
    try network.load(WeightsFile(path: path))
    #expect(network.parameters == trainer.model.parameters)
  }

  @Test("a plan has patience, limits and checkpoints, and a training goes on from its file")
  func plan() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "sample-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "training.safetensors").path
    var random = RandomStream(seed: 1)
    let x = Tensor.uniform([100, 1], in: -1...1, using: &random)
    let y = sin(3 * x)
    let network = Network(using: &random)
    @Sendable func loss(_ model: Network, _ batch: TrainingBatch) -> Tensor {
      meanSquaredError(model(x.gathered(at: batch.examples)), y.gathered(at: batch.examples))
    }
    let isInterrupted = false
    var losses: [Double] = []

    var plan = TrainingPlan(examples: 100, batchSize: 25, epochs: 40, seed: 7)
    plan.schedule = .sequence(.warmUp(steps: 20), steps: 20, .cosine(steps: 140))
    plan.gradientLimit = 1
    plan.averaging = .exponential(decay: 0.99)
    plan.patience = 5
    plan.checkpointPath = file

    var trainer = Trainer(network, Adam(learningRate: 0.01), plan)
    let outcome = try trainer.run(
      stop: { isInterrupted },
      progress: { losses.append($0.loss) },
      validation: { model in meanSquaredError(model(x), y).scalar },
      loss: loss
    )
    let best = trainer.bestModel

    var resumed = Trainer(network, Adam(learningRate: 0.01), plan)
    try resumed.restore(path: file)

    #expect(outcome != .interrupted)
    #expect(losses.count == trainer.step)
    #expect(resumed.step == trainer.step)
    #expect(best.parameters == resumed.bestModel.parameters)
  }
}
