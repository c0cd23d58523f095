import AlmanacTesting
import Foundation
import NeuralNetworks
import Synthesis
import Tensors
import Testing
import TimeSeries

@Suite("TimeVAE")
struct TimeVAETests {
  @Test("the gradient of the loss is right for every parameter", .tags(.gradient))
  func gradient() {
    var shape = TimeVAE.Shape(length: 7, variableCount: 2)
    (shape.latentSize, shape.channels, shape.conditionSize) = (3, [4, 5], 2)
    shape.seasons = [3]
    var random = RandomStream(seed: 1)
    var model = TimeVAE(shape, using: &random).converted(to: .float64)
    // Rectifiers are kept away from their kink, which differences may not cross.
    func biased(_ size: Int) -> Tensor {
      Tensor((0..<size).map { $0.isMultiple(of: 3) ? -9 : 9 }, shape: [size], .float64)
    }
    for place in model.encoder.indices {
      model.encoder[place].bias = biased(shape.channels[place])
    }
    model.residual[0].bias = biased(4)
    model.residual[1].bias = biased(2)
    model.level.first.bias = biased(2)
    model.trend?.first.bias = biased(4)
    model.residualInput.bias = biased(10)
    for layer in [\TimeVAE.mean, \TimeVAE.logVariance] {
      model[keyPath: layer].weight = 0.05 * model[keyPath: layer].weight
    }
    let windows = Tensor.normal([4, 2, 7], .float64, using: &random)
    let conditions = Tensor.normal([4, 2], .float64, using: &random)
    let noise = Tensor.normal([4, 3], .float64, using: &random)
    expectGradients(at: model.parameters, secondOrder: false, samples: 4, tolerance: 1e-6) {
      var copy = model
      copy.setParameters($0)
      return copy.loss(windows, conditions: conditions, noise: noise)
    }
  }

  @Test(
    "windows have the asked shape at awkward lengths",
    .tags(.property),
    arguments: [1, 2, 3, 17, 24]
  )
  func shapes(length: Int) {
    var shape = TimeVAE.Shape(length: length, variableCount: 3)
    shape.seasons = [1, 4]
    var random = RandomStream(seed: 2)
    let model = TimeVAE(shape, using: &random)
    let latent = Tensor.normal([5, 8], using: &random)
    #expect(model(latent).shape == [5, 3, length])
    let (mean, logVariance) = model.encoded(model(latent), conditions: nil)
    #expect(mean.shape == [5, 8] && logVariance.shape == [5, 8])
  }

  @Test("level, trend and season alone make what they are named for", .tags(.property))
  func parts() {
    var shape = TimeVAE.Shape(length: 12, variableCount: 1)
    shape.trendDegree = 0
    shape.seasons = [4]
    var random = RandomStream(seed: 3)
    var model = TimeVAE(shape, using: &random)
    model.residualOutput.weight = .zeros(model.residualOutput.weight.shape)
    model.residualOutput.bias = .zeros([12])
    let made = model(.normal([1, 8], using: &random)).elements
    for (a, b) in zip(made, made.dropFirst(4)) { #expect((a - b).magnitude < 1e-6) }
    #expect(Set(made.prefix(4)).count == 4)
  }

  /// Two waves of 12 steps, of other phases.
  private static func source() throws -> WindowSource {
    let panel = Panel(
      (0..<2).map { number in
        Series(
          id: "w\(number)",
          values: (0..<240).map { step -> Double in
            sin(2 * Double.pi * (Double(step) / 12 + Double(number) / 2))
          }
        )
      }
    )
    return try WindowSource(
      panel,
      length: 16,
      contextLength: 16,
      features: TimeFeatures(frequency: Frequency(.integer), season: 12, form: .circle),
      padsContext: true
    )
  }

  @Test("waves are learnt, gone on with, and the same when read from a file")
  func waves() throws {
    var plan = AutoencoderGenerator.Plan()
    (plan.stepCount, plan.batchSize) = (400, 32)
    var losses: [Double] = []
    let generator = try AutoencoderGenerator.trained(on: Self.source(), season: 12, plan) {
      losses.append($1)
      return true
    }
    let (first, last) = (losses.prefix(50).reduce(0, +), losses.suffix(50).reduce(0, +))
    #expect(last < first / 2)
    let requests = (0..<2).map { SeriesRequest(source: $0, count: 48) }
    let made = generator.series(requests, seed: 1)
    for (number, values) in made.enumerated() {
      var sum = 0.0
      for step in 16..<48 {
        let angle: Double = 2 * Double.pi * (Double(step) / 12 + Double(number) / 2)
        sum += (values[step] - sin(angle)).magnitude
      }
      // Waves of another phase are 0.8 away.
      #expect(sum / 32 < 0.4)
    }
    let folder = try TemporaryFolder()
    let path = folder.file("waves.vae").path
    try generator.file.write(to: path)
    let file = try WeightsFile(path: path)
    #expect(AutoencoderGenerator.isNamed(in: file))
    let read = try AutoencoderGenerator(file)
    #expect(read.sources == generator.sources && read.series(requests, seed: 1) == made)
    let newcomer = Series(id: "new", values: made[0])
    let grown = try read.welcoming([[newcomer]], seed: 1)
    #expect(grown.sources.count == 3)
    #expect(try AutoencoderGenerator(grown.file).sources == generator.sources)
    #expect(generator.series(requests, seed: 2) != made)
  }

  @Test("a training that is asked to stop says so, and foreign files are refused")
  func refusals() throws {
    let source = try Self.source()
    #expect(throws: SynthesisError.interrupted) {
      try AutoencoderGenerator.trained(on: source, season: 1) { step, _ in step < 3 }
    }
    #expect(throws: SynthesisError.foreignGenerator(entry: "format")) {
      try AutoencoderGenerator(WeightsFile([("a", Tensor(1))]))
    }
  }
}
