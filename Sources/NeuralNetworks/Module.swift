public import Tensors

/// Something with parameters to learn.
///
/// A module lists its parameters once, and everything else follows from that list: gradients,
/// optimisers, counting, and reading and writing weights under stable names.
public protocol Module: Sendable {
  /// Shows the visitor every parameter, every tensor that is kept but not learned, and every module
  /// inside, always in the same order.
  mutating func visitParameters(_ visitor: inout some ParameterVisitor)
}

/// A module that turns one tensor into another.
public protocol Layer: Module {
  /// The output for an input.
  func callAsFunction(_ input: Tensor) -> Tensor
}

/// Something that looks at the parameters of a module, and may change them.
public protocol ParameterVisitor {
  /// Comes to a parameter.
  mutating func visit(_ name: String, _ parameter: inout Tensor)
  /// Comes to a tensor that is not learned but is kept with the parameters; `next` gives it for the
  /// next pass.
  mutating func visitState(_ name: String, _ state: inout Tensor, next: (Tensor) -> Tensor)
  /// Comes to a module inside the present one.
  mutating func enter(_ name: String)
  /// Leaves the module it entered last.
  mutating func leave()
}

extension ParameterVisitor {
  /// Comes to a tensor that is not learned; most visitors do not mind.
  public mutating func visitState(
    _ name: String,
    _ state: inout Tensor,
    next: (Tensor) -> Tensor
  ) {}

  /// Comes to a module; most visitors do not mind.
  public mutating func enter(_ name: String) {}

  /// Leaves a module; most visitors do not mind.
  public mutating func leave() {}

  /// Comes to a parameter that may be missing.
  public mutating func visit(_ name: String, _ parameter: inout Tensor?) {
    guard var present = parameter else { return }
    parameter = nil
    visit(name, &present)
    parameter = present
  }

  /// Visits a module inside the present one.
  public mutating func visit(_ name: String, _ module: inout some Module) {
    enter(name)
    module.visitParameters(&self)
    leave()
  }

  /// Visits modules inside the present one, named by their positions.
  public mutating func visit(_ name: String, _ modules: inout [some Module]) {
    enter(name)
    for position in modules.indices { visit("\(position)", &modules[position]) }
    leave()
  }

  /// Visits a module that may be missing.
  public mutating func visit(_ name: String, _ module: inout (some Module)?) {
    guard var present = module else { return }
    module = nil
    visit(name, &present)
    module = present
  }
}

extension Module {
  /// The parameters in the order of the visit.
  public var parameters: [Tensor] {
    var collector = ParameterCollector()
    var copy = self
    copy.visitParameters(&collector)
    return collector.parameters
  }

  /// The parameters with their names, such as `encoder.0.weight`.
  public var namedParameters: [(name: String, parameter: Tensor)] {
    var collector = NamedParameterCollector()
    var copy = self
    copy.visitParameters(&collector)
    return collector.parameters
  }

  /// The tensors that are kept but not learned, with their names.
  public var namedState: [(name: String, state: Tensor)] {
    var collector = NamedStateCollector()
    var copy = self
    copy.visitParameters(&collector)
    return collector.state
  }

  /// The number of numbers to learn.
  public var parameterCount: Int { parameters.reduce(0) { $0 + $1.count } }

  /// Replaces the parameters, given in the order of the visit.
  ///
  /// - Precondition: There are as many, of the same shapes.
  public mutating func setParameters(_ parameters: [Tensor]) {
    var replacer = ParameterReplacer(parameters: parameters)
    visitParameters(&replacer)
    precondition(
      replacer.next == parameters.count,
      "\(parameters.count) parameters for a module with \(replacer.next)"
    )
  }

  /// Replaces the tensors that are not learned, given in the order of the visit.
  ///
  /// - Precondition: There are as many, of the same shapes.
  public mutating func setState(_ state: [Tensor]) {
    var replacer = StateReplacer(state: state)
    visitParameters(&replacer)
    precondition(
      replacer.next == state.count,
      "\(state.count) kept tensors for a module with \(replacer.next)"
    )
  }

  /// Moves the tensors that are not learned on by one pass, such as the directions of `SpectralNorm`.
  ///
  /// A training loop does this once after each gradient, before the parameters move.
  public mutating func advanceState() {
    var visitor = StateAdvancer()
    visitParameters(&visitor)
  }

  /// The module with its tensors in another element type.
  public func converted(to elementType: ElementType) -> Self {
    var copy = self
    copy.setParameters(parameters.map { $0.converted(to: elementType) })
    copy.setState(namedState.map { $0.state.converted(to: elementType) })
    return copy
  }

  /// A line for each parameter, with its shape, and the number of all.
  public var summary: String {
    let lines = namedParameters.map { "\($0.name) \($0.parameter.shape)" }
    return (lines + ["\(parameterCount) parameters"]).joined(separator: "\n")
  }
}

private struct ParameterCollector: ParameterVisitor {
  var parameters: [Tensor] = []

  mutating func visit(_ name: String, _ parameter: inout Tensor) {
    parameters.append(parameter)
  }
}

private struct NamedParameterCollector: ParameterVisitor {
  var parameters: [(name: String, parameter: Tensor)] = []
  private var path: [String] = []

  mutating func visit(_ name: String, _ parameter: inout Tensor) {
    parameters.append(((path + [name]).joined(separator: "."), parameter))
  }

  mutating func enter(_ name: String) { path.append(name) }
  mutating func leave() { path.removeLast() }
}

private struct ParameterReplacer: ParameterVisitor {
  let parameters: [Tensor]
  var next = 0

  mutating func visit(_ name: String, _ parameter: inout Tensor) {
    precondition(next < parameters.count, "too few parameters: \(parameters.count)")
    precondition(
      parameters[next].shape == parameter.shape,
      "\(name) of shape \(parameter.shape) cannot become one of shape \(parameters[next].shape)"
    )
    parameter = parameters[next]
    next += 1
  }
}

private struct NamedStateCollector: ParameterVisitor {
  var state: [(name: String, state: Tensor)] = []
  private var path: [String] = []

  mutating func visit(_ name: String, _ parameter: inout Tensor) {}

  mutating func visitState(_ name: String, _ state: inout Tensor, next: (Tensor) -> Tensor) {
    self.state.append(((path + [name]).joined(separator: "."), state))
  }

  mutating func enter(_ name: String) { path.append(name) }
  mutating func leave() { path.removeLast() }
}

private struct StateReplacer: ParameterVisitor {
  let state: [Tensor]
  var next = 0

  mutating func visit(_ name: String, _ parameter: inout Tensor) {}

  mutating func visitState(_ name: String, _ state: inout Tensor, next: (Tensor) -> Tensor) {
    precondition(self.next < self.state.count, "too few kept tensors: \(self.state.count)")
    let replacement = self.state[self.next]
    precondition(
      replacement.shape == state.shape,
      "\(name) of shape \(state.shape) cannot become one of shape \(replacement.shape)"
    )
    state = replacement
    self.next += 1
  }
}

private struct StateAdvancer: ParameterVisitor {
  mutating func visit(_ name: String, _ parameter: inout Tensor) {}

  mutating func visitState(_ name: String, _ state: inout Tensor, next: (Tensor) -> Tensor) {
    state = next(state)
  }
}
