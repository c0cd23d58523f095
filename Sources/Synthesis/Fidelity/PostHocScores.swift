internal import NeuralNetworks
public import Tensors

/// A small recurrent network and what comes of its states: what the discriminative and the predictive
/// score train anew.
struct RecurrentReader: Module {
  var recurrent: GRU
  var output: Linear

  init(inputs: Int, units: Int, using random: inout RandomStream) {
    recurrent = GRU(inputSize: inputs, unitCount: units, using: &random)
    output = Linear(inputSize: units, outputSize: 1, using: &random)
  }

  /// A number for each step.
  ///
  /// - Shape: `[batch, step, variable] → [batch, step, 1]`
  func callAsFunction(_ input: Tensor) -> Tensor { output(recurrent(input)) }

  mutating func visitParameters(_ visitor: inout some ParameterVisitor) {
    visitor.visit("recurrent", &recurrent)
    visitor.visit("output", &output)
  }
}

/// How well small networks that are trained anew tell windows apart, or predict them.
///
/// - Source: Yoon, Jarrett and van der Schaar 2019, “Time-series generative adversarial networks”, section
///   5 and its program; 16 units for a single variable, of which the program would make none.
public enum PostHocScores {
  /// The distance from ½ of the share of held-out windows that a network trained on the others tells
  /// rightly for real or made: 0 where it cannot, ½ where it always can.
  ///
  /// - Parameters:
  ///   - real: Of shape `[window, variable, step]`.
  ///   - made: As many windows.
  ///   - iterations: The steps of training; 2000 in the literature.
  /// - Throws: `training`.
  public static func discriminative(
    real: Tensor,
    made: Tensor,
    iterations: Int = 2000,
    seed: UInt64
  ) throws(SynthesisError) -> Double {
    let count = min(real.shape[0], made.shape[0])
    var random = RandomStream(seed: seed, name: "discriminative")
    let order = (0..<count).shuffled(using: &random)
    let kept = max(1, count * 4 / 5)
    let (learnt, tested) = (Array(order[..<kept]), Array(order[kept...]))
    let variables = real.shape[1]
    let units = variables > 3 ? variables / 2 : 16
    let model = RecurrentReader(inputs: variables, units: units, using: &random)
    let (realSteps, madeSteps) = (real.permuted(0, 2, 1), made.permuted(0, 2, 1))
    let last = real.shape[2] - 1
    let half = min(128, kept)
    let trained = try trained(model, iterations: iterations, seed: seed) { model, random in
      let a = Indices((0..<half).map { _ in learnt[Int(random.uniform() * Double(kept))] })
      let b = Indices((0..<half).map { _ in learnt[Int(random.uniform() * Double(kept))] })
      let scores = model(
        .concatenated([realSteps.gathered(at: a), madeSteps.gathered(at: b)])
      ).selected(last, along: 1).flattened()
      let target = Tensor.concatenated([.ones([half]), .zeros([half])])
      return binaryCrossEntropy(scores, target)
    }
    guard !tested.isEmpty else { return .nan }
    func right(_ steps: Tensor, _ isReal: Bool) -> Int {
      let scores = trained(steps.gathered(at: Indices(tested))).selected(last, along: 1)
      return scores.elements.count { ($0 > 0) == isReal }
    }
    let share =
      Double(right(realSteps, true) + right(madeSteps, false)) / Double(2 * tested.count)
    return (share - 0.5).magnitude
  }

  /// The mean absolute error with which a network trained on some windows predicts the next step of
  /// others. The values lie in `0...1`.
  ///
  /// The network sees all variables but the last, and predicts the last one; of a single variable it sees
  /// the past.
  ///
  /// - Parameter iterations: The steps of training; 5000 in the literature.
  /// - Throws: `training`.
  public static func predictive(
    trainedOn learnt: Tensor,
    testedOn tested: Tensor,
    iterations: Int = 5000,
    seed: UInt64
  ) throws(SynthesisError) -> Double {
    var random = RandomStream(seed: seed, name: "predictive")
    let (variables, length) = (learnt.shape[1], learnt.shape[2])
    let inputs = max(1, variables - 1)
    let units = variables > 3 ? variables / 2 : 16
    let model = RecurrentReader(inputs: inputs, units: units, using: &random)
    func split(_ windows: Tensor) -> (past: Tensor, next: Tensor) {
      let steps = windows.permuted(0, 2, 1)
      return (
        steps.sliced(0..<length - 1, along: 1).sliced(0..<inputs, along: 2),
        steps.sliced(1..<length, along: 1).sliced(variables - 1..<variables, along: 2)
      )
    }
    let (past, next) = split(learnt)
    let count = learnt.shape[0]
    let trained = try trained(model, iterations: iterations, seed: seed) { model, random in
      let rows = Indices((0..<min(128, count)).map { _ in Int(random.uniform() * Double(count)) })
      return meanAbsoluteError(sigmoid(model(past.gathered(at: rows))), next.gathered(at: rows))
    }
    let (testedPast, testedNext) = split(tested)
    return meanAbsoluteError(sigmoid(trained(testedPast)), testedNext).scalar
  }

  private static func trained<Model: Module>(
    _ model: Model,
    iterations: Int,
    seed: UInt64,
    loss: @escaping @Sendable (Model, inout RandomStream) -> Tensor
  ) throws(SynthesisError) -> Model {
    var trainer = Trainer(
      model,
      Adam(learningRate: 1e-3),
      TrainingPlan(examples: 1, batchSize: 1, epochs: iterations, seed: seed)
    )
    do {
      try trainer.run { model, batch in
        var random = batch.random
        return loss(model, &random)
      }
    } catch {
      throw .training(error)
    }
    return trainer.model
  }
}
