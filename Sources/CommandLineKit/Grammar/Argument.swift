/// A word without a name, recognised by its place: a file, a topic.
public struct Argument<Root>: Sendable {
  let binding: Binding<Root>

  /// One word.
  ///
  /// - Parameters:
  ///   - keyPath: The property that receives the value.
  ///   - placeholder: The word that stands for the value in help, without brackets.
  ///   - optional: Whether it may be left out, which keeps the default; such arguments come after
  ///     the required ones.
  ///   - limit: What the value must satisfy beyond its type.
  ///   - completion: What a shell offers; nil for what the type says.
  ///   - help: One sentence or two.
  ///   - detail: What only the long help and the manual add.
  public init<Value: OptionValue>(
    _ keyPath: any WritableKeyPath<Root, Value> & Sendable,
    _ placeholder: String,
    optional: Bool = false,
    limit: Limit<Value.Scalar>? = nil,
    completion: CompletionHint? = nil,
    help: String,
    detail: String = ""
  ) {
    var parameter = Parameter(.argument, help: help, detail: detail)
    parameter.placeholder = placeholder
    parameter.isRequired = !optional
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

  /// All remaining words.
  ///
  /// - Parameters:
  ///   - keyPath: The property that receives the values; what it held is replaced.
  ///   - placeholder: The word that stands for one value in help, without brackets.
  ///   - needsOne: Whether at least one must be given.
  ///   - limit: What each value must satisfy beyond its type.
  ///   - completion: What a shell offers; nil for what the type says.
  ///   - help: One sentence or two.
  ///   - detail: What only the long help and the manual add.
  public init<Element: OptionValue>(
    _ keyPath: any WritableKeyPath<Root, [Element]> & Sendable,
    all placeholder: String,
    needsOne: Bool = true,
    limit: Limit<Element.Scalar>? = nil,
    completion: CompletionHint? = nil,
    help: String,
    detail: String = ""
  ) {
    var parameter = Parameter(.argument, help: help, detail: detail)
    parameter.placeholder = placeholder
    parameter.isRequired = needsOne
    parameter.isRepeatable = true
    parameter.completion = completion ?? Element.Scalar.completion
    binding = Binding(
      parameter: parameter,
      store: { (root, text, isFirst) throws(OptionValueError) in
        let element: Element = try limited(text, by: limit)
        root[keyPath: keyPath] = isFirst ? [element] : root[keyPath: keyPath] + [element]
      },
      valueText: { $0[keyPath: keyPath].optionText },
    )
  }
}
