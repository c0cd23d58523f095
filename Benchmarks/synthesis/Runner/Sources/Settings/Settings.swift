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
        throw SettingsError.unknown(word: word, known: known)
      }
      values[parts[0]] = parts[1]
    }
  }

  /// A text.
  public func text(_ name: String, _ standard: String) -> String { values[name] ?? standard }

  /// One of some words.
  ///
  /// - Throws: `SettingsError` where a value is none of them.
  public func word<Word: RawRepresentable>(_ name: String, _ standard: Word) throws -> Word
  where Word.RawValue == String {
    try read(name) { Word(rawValue: $0) } ?? standard
  }

  /// A number.
  ///
  /// - Throws: `SettingsError` where a value is none.
  public func number(_ name: String, _ standard: Double) throws -> Double {
    try read(name) { Double($0) } ?? standard
  }

  /// A whole number, no smaller than the least.
  ///
  /// - Throws: `SettingsError` where a value is none.
  public func whole(_ name: String, _ standard: Int, least: Int = 0) throws -> Int {
    try optionalWhole(name, least: least) ?? standard
  }

  /// A whole number, no smaller than the least; nil where none is given.
  ///
  /// - Throws: `SettingsError` where a value is none.
  public func optionalWhole(_ name: String, least: Int = 0) throws -> Int? {
    try read(name) { Int($0).flatMap { $0 >= least ? $0 : nil } }
  }

  /// Whether an option is `yes`.
  public func isSet(_ name: String) -> Bool { values[name] == "yes" }

  private func read<Value>(_ name: String, _ value: (String) -> Value?) throws -> Value? {
    guard let text = values[name] else { return nil }
    guard let result = value(text) else {
      throw SettingsError.value(word: "\(name)=\(text)")
    }
    return result
  }
}

/// Why a run cannot begin.
public enum SettingsError: Error, CustomStringConvertible {
  /// A word that is no option; the names there are.
  case unknown(word: String, known: [String])
  /// An option whose value is none of its kind.
  case value(word: String)
  /// Input that is no table, and why.
  case table(String)

  /// What is wrong.
  public var description: String {
    switch self {
    case .unknown(let word, let known):
      "\(word) is no option; there are \(known.map { $0 + "=" }.joined(separator: " "))"
    case .value(let word): "\(word) has no value that can be used"
    case .table(let reason): "standard input is no table of numbers: \(reason)"
    }
  }
}
