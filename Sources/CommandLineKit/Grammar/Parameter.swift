/// One row of a command's grammar: everything that parsing, help, the manual and the completion
/// scripts know of an argument, an option or a flag.
public struct Parameter: Sendable, Equatable {
  /// What kind of row this is.
  public enum Kind: Sendable, Equatable {
    /// A word without a name, recognised by its place.
    case argument
    /// A name with a value.
    case option
    /// A name without a value.
    case flag
  }

  /// What kind of row this is.
  public var kind: Kind
  /// The names that help shows, the short ones first; none for an argument.
  public var names: [OptionName] = []
  /// Further names, understood but not shown.
  public var aliases: [OptionName] = []
  /// Whether each long name has a `--no-` form that turns the flag off.
  public var isInvertible = false
  /// The word that stands for the value, without its brackets; empty for a flag.
  public var placeholder = ""
  /// One sentence or two, for the short and the long help.
  public var help = ""
  /// What only the long help and the manual add; empty for nothing.
  public var detail = ""
  /// The heading under which help lists the row; nil for the plain options.
  public var section: String?
  /// Whether the command line is refused without it.
  public var isRequired = false
  /// Whether it may be given more than once, each time adding to the value.
  public var isRepeatable = false
  /// Whether the value is a list separated by commas.
  public var isList = false
  /// What a shell offers as its value.
  public var completion = CompletionHint.none
  /// The value as it would be typed when it is not given; nil where there is none to show.
  public var defaultText: String?

  init(
    _ kind: Kind,
    names: [OptionName] = [],
    aliases: [OptionName] = [],
    help: String,
    detail: String = ""
  ) {
    self.kind = kind
    self.names = names.filter { !$0.isLong } + names.filter(\.isLong)
    self.aliases = aliases
    self.help = help
    self.detail = detail
  }

  /// The name by which messages and help speak of the row: its first long name, or `<csv>`.
  public var title: String {
    if kind == .argument { return "<\(placeholder)>" }
    return (names.first { $0.isLong } ?? names.first)?.spelling ?? ""
  }

  /// Every name that the parser understands, without inverses.
  public var allNames: [OptionName] { names + aliases }

  /// The names that turn a flag off.
  public var inverseNames: [OptionName] {
    isInvertible ? allNames.filter(\.isLong).map(\.inverse) : []
  }

  /// Whether the row takes a word of the command line as its value.
  public var takesValue: Bool { kind != .flag }

  /// How the row is written in a usage line: `<csv>`, `[<csv>...]`, `--horizon <steps>`.
  public var usage: String {
    var text =
      switch kind {
      case .argument: title
      case .option: "\(title) <\(placeholder)>"
      case .flag: title
      }
    if isRepeatable { text += "..." }
    return isRequired ? text : "[\(text)]"
  }
}

/// A row together with the place in `Root` that it fills.
struct Binding<Root>: Sendable {
  var parameter: Parameter
  /// Takes one occurrence; the first replaces the default, later ones of a repeatable row add to
  /// it.
  let store:
    @Sendable (inout Root, _ text: String, _ isFirst: Bool) throws(OptionValueError) -> Void
  /// The value that `Root` holds, as it would be typed.
  let valueText: @Sendable (Root) -> String?

  /// The same row in a larger value that holds a `Root`.
  func lifted<Parent>(
    through keyPath: any WritableKeyPath<Parent, Root> & Sendable
  ) -> Binding<Parent> {
    Binding<Parent>(
      parameter: parameter,
      store: { (parent, text, isFirst) throws(OptionValueError) in
        try store(&parent[keyPath: keyPath], text, isFirst)
      },
      valueText: { valueText($0[keyPath: keyPath]) },
    )
  }
}
