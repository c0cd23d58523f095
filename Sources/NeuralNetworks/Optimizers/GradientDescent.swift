internal import Tensors

/// The optimiser that moves against the gradient, with momentum if wished.
///
/// `b = μ b + g + λ p`, `p = p - η b`; with Nesterov's form `p = p - η (g + λ p + μ b)`
///
/// - Source: Sutskever, Martens, Dahl and Hinton 2013, “On the importance of initialization and
///   momentum in deep learning”.
public struct GradientDescent: Optimizer {
  /// The length of a step, `η`.
  public var learningRate: Double
  /// How much of the last direction is kept, `μ`.
  public var momentum: Double
  /// Whether the gradient counts at the place where momentum alone would lead.
  public var isNesterov: Bool
  /// The pull towards zero, `λ`.
  public var penalty: Double
  /// The running means and sums of each parameter.
  public var memory: [ParameterMemory] = []
  /// The tensors remembered of each parameter: `b`.
  public var slotCount: Int { 1 }

  /// The optimiser; plain gradient descent by default.
  public init(
    learningRate: Double = 1e-2,
    momentum: Double = 0,
    isNesterov: Bool = false,
    penalty: Double = 0
  ) {
    (self.learningRate, self.momentum) = (learningRate, momentum)
    (self.isNesterov, self.penalty) = (isNesterov, penalty)
  }

  /// Moves the parameters that have a gradient.
  public mutating func update(_ module: inout some Module, along gradients: Gradients) {
    let settings = self
    updateEach(of: &module, along: gradients) { parameter, gradient, memory in
      var velocity = memory.tensors.removeLast()
      parameter.updateByDescent(
        gradient,
        velocity: &velocity,
        rate: settings.learningRate,
        momentum: settings.momentum,
        isNesterov: settings.isNesterov,
        penalty: settings.penalty
      )
      memory.tensors = [velocity]
    }
  }
}

/// The optimiser that divides each step by the root of the sum of all squared gradients so far.
///
/// `s = s + g²`, `p = p - η g / (√s + ε)`
///
/// - Source: Duchi, Hazan and Singer 2011, “Adaptive subgradient methods”.
public struct Adagrad: Optimizer {
  /// The length of a step, `η`.
  public var learningRate: Double
  /// The term that keeps the quotient finite, `ε`.
  public var epsilon = 1e-10
  /// What is added to the gradient for each unit of the parameter.
  public var penalty: Double
  /// The running means and sums of each parameter.
  public var memory: [ParameterMemory] = []
  /// The tensors remembered of each parameter: `s`.
  public var slotCount: Int { 1 }

  /// The optimiser.
  public init(learningRate: Double = 1e-2, penalty: Double = 0) {
    (self.learningRate, self.penalty) = (learningRate, penalty)
  }

  /// Moves the parameters that have a gradient.
  public mutating func update(_ module: inout some Module, along gradients: Gradients) {
    let settings = self
    updateEach(of: &module, along: gradients) { parameter, gradient, memory in
      var square = memory.tensors.removeLast()
      parameter.updateByAdagrad(
        gradient,
        square: &square,
        rate: settings.learningRate,
        epsilon: settings.epsilon,
        penalty: settings.penalty
      )
      memory.tensors = [square]
    }
  }
}
