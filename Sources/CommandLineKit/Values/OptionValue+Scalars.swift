extension Int: OptionValue {
  /// What a right value is.
  public static var expected: String { "a whole number" }
  /// The word that stands for a value in help.
  public static var placeholder: String { "number" }
}

extension UInt64: OptionValue {
  /// What a right value is.
  public static var expected: String { "a whole number of at least 0" }
  /// The word that stands for a value in help.
  public static var placeholder: String { "number" }
}

/// Finite numbers only: an infinity or a NaN on a command line is a slip.
extension Double: OptionValue {
  /// Reads a finite number.
  public init(optionText: String) throws(OptionValueError) {
    guard let value = Double(optionText), value.isFinite else {
      throw OptionValueError(optionText)
    }
    self = value
  }

  /// The value as it would be typed.
  public var optionText: String? {
    let text = description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// What a right value is.
  public static var expected: String { "a number" }
  /// The word that stands for a value in help.
  public static var placeholder: String { "number" }
}

/// Any text but the empty one.
extension String: OptionValue {
  /// Takes the text as it is.
  public init(optionText: String) throws(OptionValueError) {
    guard !optionText.isEmpty else { throw OptionValueError(optionText) }
    self = optionText
  }

  /// The value as it would be typed.
  public var optionText: String? { isEmpty ? nil : self }
  /// What a right value is.
  public static var expected: String { "a text that is not empty" }
  /// The word that stands for a value in help.
  public static var placeholder: String { "text" }
}

/// `true` or `false`, `yes` or `no`, `on` or `off`.
extension Bool: OptionValue {
  /// Reads either answer in any case.
  public init(optionText: String) throws(OptionValueError) {
    switch optionText.lowercased() {
    case "true", "yes", "on": self = true
    case "false", "no", "off": self = false
    default: throw OptionValueError(optionText)
    }
  }

  /// The value as it would be typed.
  public var optionText: String? { self ? "yes" : "no" }
  /// What a right value is.
  public static var expected: String { "yes or no" }
  /// The word that stands for a value in help.
  public static var placeholder: String { "yes|no" }
  /// What a shell offers.
  public static var completion: CompletionHint { .choices(["yes", "no"]) }
}

/// An enumeration is typed by its raw values.
extension OptionValue
where Self: CaseIterable & RawRepresentable, RawValue == String {
  /// Reads the raw value of a case.
  public init(optionText: String) throws(OptionValueError) {
    guard let value = Self(rawValue: optionText) else { throw OptionValueError(optionText) }
    self = value
  }

  /// The value as it would be typed.
  public var optionText: String? { rawValue }
  /// What a right value is.
  public static var expected: String { "one of \(alternatives(allCases.map(\.rawValue)))" }
  /// The word that stands for a value in help.
  public static var placeholder: String { "name" }
  /// What a shell offers.
  public static var completion: CompletionHint {
    .choices(allCases.map { Choice($0.rawValue, $0.optionSummary) })
  }
}

/// `a`, `a or b`, `a, b or c`.
func alternatives(_ names: [String]) -> String {
  guard names.count > 1, let last = names.last else { return names.first ?? "" }
  return names.dropLast().joined(separator: ", ") + " or " + last
}
