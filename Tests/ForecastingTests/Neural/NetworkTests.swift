import AlmanacTesting
import Foundation
import NeuralNetworks
import Tensors
import Testing
import TimeSeries

@testable import Forecasting

@Suite("networks", .tags(.gradient, .golden))
struct NetworkTests {
  static let networks: [any NeuralNetwork.Type] = [
    DeepARNetwork.self, NHiTSNetwork.self, NBeatsNetwork.self, InterpretableNBeatsNetwork.self,
    PatchTSTNetwork.self, TiDENetwork.self, TFTNetwork.self, DLinearNetwork.self,
    NLinearNetwork.self,
  ]

  /// Checks how the loss changes when a parameter moves in a random direction.
  ///
  /// A step of length 1e-5 through all its elements leaves 1e-10 of curvature and 1e-11 of rounding, and
  /// meets few of the kinks of rectifiers.
  static func check<Network: NeuralNetwork>(_ type: Network.Type, _ loss: NeuralLoss) {
    let (network, batch) = NeuralPanels.network(type, loss: loss)
    let (_, gradients) = NeuralNetworks.valueWithGradient(at: network) {
      $0.loss(of: batch, dropping: nil)
    }
    var random = RandomStream(seed: 6)
    for (place, (name, parameter)) in network.namedParameters.enumerated() {
      let drawn = Tensor.normal(parameter.shape, .float64, using: &random)
      let direction = drawn / drawn.squared().sum().squareRoot()
      func moved(_ distance: Double) -> Double {
        var parameters = network.parameters
        parameters[place] = parameter + direction * distance
        var network = network
        network.setParameters(parameters)
        return network.loss(of: batch, dropping: nil).scalar
      }
      let measured = (moved(1e-5) - moved(-1e-5)) / 2e-5
      let expected = gradients.values[place].map { ($0 * direction).sum().scalar } ?? 0
      #expect(
        abs(measured - expected) <= 1e-4 * max(abs(expected), 1e-3),
        "\(Network.entry.name) \(name): \(expected), by differences \(measured)"
      )
    }
  }

  @Test("every network's loss has the gradient that differences show", arguments: networks.indices)
  func gradients(number: Int) {
    let usual = Self.networks[number].usualLoss(isOfCounts: false)
    Self.check(Self.networks[number], usual)
    Self.check(Self.networks[number], number == 0 ? .zeroInflated : .squared)
  }

  @Test("every network learns the course of a day", arguments: networks.indices)
  func learning(number: Int) throws {
    func error<Network: NeuralNetwork>(_ type: Network.Type) throws -> Double {
      let panel = NeuralPanels.waves(8, hours: 240, noise: 0.02)
      let history = Panel(
        panel.map {
          var series = $0
          series.values = Array($0.values[..<216])
          series.index.count = 216
          return series
        }
      )
      let trained = try NeuralPanels.forecaster(type, horizon: 24, updates: 150) {
        $0.context = 48
        $0.batchSize = 32
        $0.learningRate = 3e-3
      }.trained(on: history) { _ in true }
      var (sum, size) = (0.0, 0.0)
      for (series, whole) in zip(history, panel) {
        let forecast = trained.fittedOrReplaced(series).forecast(horizon: 24)
        for (value, actual) in zip(forecast.quantile(0.5), whole.values[216...]) {
          sum += abs(value - actual)
          size += abs(actual)
        }
      }
      return sum / size
    }
    // A flat line at the level has 0.32.
    let found = try error(Self.networks[number])
    #expect(found < 0.16, "\(Self.networks[number].entry.name): \(found)")
  }

  // MARK: What peers compute with the same weights

  struct Golden: Decodable {
    struct Losses: Decodable {
      var scale: [Double]
      var losses: [Double]
    }
    struct Forecast: Decodable { var forecast: [Double] }
    var deepar: Losses
    var patchtst: Losses
    var nhits: Forecast
    var lags: [String: [Int]]
  }

  /// The tensors of a network as the script of the golden numbers makes them.
  static func formula(_ number: Int, _ shape: Shape) -> Tensor {
    let count = shape.reduce(1, *)
    let values: [Double] = (0..<count).map { place in
      0.2 * sin(0.37 * Double(place) + Double(number))
    }
    return Tensor(values, shape: shape, .float64)
  }

  static func series(_ rows: Int, _ steps: Int) -> Tensor {
    let values: [Double] = (0..<rows * steps).map { place in
      let wave: Double = 2 * sin(0.9 * Double(place))
      return 5 + wave + 0.01 * Double(place)
    }
    return Tensor(values, shape: [rows, steps], .float64)
  }

  static func network<Network: NeuralNetwork>(
    _ type: Network.Type,
    _ plan: NetworkPlan,
    weight: (Int, Tensor) -> Tensor = { formula($0, $1.shape) }
  ) -> Network {
    var random = RandomStream(seed: 0)
    var network = Network(plan, using: &random).converted(to: .float64)
    network.setParameters(network.parameters.enumerated().map(weight))
    return network
  }

  static func batch(
    _ shape: WindowShape,
    values: Tensor,
    features: Tensor? = nil,
    categories: [Indices] = [],
    scale: [Double]
  ) -> WindowBatch {
    let scales = Tensor(scale, shape: [scale.count, 1], .float64)
    return WindowBatch(
      shape: shape,
      values: values / scales,
      mask: values.filled(with: 1),
      features: features
        ?? .zeros([scale.count, shape.context + shape.horizon, 1], .float64),
      pasts: .zeros([scale.count, shape.context, 0], .float64),
      categories: categories,
      locations: scale.map { _ in 0 },
      scales: scale,
      scale: scales,
      magnitude: log(scales)
    )
  }

  @Test("DeepAR gives GluonTS's likelihoods")
  func deepAR() throws {
    let golden = try goldenFile("neural.json", as: Golden.self).deepar
    let shape = WindowShape(context: 4, horizon: 3, reach: 5, scaling: .magnitude)
    let plan = NetworkPlan(
      shape: shape,
      featureCount: 2,
      categoryCounts: [3],
      head: OutputHead(loss: .studentT),
      lags: [1, 2, 5],
      seasonalPeriod: 1
    )
    var network = Self.network(DeepARNetwork.self, plan)
    // The peer has none.
    network.skip = nil
    let batch = Self.batch(
      shape,
      values: Self.series(2, 12),
      features: Self.formula(20, [2, 7, 2]) * 5,
      categories: [[1, 2]],
      scale: golden.scale
    )
    let losses = plan.head.losses(
      network.outputs(for: batch, dropping: nil),
      target: batch.values.sliced(5..<12, along: 1),
      scale: batch.scale
    )
    // Ours is of scaled values.
    for (loss, expected) in zip((losses + log(batch.scale)).elements, golden.losses) {
      // The peer has no least deviation.
      #expect(abs(loss - expected) < 1e-4)
    }
  }

  @Test(
    "paths are drawn from what training makes of the values that were drawn",
    arguments: [NeuralLoss.gaussian, .studentT, .quantiles],
    [[1, 2, 5], [3, 4, 11]]
  )
  func paths(loss: NeuralLoss, lags: [Int]) throws {
    let (count, horizon, scale) = (3, 8, 5.0)
    let reach = try #require(lags.last)
    let shape = WindowShape(context: 4, horizon: horizon, reach: reach, scaling: .magnitude)
    let plan = NetworkPlan(
      shape: shape,
      featureCount: 2,
      categoryCounts: [3],
      head: OutputHead(loss: loss),
      lags: lags,
      seasonalPeriod: 1
    )
    let network = Self.network(DeepARNetwork.self, plan).converted(to: .float32)
    let skip = try #require(network.skip)
    #expect(skip.weight.elements.allSatisfy { abs($0) > 0.01 })
    let batch = Self.batch(
      shape,
      values: Self.series(1, shape.past + horizon),
      features: Self.formula(20, [1, 4 + horizon, 2]) * 5,
      categories: [[1]],
      scale: [scale]
    ).converted(to: .float32)
    var random = RandomStream(seed: 1)
    let paths = network.paths(of: batch, count: count, horizon: horizon, using: &random)
      .map { $0 / scale }
    #expect(Set(paths).count == paths.count)

    // Each path in a window of its own, as if it had been observed.
    func rows(_ tensor: Tensor) -> Tensor {
      Tensor.concatenated([Tensor](repeating: tensor, count: count), along: 0)
    }
    var observed = batch
    observed.values = Tensor.concatenated(
      [
        rows(batch.values.sliced(0..<shape.past, along: 1)),
        Tensor(paths, shape: [horizon, count]).transposed(),
      ],
      along: 1
    )
    observed.features = rows(batch.features)
    observed.categories = [[1, 1, 1]]
    observed.magnitude = rows(batch.magnitude)
    let outputs = network.outputs(for: observed, dropping: nil)
    // The same random numbers make the same values of the same parameters.
    random = RandomStream(seed: 1)
    for step in 0..<horizon {
      let samples = plan.head.samples(
        outputs.selected(shape.context + step, along: 1),
        scale: scale,
        using: &random
      )
      for (path, sample) in samples.elements.enumerated() {
        let value = paths[step * count + path]
        #expect(
          abs(sample - value) < 1e-4 * max(1, abs(value)),
          "path \(path), step \(step): \(value), by training \(sample)"
        )
      }
    }
  }

  @Test("PatchTST gives GluonTS's likelihoods")
  func patchTST() throws {
    let golden = try goldenFile("neural.json", as: Golden.self).patchtst
    let shape = WindowShape(context: 24, horizon: 3, scaling: .magnitude)
    let plan = NetworkPlan(
      shape: shape,
      featureCount: 1,
      categoryCounts: [],
      head: OutputHead(loss: .studentT),
      seasonalPeriod: 1
    )
    let network = Self.network(PatchTSTNetwork.self, plan)
    let batch = Self.batch(shape, values: Self.series(2, 27), scale: golden.scale)
    var none: RandomStream?
    let losses = plan.head.losses(
      network.outputs(for: batch, dropping: &none),
      target: batch.future,
      scale: batch.scale
    )
    for (loss, expected) in zip((losses + log(batch.scale)).elements, golden.losses) {
      // The peer has no least deviation.
      #expect(abs(loss - expected) < 1e-4)
    }
  }

  @Test("N-HiTS gives neuralforecast's forecasts")
  func nHiTS() throws {
    let golden = try goldenFile("neural.json", as: Golden.self).nhits
    let shape = WindowShape(context: 13, horizon: 6, scaling: .none)
    let plan = NetworkPlan(
      shape: shape,
      featureCount: 1,
      categoryCounts: [],
      head: OutputHead(loss: .absolute),
      seasonalPeriod: 1
    )
    let network = Self.network(NHiTSNetwork.self, plan) { number, parameter in
      Self.formula(number, parameter.shape) * (parameter.rank == 2 ? 0.2 : 1)
    }
    var mask = [Double](repeating: 1, count: 3 * 19)
    mask[19 + 4] = 0
    var batch = Self.batch(
      shape,
      values: Tensor.concatenated(
        [Self.series(3, 13) - 5, .zeros([3, 6], .float64)],
        along: 1
      ),
      scale: [1, 1, 1]
    )
    batch.mask = Tensor(mask, shape: [3, 19], .float64)
    batch.values = batch.values * batch.mask
    var none: RandomStream?
    let forecast = network.outputs(for: batch, dropping: &none).elements
    #expect(forecast.count == golden.forecast.count)
    for (value, expected) in zip(forecast, golden.forecast) {
      #expect(abs(value - expected) < 1e-5 * max(1, abs(expected)))
    }
  }

  @Test("lags are those of GluonTS", arguments: ["h", "D", "W-SUN", "15min", "min"])
  func lags(name: String) throws {
    let golden = try goldenFile("neural.json", as: Golden.self).lags
    let frequency = try #require(Frequency(name))
    #expect(LagSet.lags(for: frequency, seasonalPeriod: 1) == golden[name == "W-SUN" ? "W" : name])
  }
}
