/// What the words after a command's name ask for.
public enum Parsed<Value> {
  case value(Value)
  case help(HelpDetail)
}

extension Parsed: Sendable where Value: Sendable {}

/// How much help is shown.
public enum HelpDetail: Sendable, Equatable {
  /// `-h`: usage and a line or two per option.
  case brief
  /// `--help`: discussion, details and examples too.
  case full

  static let briefName: OptionName = "-h"
  static let fullName: OptionName = "--help"

  /// The help that is asked for anywhere before `--`, so that `--help` works on a faulty line too.
  init?(requestedIn words: [String]) {
    let options = words.prefix { $0 != "--" }
    if options.contains(Self.fullName.spelling) {
      self = .full
    } else if options.contains(Self.briefName.spelling) {
      self = .brief
    } else {
      return nil
    }
  }
}

extension Grammar {
  /// Reads the words after a command's name.
  ///
  /// Options and arguments may be mixed; `--` ends the options. A value is the rest of its word
  /// (`--name=value`, `-n5`) or the next word, unless that begins with a dash and is neither `-`
  /// nor a number. Options take effect from left to right.
  ///
  /// - Throws: ``UsageError`` for the first fault from the left, then for what is missing.
  public func parse(
    _ words: [String],
    defaults: Root
  ) throws(UsageError) -> Parsed<Root> {
    if let detail = HelpDetail(requestedIn: words) { return .help(detail) }
    var reader = WordReader(grammar: self, words: words, value: defaults)
    if let detail = try reader.readAll() { return .help(detail) }
    return .value(reader.value)
  }
}

/// Reads words from left to right into a value.
private struct WordReader<Root> {
  /// Where a name leads: a row, and whether the name is its `--no-` form.
  struct Target {
    var row: Int
    var turnsOff = false
  }

  let grammar: Grammar<Root>
  let words: [String]
  var value: Root

  private let targets: [String: Target]
  private let argumentRows: [Int]
  private var position = 0
  private var argumentsRead = 0
  /// How each row that was given was spelled the first time.
  private var given: [Int: String] = [:]

  init(grammar: Grammar<Root>, words: [String], value: Root) {
    self.grammar = grammar
    self.words = words
    self.value = value
    var targets: [String: Target] = [:]
    for (row, binding) in grammar.bindings.enumerated() {
      for name in binding.parameter.allNames { targets[name.spelling] = Target(row: row) }
      for name in binding.parameter.inverseNames {
        targets[name.spelling] = Target(row: row, turnsOff: true)
      }
    }
    self.targets = targets
    argumentRows = grammar.bindings.indices.filter {
      grammar.bindings[$0].parameter.kind == .argument
    }
  }

  /// Reads every word; returns the detail of help when a cluster of flags asks for it.
  mutating func readAll() throws(UsageError) -> HelpDetail? {
    var optionsEnded = false
    while position < words.count {
      let word = words[position]
      position += 1
      if optionsEnded || !looksLikeOption(word) {
        try readArgument(word)
      } else if word == "--" {
        optionsEnded = true
      } else if word.hasPrefix("--") {
        try readLong(word)
      } else if let detail = try readCluster(word) {
        return detail
      }
    }
    try checkWhatIsMissing()
    try checkExclusions()
    return nil
  }

  /// A word with a dash is an option unless it is `-` or a number; no option begins with a digit.
  private func looksLikeOption(_ word: String) -> Bool {
    word.hasPrefix("-") && word != "-" && !isNegativeNumber(word)
  }

  private mutating func readLong(_ word: String) throws(UsageError) {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    guard let target = targets[name] else {
      throw .unknownOption(name, nearest: nearestOption(to: name))
    }
    let attached = parts.count == 2 ? String(parts[1]) : nil
    if grammar.bindings[target.row].parameter.kind == .flag {
      if let attached { throw .unexpectedValue(option: name, value: attached) }
      try store(target.turnsOff ? "no" : "yes", in: target.row, spelled: name)
    } else {
      let text = if let attached { attached } else { try nextValue(of: target.row, spelled: name) }
      try store(text, in: target.row, spelled: name)
    }
  }

  /// Reads `-q`, `-qv`, `-n5`, `-n=5`, `-n 5` and `-qn5`.
  private mutating func readCluster(_ word: String) throws(UsageError) -> HelpDetail? {
    // `-horizon` is a long name with a dash too few, though `-h` and `-o` have meanings of their
    // own.
    let name = "-" + word.prefix { $0 != "=" }
    if name.count > 3, targets[name] != nil {
      throw .unknownOption(String(name.dropFirst()), nearest: name)
    }
    var rest = word.dropFirst()
    while let letter = rest.popFirst() {
      let name = "-\(letter)"
      guard let target = targets[name] else {
        if name == HelpDetail.briefName.spelling { return .brief }
        throw .unknownOption(name, nearest: nil)
      }
      if grammar.bindings[target.row].parameter.kind == .flag {
        if rest.first == "=" {
          throw .unexpectedValue(option: name, value: String(rest.dropFirst()))
        }
        try store("yes", in: target.row, spelled: name)
      } else {
        if rest.first == "=" { rest = rest.dropFirst() }
        let text = rest.isEmpty ? try nextValue(of: target.row, spelled: name) : String(rest)
        try store(text, in: target.row, spelled: name)
        return nil
      }
    }
    return nil
  }

  private mutating func nextValue(of row: Int, spelled name: String) throws(UsageError) -> String {
    guard position < words.count, !looksLikeOption(words[position]) else {
      let placeholder = grammar.bindings[row].parameter.placeholder
      throw .missingValue(option: name, placeholder: placeholder)
    }
    position += 1
    return words[position - 1]
  }

  private mutating func readArgument(_ word: String) throws(UsageError) {
    guard argumentsRead < argumentRows.count else { throw .unexpectedArgument(word) }
    let row = argumentRows[argumentsRead]
    let parameter = grammar.bindings[row].parameter
    if !parameter.isRepeatable { argumentsRead += 1 }
    try store(word, in: row, spelled: parameter.title)
  }

  private mutating func store(
    _ text: String,
    in row: Int,
    spelled name: String
  ) throws(UsageError) {
    let binding = grammar.bindings[row]
    let isFirst = given[row] == nil
    if !isFirst, binding.parameter.kind == .option, !binding.parameter.isRepeatable {
      throw .repeatedOption(name)
    }
    given[row] = given[row] ?? name
    do {
      try binding.store(&value, text, isFirst)
    } catch {
      throw .invalidValue(
        parameter: name,
        value: error.text,
        expected: error.expected ?? "a value",
        nearest: nearestChoice(to: error.text, for: binding.parameter),
      )
    }
  }

  private func checkWhatIsMissing() throws(UsageError) {
    for (row, binding) in grammar.bindings.enumerated()
    where binding.parameter.isRequired && given[row] == nil {
      let parameter = binding.parameter
      if parameter.kind == .argument { throw .missingArgument(parameter.title) }
      throw .missingOption(parameter.title, placeholder: parameter.placeholder)
    }
  }

  private func checkExclusions() throws(UsageError) {
    for names in grammar.exclusions {
      let present = names.compactMap { name in
        targets[name.spelling].flatMap { given[$0.row] }
      }
      if present.count > 1 { throw .conflictingOptions(present[0], present[1]) }
    }
  }

  private func nearestOption(to name: String) -> String? {
    let names = grammar.bindings.flatMap { $0.parameter.names + $0.parameter.inverseNames }
    let candidates = (names + [HelpDetail.fullName]).filter(\.isLong).map(\.spelling)
    return nearestName(to: name, among: candidates)
  }

  private func nearestChoice(to text: String, for parameter: Parameter) -> String? {
    guard case .choices(let choices) = parameter.completion else { return nil }
    return nearestName(to: text, among: choices.map(\.name))
  }
}

/// Whether a word with a dash is a number rather than an option.
private func isNegativeNumber(_ word: String) -> Bool {
  guard let second = word.dropFirst().utf8.first else { return false }
  let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(second)
  return (isDigit || second == UInt8(ascii: ".")) && Double(word) != nil
}
