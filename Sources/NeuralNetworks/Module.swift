public import Tensors

/// Something with parameters to learn.
///
/// A module lists its parameters once, and everything else follows from that list: gradients,
/// optimisers, counting, and reading and writing weights under stable names.
public protocol Module: Sendable {
  /// Shows the visitor every parameter, and every module inside, always in the same order.
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
  /// Comes to a module inside the present one.
  mutating func enter(_ name: String)
  /// Leaves the module it entered last.
  mutating func leave()
}

extension ParameterVisitor {
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

  /// The module with its parameters in another element type.
  public func converted(to elementType: ElementType) -> Self {
    var copy = self
    copy.setParameters(parameters.map { $0.converted(to: elementType) })
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
