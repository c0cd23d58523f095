/// Part of a grammar: rows, and the options among them that exclude one another.
public struct GrammarRows<Root>: Sendable {
  var bindings: [Binding<Root>]
  var exclusions: [[OptionName]]

  init(bindings: [Binding<Root>], exclusions: [[OptionName]] = []) {
    self.bindings = bindings
    self.exclusions = exclusions
  }

  /// No rows: the grammar of a command that takes nothing.
  public init() {
    self.init(bindings: [], exclusions: [])
  }

  /// The same rows, those without a section listed under `heading`.
  func underHeading(_ heading: String) -> GrammarRows {
    var copy = self
    for index in copy.bindings.indices where copy.bindings[index].parameter.kind != .argument {
      copy.bindings[index].parameter.section = copy.bindings[index].parameter.section ?? heading
    }
    return copy
  }
}

/// Options that help lists under a heading of their own.
public struct Section<Root>: Sendable {
  let rows: GrammarRows<Root>

  /// Lists the options among `rows` under `heading`.
  public init(_ heading: String, @GrammarBuilder<Root> rows: () -> GrammarRows<Root>) {
    self.rows = rows().underHeading(heading)
  }
}

/// Options of which at most one may be given.
public struct Exclusive: Sendable {
  let names: [OptionName]

  /// Names the options, each by one of its names.
  public init(_ names: OptionName...) {
    self.names = names
  }
}

/// Collects the rows of a grammar.
@resultBuilder
public enum GrammarBuilder<Root> {
  /// An argument is a row.
  public static func buildExpression(_ row: Argument<Root>) -> GrammarRows<Root> {
    GrammarRows(bindings: [row.binding])
  }

  /// An option is a row.
  public static func buildExpression(_ row: Option<Root>) -> GrammarRows<Root> {
    GrammarRows(bindings: [row.binding])
  }

  /// A flag is a row.
  public static func buildExpression(_ row: Flag<Root>) -> GrammarRows<Root> {
    GrammarRows(bindings: [row.binding])
  }

  /// A section is its rows.
  public static func buildExpression(_ section: Section<Root>) -> GrammarRows<Root> {
    section.rows
  }

  /// A rule has no rows.
  public static func buildExpression(_ rule: Exclusive) -> GrammarRows<Root> {
    GrammarRows(bindings: [], exclusions: [rule.names])
  }

  /// A group is its rows.
  public static func buildExpression(_ rows: GrammarRows<Root>) -> GrammarRows<Root> {
    rows
  }

  /// All rows in the order of declaration.
  public static func buildBlock(_ parts: GrammarRows<Root>...) -> GrammarRows<Root> {
    GrammarRows(
      bindings: parts.flatMap(\.bindings),
      exclusions: parts.flatMap(\.exclusions),
    )
  }
}
