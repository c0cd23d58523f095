/// A name with a value: `--horizon 12`, `--horizon=12`, `-n 12` or `-n12`.
public struct Option<Root>: Sendable {
  let binding: Binding<Root>

  /// An option that may be given once.
  ///
  /// - Parameters:
  ///   - keyPath: The property that receives the value.
  ///   - names: The names, `--long` and `-s`.
  ///   - aliases: Names that are understood but not shown.
  ///   - placeholder: The word that stands for the value in help, without brackets; nil for what
  ///     the type says.
  ///   - required: Whether the command line is refused without it.
  ///   - limit: What the value, or each value of a list, must satisfy beyond its type.
  ///   - completion: What a shell offers; nil for what the type says.
  ///   - help: One sentence or two.
  ///   - detail: What only the long help and the manual add.
  public init<Value: OptionValue>(
    _ keyPath: any WritableKeyPath<Root, Value> & Sendable,
    _ names: OptionName...,
    aliases: [OptionName] = [],
    placeholder: String? = nil,
    required: Bool = false,
    limit: Limit<Value.Scalar>? = nil,
    completion: CompletionHint? = nil,
    help: String,
    detail: String = ""
  ) {
    var parameter = Parameter(
      .option,
      names: names,
      aliases: aliases,
      help: help,
      detail: detail,
    )
    parameter.placeholder = placeholder ?? Value.Scalar.placeholder
    parameter.isRequired = required
    parameter.isList = Value.isList
    parameter.completion = completion ?? Value.Scalar.completion
    binding = Binding(
      parameter: parameter,
      store: { (root, text, _) throws(OptionValueError) in
        root[keyPath: keyPath] = try limited(text, by: limit)
      },
      valueText: { $0[keyPath: keyPath].optionText },
    )
  }

  /// An option that may be given several times, each time adding one value, or several separated by
  /// commas. The first time replaces the default.
  ///
  /// - Parameters:
  ///   - keyPath: The property that receives the values.
  ///   - names: The names, `--long` and `-s`.
  ///   - aliases: Names that are understood but not shown.
  ///   - placeholder: The word that stands for one value in help, without brackets; nil for what
  ///     the type says.
  ///   - required: Whether the command line is refused without it.
  ///   - limit: What each value must satisfy beyond its type.
  ///   - completion: What a shell offers; nil for what the type says.
  ///   - help: One sentence or two.
  ///   - detail: What only the long help and the manual add.
  public init<Element: OptionValue>(
    repeatable keyPath: any WritableKeyPath<Root, [Element]> & Sendable,
    _ names: OptionName...,
    aliases: [OptionName] = [],
    placeholder: String? = nil,
    required: Bool = false,
    limit: Limit<Element.Scalar>? = nil,
    completion: CompletionHint? = nil,
    help: String,
    detail: String = ""
  ) {
    var parameter = Parameter(
      .option,
      names: names,
      aliases: aliases,
      help: help,
      detail: detail,
    )
    parameter.placeholder = placeholder ?? Element.Scalar.placeholder
    parameter.isRequired = required
    parameter.isRepeatable = true
    parameter.isList = true
    parameter.completion = completion ?? Element.Scalar.completion
    binding = Binding(
      parameter: parameter,
      store: { (root, text, isFirst) throws(OptionValueError) in
        let values: [Element] = try limited(text, by: limit)
        root[keyPath: keyPath] = isFirst ? values : root[keyPath: keyPath] + values
      },
      valueText: { $0[keyPath: keyPath].optionText },
    )
  }
}
