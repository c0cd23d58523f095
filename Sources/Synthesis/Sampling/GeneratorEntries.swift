internal import NeuralNetworks
internal import TimeSeries

/// The texts in a generator's file, which has the network's weights as its tensors and in its metadata the
/// sizes of the network, the plan, and the panel.
struct GeneratorEntries {
  private var texts: [String: String] = [:]

  /// - Throws: `foreignGenerator` for a file of another format.
  init(_ file: WeightsFile, format: String) throws(SynthesisError) {
    for (key, value) in file.metadata { texts[key] = value }
    guard texts["format"] == format else { throw .foreignGenerator(entry: "format") }
  }

  /// The text of an entry; nothing where there is none.
  subscript(key: String) -> String { texts[key] ?? "" }

  /// The words of an entry.
  func words(_ key: String) -> [String] { self[key].split(separator: " ").map(String.init) }

  /// The numbers of an entry, none of them negative.
  ///
  /// - Throws: `foreignGenerator` where one is something else, or larger than any honest size.
  func sizes(_ key: String) throws(SynthesisError) -> [Int] {
    let words = words(key)
    let numbers = words.compactMap { Int($0) }
    guard numbers.count == words.count, numbers.allSatisfy({ (0...1 << 20).contains($0) }) else {
      throw .foreignGenerator(entry: key)
    }
    return numbers
  }
}

extension WeightsFile {
  /// Refuses a file that holds another number of elements than networks of its sizes do, before such
  /// networks are made: sizes that somebody made up would take any memory.
  ///
  /// - Throws: `foreignGenerator`.
  func refuseOtherCount(than elementCount: Double) throws(SynthesisError) {
    let held = entries.reduce(0) { $0 + $1.tensor.count }
    guard Double(held) == elementCount else { throw .foreignGenerator(entry: "shape") }
  }
}

extension Module {
  /// Takes the weights of a file.
  ///
  /// - Throws: `weights`.
  mutating func loadWeights(of file: WeightsFile) throws(SynthesisError) {
    do { try load(file) } catch { throw .weights(error) }
  }
}

/// How many elements layers hold, as numbers that no size overflows.
enum ElementCount {
  /// Those of a linear layer, or of a convolution.
  static func layer(_ inputs: Int, _ outputs: Int, width: Int = 1, hasBias: Bool = true) -> Double {
    Double(outputs) * (Double(inputs) * Double(width) + (hasBias ? 1 : 0))
  }
}

// MARK: - The panel

extension LearntPanel {
  /// The entries of a file: the names of the variables are a line each, and so are the attributes, each with
  /// its levels, and the series: `start count learnt levels minimum range whole … id`, where levels are numbers
  /// with commas or a dash; the id comes last, since it may have spaces in it. Series without a vector of
  /// their own are left out.
  var entries: [(key: String, value: String)] {
    [
      ("features", "\(features.form.rawValue) \(features.season)"),
      ("frequency", "\(features.sourceFrequency)"),
      ("steps", "\(steps)"),
      ("variables", variables.map(escaped).joined(separator: "\n")),
      (
        "attributes",
        zip(attributes.names, attributes.levels).map { name, levels in
          ([name] + levels).map(escaped).joined(separator: "\t")
        }.joined(separator: "\n")
      ),
      (
        "series",
        sources.filter { $0.likeness == nil && !$0.isStranger }.map(\.line)
          .joined(separator: "\n")
      ),
    ]
  }

  /// The panel of a file.
  ///
  /// - Throws: `foreignGenerator`.
  init(_ entries: GeneratorEntries, variableCount: Int) throws(SynthesisError) {
    guard let frequency = Frequency(entries["frequency"]) else {
      throw .foreignGenerator(entry: "frequency")
    }
    let told = entries.words("features")
    guard told.count == 2, let form = TimeFeatures.Form(rawValue: told[0]),
      // No honest season is longer, and one of any length would overflow.
      let season = Int(told[1]), (1...1 << 20).contains(season)
    else { throw .foreignGenerator(entry: "features") }
    features = TimeFeatures(frequency: frequency, season: season, form: form)
    guard let taken = Int(entries["steps"]), taken >= 0 else {
      throw .foreignGenerator(entry: "steps")
    }
    (sources, steps) = ([], taken)
    for line in pieces(of: entries["series"][...], at: "\n") {
      guard let source = LearntSeries(line, variables: variableCount, frequency: frequency) else {
        throw .foreignGenerator(entry: "series")
      }
      sources.append(source)
    }
    if !entries["attributes"].isEmpty {
      let rows = pieces(of: entries["attributes"][...], at: "\n")
        .map { pieces(of: $0, at: "\t").map(unescaped) }
      attributes = AttributeLevels(names: rows.map { $0[0] }, levels: rows.map { Array($0[1...]) })
    }
    guard sources.allSatisfy({ $0.levels.allSatisfy { $0 < attributes.count } }) else {
      throw .foreignGenerator(entry: "attributes")
    }
    if entries["variables"].isEmpty { return }
    variables = pieces(of: entries["variables"][...], at: "\n").map(unescaped)
    guard variables.count == variableCount, Set(variables).count == variableCount else {
      throw .foreignGenerator(entry: "variables")
    }
  }
}

/// The pieces of a text between separators, scalar by scalar: as a character a separator may be one with a
/// combining mark behind it, or with a carriage return before it.
private func pieces(
  of text: Substring,
  at separator: Unicode.Scalar,
  maxSplits: Int = .max
) -> [Substring] {
  text.unicodeScalars
    .split(separator: separator, maxSplits: maxSplits, omittingEmptySubsequences: false)
    .map { Substring($0) }
}

/// A name in one line.
private func escaped(_ name: String) -> String {
  name.unicodeScalars.reduce(into: "") { text, scalar in
    switch scalar {
    case "\n": text += "\\n"
    case "\t": text += "\\t"
    case "\\": text += "\\\\"
    default: text.unicodeScalars.append(scalar)
    }
  }
}

/// The name of a line.
private func unescaped(_ line: Substring) -> String {
  var name = String.UnicodeScalarView()
  var isEscaped = false
  for scalar in line.unicodeScalars {
    if isEscaped {
      name.append(scalar == "n" ? "\n" : scalar == "t" ? "\t" : scalar)
      isEscaped = false
    } else if scalar == "\\" {
      isEscaped = true
    } else {
      name.append(scalar)
    }
  }
  return String(name)
}

extension LearntSeries {
  /// The series as a line of a file.
  var line: String {
    let scales = scales.map { "\($0.minimum) \($0.range) \($0.isWhole)" }
    let levels =
      levels.isEmpty ? "-" : levels.map(String.init).joined(separator: ",")
    let head = "\(index.start.rawValue) \(index.count) \(isLearnt) \(levels)"
    return "\(head) \(scales.joined(separator: " ")) \(escaped(id))"
  }

  /// The series of a line; nil for one that is none.
  init?(_ line: Substring, variables: Int, frequency: Frequency) {
    let words = pieces(of: line, at: " ", maxSplits: 4 + 3 * variables)
    guard words.count == 5 + 3 * variables, let start = Int64(words[0]), let count = Int(words[1]),
      count >= 0, let isLearnt = Bool(String(words[2]))
    else { return nil }
    let texts = words[3] == "-" ? [] : words[3].split(separator: ",")
    let levels = texts.compactMap { Int($0) }
    guard levels.count == texts.count, levels.allSatisfy({ $0 >= 0 }) else { return nil }
    var scales: [SeriesScale] = []
    for variable in 0..<variables {
      let first = 4 + 3 * variable
      guard let minimum = Double(words[first]), let range = Double(words[first + 1]),
        minimum.isFinite, range.isFinite, range > 0, let isWhole = Bool(String(words[first + 2]))
      else { return nil }
      scales.append(SeriesScale(minimum: minimum, range: range, isWhole: isWhole))
    }
    self.init(
      id: unescaped(words[4 + 3 * variables]),
      index: TimeIndex(start: Timestamp(start), frequency: frequency, count: count),
      scales: scales,
      isLearnt: isLearnt,
      levels: levels
    )
  }
}
