public import Tensors

/// How the weights of many steps are averaged.
public enum Averaging: Sendable, Hashable {
  /// The running mean `a = decay · a + (1 - decay) · p`, from the weights of the first step.
  ///
  /// - Source: Polyak and Juditsky 1992, “Acceleration of stochastic approximation by averaging”.
  case exponential(decay: Double)
  /// The mean with equal weights of every `interval`th step from `start` on.
  ///
  /// - Source: Izmailov and others 2018, “Averaging weights leads to wider optima”, algorithm 1.
  case equal(start: Int, interval: Int = 1)
}

/// The average of a module's parameters over its training.
public struct WeightAverage: Sendable {
  /// How the weights are averaged.
  public let rule: Averaging
  /// The number of steps in the average.
  public internal(set) var count = 0
  /// The averages in the order of the parameters; empty before the first step in the average.
  public internal(set) var parameters: [Tensor] = []

  /// An empty average.
  ///
  /// - Precondition: A decay is at least 0 and at most 1, and an interval is positive.
  public init(_ rule: Averaging) {
    switch rule {
    case .exponential(let decay): precondition((0...1).contains(decay), "a decay of \(decay)")
    case .equal(_, let interval): precondition(interval > 0, "an interval of \(interval)")
    }
    self.rule = rule
  }

  /// Takes the parameters after a step into the average, if the rule wants them.
  ///
  /// - Parameters:
  ///   - module: The module after the step.
  ///   - step: The number of the step; the first is step 0.
  public mutating func include(_ module: some Module, step: Int) {
    let share: Double
    switch rule {
    case .exponential(let decay):
      share = count == 0 ? 1 : 1 - decay
    case .equal(let start, let interval):
      guard step >= start, (step - start).isMultiple(of: interval) else { return }
      share = 1 / Double(count + 1)
    }
    let present = module.parameters
    parameters =
      count == 0 ? present : zip(parameters, present).map { $0 + ($1 - $0) * share }
    count += 1
  }

  /// The module with the averages for its parameters; the module itself while there are none.
  public func applied<Model: Module>(to module: Model) -> Model {
    guard count > 0 else { return module }
    var averaged = module
    averaged.setParameters(parameters)
    return averaged
  }
}
