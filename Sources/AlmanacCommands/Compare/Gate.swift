internal import CommandLineKit
internal import Forecasting
internal import TimeSeries

/// A condition on what a comparison finds, such as `mase(auto) > 0.98 * mase(ets)`.
struct Gate: OptionValue, Sendable {
  /// What can be asked of a model beside the metrics.
  enum Figure: Hashable, Sendable {
    case metric(BacktestMetric)
    case skill, rank, winRate, fallbacks

    init?(_ name: String) {
      switch name {
      case "skill": self = .skill
      case "rank": self = .rank
      case "win-rate": self = .winRate
      case "fallbacks": self = .fallbacks
      default:
        guard let metric = BacktestMetric(rawValue: name) else { return nil }
        self = .metric(metric)
      }
    }
  }

  /// A part of a product.
  enum Factor: Hashable, Sendable {
    case number(Double)
    case figure(Figure, model: String)
  }

  /// How two sides compare.
  enum Comparison: String, CaseIterable, Sendable {
    // Longer signs first: `>=` begins with `>`.
    case atLeast = ">="
    case atMost = "<="
    case above = ">"
    case below = "<"
  }

  let optionText: String?
  let left: [Factor]
  let right: [Factor]
  let comparison: Comparison

  init(optionText text: String) throws(OptionValueError) {
    optionText = text
    guard let (comparison, sides) = Self.sides(of: text), let left = Self.product(sides.0),
      let right = Self.product(sides.1)
    else { throw OptionValueError(text) }
    (self.comparison, self.left, self.right) = (comparison, left, right)
  }

  static let expected =
    "a comparison such as mase(auto) > 0.98 * mase(ets), of "
    + (BacktestMetric.allCases.map(\.rawValue) + ["skill", "rank", "win-rate", "fallbacks"])
    .joined(separator: ", ")
  static let placeholder = "condition"

  /// The figures that it speaks of, and of which models.
  var figures: [(figure: Figure, model: String)] {
    (left + right).compactMap { factor in
      if case .figure(let figure, let model) = factor { (figure, model) } else { nil }
    }
  }

  /// Whether the condition holds, and its two sides; a figure that is not defined never holds.
  func outcome(
    figure: (Figure, _ model: String) -> Double
  ) -> (holds: Bool, left: Double, right: Double) {
    func value(_ product: [Factor]) -> Double {
      product.reduce(1) { result, factor in
        switch factor {
        case .number(let number): result * number
        case .figure(let name, let model): result * figure(name, model)
        }
      }
    }
    let (left, right) = (value(self.left), value(self.right))
    let holds =
      switch comparison {
      case .atLeast: left >= right
      case .atMost: left <= right
      case .above: left > right
      case .below: left < right
      }
    return (holds, left, right)
  }

  private static func sides(of text: String) -> (Comparison, (String, String))? {
    for comparison in Comparison.allCases {
      let parts = Self.parts(of: text, between: comparison.rawValue)
      if parts.count == 2 { return (comparison, (parts[0], parts[1])) }
      if parts.count > 2 { return nil }
    }
    return nil
  }

  /// The parts of a text between signs outside of parentheses; within them names may hold any sign.
  private static func parts(of text: String, between sign: String) -> [String] {
    var parts = [""]
    var depth = 0
    var rest = Substring(text)
    while let first = rest.first {
      if depth == 0, rest.hasPrefix(sign) {
        parts.append("")
        rest = rest.dropFirst(sign.count)
        continue
      }
      if first == "(" { depth += 1 }
      if first == ")" { depth = max(depth - 1, 0) }
      parts[parts.count - 1].append(first)
      rest = rest.dropFirst()
    }
    return parts
  }

  private static func product(_ text: String) -> [Factor]? {
    var factors: [Factor] = []
    for part in parts(of: text, between: "*") {
      guard let factor = factor(trimmed(part)) else { return nil }
      factors.append(factor)
    }
    return factors
  }

  private static func factor(_ text: String) -> Factor? {
    if case .number(let number) = NumberText.read(text) { return .number(number) }
    guard text.hasSuffix(")"), let open = text.firstIndex(of: "("),
      let figure = Figure(trimmed(text[..<open]).lowercased())
    else { return nil }
    let name = trimmed(text[text.index(after: open)...].dropLast())
    // A model of --ablation: what follows is what it is not shown.
    let end = name.firstRange(of: Ablation.separator)?.lowerBound ?? name.endIndex
    guard let model = ModelCatalogue.model(named: trimmed(name[..<end])) else { return nil }
    return .figure(figure, model: model.entry.name + name[end...])
  }

  private static func trimmed(_ text: some StringProtocol) -> String {
    var text = Substring(text)
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
