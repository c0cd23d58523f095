/// A name without a value, which turns something on; the last of several wins.
public struct Flag<Root>: Sendable {
  let binding: Binding<Root>

  /// - Parameters:
  ///   - keyPath: The property that becomes true.
  ///   - names: The names, `--long` and `-s`.
  ///   - aliases: Names that are understood but not shown.
  ///   - invertible: Whether each long name has a `--no-` form that makes the property false.
  ///   - help: One sentence or two.
  ///   - detail: What only the long help and the manual add.
  public init(
    _ keyPath: any WritableKeyPath<Root, Bool> & Sendable,
    _ names: OptionName...,
    aliases: [OptionName] = [],
    invertible: Bool = false,
    help: String,
    detail: String = ""
  ) {
    var parameter = Parameter(
      .flag,
      names: names,
      aliases: aliases,
      help: help,
      detail: detail,
    )
    parameter.isInvertible = invertible
    binding = Binding(
      parameter: parameter,
      store: { (root, text, _) throws(OptionValueError) in
        root[keyPath: keyPath] = try Bool(optionText: text)
      },
      valueText: { $0[keyPath: keyPath] ? "on" : nil },
    )
  }
}
