/// The name of an option as it is typed: `--horizon` or `-n`.
public struct OptionName: Sendable, Hashable, ExpressibleByStringLiteral, CustomStringConvertible {
  /// The name with its dashes.
  public let spelling: String

  /// The name that `spelling`, with its dashes, spells.
  public init(_ spelling: String) {
    self.spelling = spelling
  }

  /// The name that a literal spells.
  public init(stringLiteral spelling: String) {
    self.init(spelling)
  }

  /// Whether the name begins with two dashes.
  public var isLong: Bool { spelling.hasPrefix("--") }

  /// The name without its dashes.
  public var stem: String { String(spelling.drop { $0 == "-" }) }

  /// The name that turns the option off: `--no-colour` for `--colour`.
  public var inverse: OptionName { OptionName("--no-\(stem)") }

  /// The name with its dashes.
  public var description: String { spelling }

  /// Whether the name is `-x`, or `--` and lower-case words joined by dashes.
  public var isWellSpelled: Bool {
    let stem = self.stem
    if isLong {
      let words = stem.split(separator: "-", omittingEmptySubsequences: false)
      return spelling == "--" + stem && stem.utf8.count >= 2 && stem.first?.isLetter == true
        && words.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(isLowercaseLetterOrDigit) }
    }
    guard spelling == "-" + stem, stem.utf8.count == 1, let letter = stem.first else {
      return false
    }
    return letter.isLetter && letter.isASCII
  }
}

private func isLowercaseLetterOrDigit(_ byte: UInt8) -> Bool {
  (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
}
