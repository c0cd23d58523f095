/// No value is typed for nil: it is what holds when the option is not given.
extension Optional: OptionValue where Wrapped: OptionValue {
  /// The type of one value.
  public typealias Scalar = Wrapped.Scalar

  /// Reads a wrapped value.
  public init(optionText: String) throws(OptionValueError) {
    self = try Wrapped(optionText: optionText)
  }

  /// The value as it would be typed.
  public var optionText: String? { self?.optionText }
  /// The single values of which this one consists.
  public var scalars: [Scalar] { self?.scalars ?? [] }
  /// What a right value is.
  public static var expected: String { Wrapped.expected }
  /// The word that stands for a value in help.
  public static var placeholder: String { Wrapped.placeholder }
  /// Whether several values can be given.
  public static var isList: Bool { Wrapped.isList }
}

/// Several values, separated by commas. Spaces after a comma are dropped, an empty element is
/// refused.
extension Array: OptionValue where Element: OptionValue {
  /// The type of one value.
  public typealias Scalar = Element.Scalar

  /// Reads elements between commas.
  public init(optionText: String) throws(OptionValueError) {
    self = []
    for part in optionText.split(separator: ",", omittingEmptySubsequences: false) {
      append(try Element(optionText: String(part.drop { $0 == " " })))
    }
  }

  /// The value as it would be typed.
  public var optionText: String? {
    isEmpty ? nil : compactMap(\.optionText).joined(separator: ",")
  }

  /// The single values of which this one consists.
  public var scalars: [Scalar] { flatMap(\.scalars) }
  /// What a right value is.
  public static var expected: String { Element.expected }
  /// The word that stands for a value in help.
  public static var placeholder: String { Element.placeholder }
  /// Whether several values can be given.
  public static var isList: Bool { true }
}
