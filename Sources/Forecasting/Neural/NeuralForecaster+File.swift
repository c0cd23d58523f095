internal import NeuralNetworks
internal import Tensors

// What is kept of a trained network: its weights under the name of the model, and what it was built for.
extension NeuralForecaster {
  private static var prefix: String { "\(Network.entry.name).network." }
  private static var errorsName: String { "\(Network.entry.name).errors" }

  var learnt: [(name: String, tensor: Tensor)] {
    guard let knowledge else { return [] }
    let file = WeightsFile(knowledge.network)
    var tensors = file.entries.map { (name: Self.prefix + $0.name, tensor: $0.tensor) }
    if let levels = knowledge.errors.first?.count {
      tensors.append(
        (
          Self.errorsName,
          Tensor(
            knowledge.errors.flatMap { $0 },
            shape: [knowledge.errors.count, levels],
            .float64
          )
        )
      )
    }
    return tensors
  }

  var neededColumns: [String] {
    guard let schema = knowledge?.schema else { return [] }
    return schema.covariates.map(\.name) + schema.attributes.map(\.name)
  }

  var neededPastColumns: [String] { knowledge?.schema.pasts.map(\.name) ?? [] }

  var settings: [(key: String, value: String)] {
    guard let knowledge else { return [] }
    let (name, plan) = (Network.entry.name, knowledge.network.plan)
    let shape = plan.shape
    let lags = plan.lags.map { "\($0)" }.joined(separator: " ")
    let size = plan.size == .small ? [] : [("\(name) size", plan.size.rawValue)]
    return [
      ("\(name) windows", "\(shape.context) \(shape.horizon) \(shape.reach) \(shape.scaledSteps)"),
      ("\(name) scaling", shape.scaling.rawValue), ("\(name) loss", plan.head.loss.rawValue),
      ("\(name) lags", lags), ("\(name) inputs", knowledge.schema.text),
    ] + size
  }

  /// The forecaster with the weights of a file.
  init(options: ModelOptions, file: WeightsFile) throws(SavedModelsError) {
    self.init(options: options)
    let name = Network.entry.name
    func text(_ part: String) throws(SavedModelsError) -> String {
      guard let pair = file.metadata.first(where: { $0.key == "\(name) \(part)" }) else {
        throw .damaged(part: "\(name) \(part)")
      }
      return pair.value
    }
    // Files of small networks do not say so.
    let word = file.metadata.first { $0.key == "\(name) size" }?.value
    guard let size = word.map(NetworkSize.init(rawValue:)) ?? .small else {
      throw .damaged(part: "\(name) size")
    }
    let extents = try text("windows").split(separator: " ").compactMap { Int($0) }
    let lags = try text("lags").split(separator: " ").compactMap { Int($0) }
    guard extents.count == 4, extents.allSatisfy({ (0...1_000_000).contains($0) }),
      extents[0] > 0, extents[1] > 0, lags.allSatisfy({ 1...max(extents[2], 1) ~= $0 }),
      let scaling = WindowScaling(rawValue: try text("scaling")),
      let loss = NeuralLoss(rawValue: try text("loss"))
    else { throw .damaged(part: "\(name) windows") }
    guard let schema = FeedSchema(text: try text("inputs")) else {
      throw .damaged(part: "\(name) inputs")
    }
    let plan = NetworkPlan(
      shape: WindowShape(
        context: extents[0],
        horizon: extents[1],
        reach: extents[2],
        scaledSteps: extents[3],
        scaling: scaling
      ),
      schema: schema,
      head: OutputHead(loss: loss),
      lags: lags,
      size: size
    )
    var random = RandomStream(seed: 0)
    var network = Network(plan, using: &random)
    let own = file.entries.filter { $0.name.hasPrefix(Self.prefix) }
    do throws(WeightsError) {
      try network.load(
        WeightsFile(own.map { (String($0.name.dropFirst(Self.prefix.count)), $0.tensor) })
      )
    } catch {
      throw .damaged(part: name)
    }
    var knowledge = Knowledge(schema: schema, network: network)
    if let errors = file[Self.errorsName] {
      let levels = ForecastDistribution.simulationLevels.count
      guard errors.shape == [extents[1], levels] else { throw .damaged(part: Self.errorsName) }
      let numbers = errors.converted(to: .float64).elements
      knowledge.errors = (0..<extents[1]).map {
        Array(numbers[$0 * levels..<($0 + 1) * levels])
      }
    }
    self.knowledge = knowledge
    horizon = extents[1]
  }
}
