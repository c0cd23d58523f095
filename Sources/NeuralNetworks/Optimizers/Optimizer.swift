public import Tensors

/// A rule for moving the parameters of a module against a gradient.
///
/// An optimiser belongs to one module: what it remembers is kept by the order of the parameters.
public protocol Optimizer: Sendable {
  /// The length of a step.
  var learningRate: Double { get set }

  /// What is remembered of each parameter, in the order of the visit, to be saved with a checkpoint;
  /// empty for a parameter that has not been updated yet.
  var memory: [ParameterMemory] { get set }

  /// The number of tensors that are remembered of each parameter once it has been updated.
  var slotCount: Int { get }

  /// Moves the parameters one step; those without a gradient stay, and nothing is counted for them.
  ///
  /// - Precondition: The gradients belong to the module.
  mutating func update(_ module: inout some Module, along gradients: Gradients)
}

/// What an optimiser remembers of one parameter.
public struct ParameterMemory: Sendable {
  /// The number of updates so far.
  public var steps = 0
  /// Running means and sums, as the optimiser's formulas name them.
  public var tensors: [Tensor] = []

  /// An empty memory.
  public init() {}
}

/// Walks over a module's parameters with their gradients and memories.
struct UpdateVisitor: ParameterVisitor {
  private let gradients: [Tensor?]
  private var next = 0
  private(set) var memory: [ParameterMemory]
  private let slots: Int
  private let update: (inout Tensor, Tensor, inout ParameterMemory) -> Void

  /// - Parameters:
  ///   - slots: The number of tensors to remember of each parameter; zeros at first.
  ///   - update: Moves one parameter; its memory has counted the step already.
  init(
    _ gradients: Gradients,
    _ memory: [ParameterMemory],
    slots: Int,
    update: @escaping (inout Tensor, Tensor, inout ParameterMemory) -> Void
  ) {
    self.gradients = gradients.values
    self.memory = memory.isEmpty ? gradients.values.map { _ in ParameterMemory() } : memory
    self.slots = slots
    self.update = update
    precondition(
      self.memory.count == gradients.values.count,
      "gradients of \(gradients.values.count) parameters for an optimiser of \(memory.count)"
    )
  }

  mutating func visit(_ name: String, _ parameter: inout Tensor) {
    precondition(next < gradients.count, "a module with more than \(gradients.count) parameters")
    defer { next += 1 }
    guard let gradient = gradients[next] else { return }
    if memory[next].tensors.isEmpty {
      memory[next].tensors = (0..<slots).map { _ in parameter.filled(with: 0) }
    }
    memory[next].steps += 1
    update(&parameter, gradient, &memory[next])
  }
}

extension Optimizer {
  /// Updates every parameter that has a gradient.
  mutating func updateEach(
    of module: inout some Module,
    along gradients: Gradients,
    _ update: @escaping (inout Tensor, Tensor, inout ParameterMemory) -> Void
  ) {
    let kept = memory
    // The memories may be written in place only while nobody else refers to them.
    memory = []
    var visitor = UpdateVisitor(gradients, kept, slots: slotCount, update: update)
    module.visitParameters(&visitor)
    memory = visitor.memory
  }
}
