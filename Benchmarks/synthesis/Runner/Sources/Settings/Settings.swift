/// The options of a run, `name=value` each.
public struct Settings {
  private var values: [String: String] = [:]

  /// Reads options.
  ///
  /// - Throws: `SettingsError` for a word that is no option, or none of those there are.
  public init(_ words: [String], known: [String]) throws {
    for word in words {
      let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2, known.contains(parts[0]) else {
        throw SettingsError(word: word, known: known)
      }
      values[parts[0]] = parts[1]
    }
  }

  /// A text.
  public func text(_ name: String, _ standard: String) -> String { values[name] ?? standard }

  /// A number.
  ///
  /// - Throws: `SettingsError` where a value is none.
  public func number(_ name: String, _ standard: Double) throws -> Double {
    try read(name) { Double($0) } ?? standard
  }

  /// A whole number.
  ///
  /// - Throws: `SettingsError` where a value is none.
  public func whole(_ name: String, _ standard: Int) throws -> Int {
    try optionalWhole(name) ?? standard
  }

  /// A whole number; nil where none is given.
  ///
  /// - Throws: `SettingsError` where a value is none.
  public func optionalWhole(_ name: String) throws -> Int? { try read(name) { Int($0) } }

  /// Whether an option is `yes`.
  public func isSet(_ name: String) -> Bool { values[name] == "yes" }

  private func read<Value>(_ name: String, _ value: (String) -> Value?) throws -> Value? {
    guard let text = values[name] else { return nil }
    guard let result = value(text) else {
      throw SettingsError(word: "\(name)=\(text)", known: [])
    }
    return result
  }
}

/// A word that is no option, or has no value of its kind.
public struct SettingsError: Error, CustomStringConvertible {
  /// The word as it was typed.
  public let word: String
  /// The names there are.
  public let known: [String]

  /// An error; without names the value is what is wrong.
  public init(word: String, known: [String]) { (self.word, self.known) = (word, known) }

  /// What is wrong with it.
  public var description: String {
    known.isEmpty
      ? "\(word) has no value that can be used"
      : "\(word) is no option; there are \(known.map { $0 + "=" }.joined(separator: " "))"
  }
}
