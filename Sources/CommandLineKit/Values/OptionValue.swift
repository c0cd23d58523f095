/// A type whose values can be typed on a command line.
///
/// A scalar states how it is read and what was expected; optionals and lists of scalars follow from
/// it. Enumerations with text raw values, and types that convert from text without loss, need only
/// say that they conform.
public protocol OptionValue: Sendable {
  /// The type of one value: of an element for a list, of the wrapped value for an optional.
  associatedtype Scalar: OptionValue = Self where Scalar.Scalar == Scalar

  /// Reads what was typed.
  ///
  /// - Throws: ``OptionValueError`` when `optionText` does not spell a value.
  init(optionText: String) throws(OptionValueError)

  /// How the value would be typed; nil where there is nothing to show, as for an empty text.
  var optionText: String? { get }

  /// The single values of which this one consists.
  var scalars: [Scalar] { get }

  /// What a right value is, as it ends the sentence “expected …”: `a whole number`.
  static var expected: String { get }

  /// The word that stands for a value in help, without brackets.
  static var placeholder: String { get }

  /// What a shell offers.
  static var completion: CompletionHint { get }

  /// What the long help says of this one of several choices; empty for nothing.
  var optionSummary: String { get }

  /// Whether several values can be given, separated by commas.
  static var isList: Bool { get }
}

/// Text that does not spell a value.
public struct OptionValueError: Error, Equatable {
  /// The text, or the element of a list, that is wrong.
  public let text: String
  /// What was expected; nil for what the type says of itself.
  public let expected: String?

  /// Notes that `text` does not spell a value.
  public init(_ text: String, expected: String? = nil) {
    self.text = text
    self.expected = expected
  }
}

extension OptionValue {
  /// A shell offers nothing unless the type says more.
  public static var completion: CompletionHint { .none }
  /// A type has single values unless it says otherwise.
  public static var isList: Bool { false }
  /// Nothing is said of a value unless the type says more.
  public var optionSummary: String { "" }
}

extension OptionValue where Scalar == Self {
  /// The value itself.
  public var scalars: [Self] { [self] }
}

extension OptionValue where Self: LosslessStringConvertible {
  /// Reads the text from which the type converts.
  public init(optionText: String) throws(OptionValueError) {
    guard let value = Self(optionText) else { throw OptionValueError(optionText) }
    self = value
  }

  /// The text to which the type converts.
  public var optionText: String? { description }
}

/// Reads `text` and checks every single value in it.
func limited<Value: OptionValue>(
  _ text: String,
  by limit: Limit<Value.Scalar>?
) throws(OptionValueError) -> Value {
  let expected = limit.map { "\(Value.Scalar.expected) \($0.phrase)" } ?? Value.Scalar.expected
  let value: Value
  do {
    value = try Value(optionText: text)
  } catch {
    throw OptionValueError(error.text, expected: error.expected ?? expected)
  }
  if let limit {
    for scalar in value.scalars where !limit.holds(scalar) {
      throw OptionValueError(scalar.optionText ?? text, expected: expected)
    }
  }
  return value
}
