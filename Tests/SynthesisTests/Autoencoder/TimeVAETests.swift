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

  /// A network of a level, a trend of degree 2 and a season of 4 steps, whose residual is nothing.
  private static func bare(_ change: (inout TimeVAE.Shape) -> Void) -> TimeVAE {
    var shape = TimeVAE.Shape(length: 12, variableCount: 2)
    (shape.trendDegree, shape.seasons) = (0, [])
    change(&shape)
    var random = RandomStream(seed: 3)
    var model = TimeVAE(shape, using: &random)
    model.residualOutput.weight = .zeros(model.residualOutput.weight.shape)
    model.residualOutput.bias = .zeros([24])
    return model
  }

  /// The steps of both variables of the window of a latent vector.
  private static func window(_ model: TimeVAE) -> [[Double]] {
    var random = RandomStream(seed: 4)
    let made = model(.normal([1, 8], using: &random)).elements
    return [Array(made[..<12]), Array(made[12...])]
  }

  @Test("the level alone is one number for each variable", .tags(.property))
  func levels() {
    let made = Self.window(Self.bare { _ in })
    for values in made { #expect(Set(values).count == 1) }
    #expect(made[0][0] != made[1][0])
  }

  @Test("the trend alone is a polynomial that begins at 0", .tags(.property), arguments: [1, 2])
  func trends(degree: Int) {
    var model = Self.bare { $0.trendDegree = degree }
    model.level.second.weight = .zeros([2, 2])
    model.level.second.bias = .zeros([2])
    for values in Self.window(model) {
      #expect(values[0] == 0 && values[11] != 0)
      var differences = values
      for _ in 0..<degree {
        differences = zip(differences, differences.dropFirst()).map { $1 - $0 }
        #expect(differences[0].magnitude > 1e-4)
      }
      // Of single precision, with values up to 1.
      for value in differences { #expect((value - differences[0]).magnitude < 1e-5) }
    }
  }

  @Test("the season alone repeats itself", .tags(.property))
  func seasons() {
    for values in Self.window(Self.bare { $0.seasons = [4] }) {
      for (a, b) in zip(values, values.dropFirst(4)) { #expect((a - b).magnitude < 1e-6) }
      #expect(Set(values.prefix(4)).count == 4)
    }
  }

  @Test("the loss is what its formula says, in numbers", .tags(.golden))
  func loss() {
    var shape = TimeVAE.Shape(length: 2, variableCount: 2)
    (shape.latentSize, shape.channels) = (2, [1])
    var random = RandomStream(seed: 5)
    var model = TimeVAE(shape, using: &random)
    model.setParameters(model.parameters.map { .zeros($0.shape) })
    let windows = Tensor([1, 2, 3, 4], shape: [1, 2, 2])
    let noise = Tensor.zeros([1, 2])
    // 3 (1 + 4 + 9 + 16 + 2² + 3²)
    #expect(model.loss(windows, noise: noise).scalar == 129)
    model.level.second.bias = Tensor([1, 2], shape: [2])
    // 3 (0 + 1 + 1 + 4 + ½² + 1½²)
    #expect(model.loss(windows, noise: noise).scalar == 25.5)
    model.mean.bias = Tensor([0.5, 0.5], shape: [2])
    let logVariance = 1.3862943611198906  // log 4
    model.logVariance.bias = Tensor([logVariance, logVariance], shape: [2])
    // -½ · 2 (1 + log 4 - ¼ - 4) more
    let both = model.loss(.concatenated([windows, windows]), noise: .zeros([2, 2])).scalar
    #expect((both - 27.36370563888011).magnitude < 1e-5)
  }
}
