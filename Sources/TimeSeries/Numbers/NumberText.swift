/// Numbers as text: exact both ways, in the spelling of Python and pandas.
///
/// The decimal point is `.` whatever the locale; a comma on request.
public enum NumberText {
  /// What a piece of text says.
  public enum Reading: Hashable, Sendable {
    /// A finite number: the double nearest to the text.
    case number(Double)
    /// Nothing observed: empty, blank, or a word for it such as `NA`, `NaN`, `null`, `-`.
    case missing
    /// An infinity by name, or a number too large for a double.
    case infinite
    /// Something else.
    case malformed
  }

  /// Reads a piece of text; spaces and tabs around it are ignored.
  ///
  /// Digits with an optional sign, point and exponent are a number; thousands separators,
  /// hexadecimal digits and units are not.
  public static func read(_ text: String, decimalComma: Bool = false) -> Reading {
    var text = text
    return text.withUTF8 { bytes in
      guard let start = bytes.baseAddress else { return .missing }
      return read(start, count: bytes.count, decimalPoint: decimalComma ? Ascii.comma : Ascii.point)
    }
  }

  /// The shortest text that reads back to `value`, as Python's `repr` spells it: `112.0`, `0.1`,
  /// `1e-05`, `1e+16`.
  ///
  /// Empty for NaN, `inf` and `-inf` for infinities.
  public static func text(_ value: Double) -> String {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: greatestLength) { buffer in
      guard let start = buffer.baseAddress else { return "" }
      return String(decoding: buffer.prefix(write(value, to: start)), as: UTF8.self)
    }
  }
}

/// The bytes that number and field text is made of.
enum Ascii {
  static let tab: UInt8 = 9
  static let lineFeed: UInt8 = 10
  static let carriageReturn: UInt8 = 13
  static let space: UInt8 = 32
  static let quote: UInt8 = 34
  static let plus: UInt8 = 43
  static let comma: UInt8 = 44
  static let minus: UInt8 = 45
  static let point: UInt8 = 46
  static let slash: UInt8 = 47
  static let zero: UInt8 = 48
  static let semicolon: UInt8 = 59
  static let lowerE: UInt8 = 101
  static let bar: UInt8 = 124
}
