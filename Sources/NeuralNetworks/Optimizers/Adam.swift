internal import Glibc
internal import Tensors

/// The optimiser that divides a running mean of the gradient by the root of that of its square.
///
/// `m = β₁ m + (1 - β₁) g`, `v = β₂ v + (1 - β₂) g²`,
/// `p = p - η · m/(1 - β₁ᵗ) / (√(v/(1 - β₂ᵗ)) + ε)`
///
/// - Source: Kingma and Ba 2015, “Adam”, algorithm 1; Loshchilov and Hutter 2019, “Decoupled weight
///   decay regularization”, algorithm 2.
public struct Adam: Optimizer {
  /// How the weights are drawn towards zero.
  public enum Decay: Sendable, Hashable {
    /// By adding `decay · p` to the gradient.
    case penalty(Double)
    /// By shrinking the weights by `η · decay` in each step, apart from the gradient: AdamW.
    case decoupled(Double)
  }

  /// The length of a step, `η`.
  public var learningRate: Double
  /// How much of the mean of the gradient is kept in each step, `β₁`.
  public var meanDecay = 0.9
  /// How much of the mean of its square is kept in each step, `β₂`.
  public var squareDecay = 0.999
  /// The term that keeps the quotient finite, `ε`.
  public var epsilon = 1e-8
  /// The pull towards zero; none at first.
  public var decay = Decay.penalty(0)
  /// The running means and sums of each parameter.
  public var memory: [ParameterMemory] = []
  /// The tensors remembered of each parameter: `m` and `v`.
  public var slotCount: Int { 2 }

  /// The optimiser with the paper's settings.
  public init(learningRate: Double = 1e-3, decay: Decay = .penalty(0)) {
    self.learningRate = learningRate
    self.decay = decay
  }

  /// Moves the parameters that have a gradient.
  public mutating func update(_ module: inout some Module, along gradients: Gradients) {
    let settings = self
    updateEach(of: &module, along: gradients) { parameter, gradient, memory in
      let steps = Double(memory.steps)
      var step = Tensor.AdamStep(
        rate: settings.learningRate / (1 - pow(settings.meanDecay, steps)),
        beta1: settings.meanDecay,
        beta2: settings.squareDecay,
        root: 1 / (1 - pow(settings.squareDecay, steps)).squareRoot(),
        epsilon: settings.epsilon,
        shrink: 1,
        penalty: 0
      )
      switch settings.decay {
      case .penalty(let strength): step.penalty = strength
      case .decoupled(let strength): step.shrink = 1 - settings.learningRate * strength
      }
      var square = memory.tensors.removeLast()
      var mean = memory.tensors.removeLast()
      parameter.updateByAdam(gradient, mean: &mean, square: &square, step)
      memory.tensors = [mean, square]
    }
  }
}
