public import TimeSeries

/// A series that a network has learnt from.
public struct LearntSeries: Sendable, Hashable {
  /// Its id.
  public var id: String
  /// Its stamps.
  public var index: TimeIndex
  /// The scale of each of its variables.
  public var scales: [SeriesScale]
  /// Whether it had a window to learn from; without, its vector is still a random one.
  public var isLearnt: Bool
  /// The number of the series whose vector it borrows; nil for a series with one of its own.
  public var likeness: Int?
}

extension WindowSource {
  /// The series, for a generator to remember.
  var learntSeries: [LearntSeries] {
    let learnt = Set(usable)
    return (0..<seriesCount).map { series in
      LearntSeries(
        id: ids[series],
        index: index(of: series),
        scales: scales[series],
        isLearnt: learnt.contains(series)
      )
    }
  }
}

// A file of a generator has a line for each series that it has a vector of:
// `start count learnt minimum range whole … id`; the id comes last, since it may have spaces in it. The names
// of the variables are a line each.

extension WindowGenerator {
  /// The entries of a file that say what the series and their variables are.
  var seriesEntries: [(key: String, value: String)] {
    [
      ("variables", variables.map(escaped).joined(separator: "\n")),
      ("series", sources.filter { $0.likeness == nil }.map(\.line).joined(separator: "\n")),
    ]
  }

  /// Takes the names of the variables from the entry of a file; files that were written before there were
  /// any have none.
  ///
  /// - Throws: `foreignGenerator`.
  mutating func takeVariables(_ entry: String?) throws(SynthesisError) {
    guard let entry, !entry.isEmpty else { return }
    variables = entry.split(separator: "\n", omittingEmptySubsequences: false).map(unescaped)
    guard variables.count == variableCount, Set(variables).count == variableCount else {
      throw .foreignGenerator(entry: "variables")
    }
  }
}

/// A name in one line.
private func escaped(_ name: String) -> String {
  name.reduce(into: "") { $0 += $1 == "\n" ? "\\n" : $1 == "\\" ? "\\\\" : String($1) }
}

/// The name of a line.
private func unescaped(_ line: Substring) -> String {
  var name = ""
  var isEscaped = false
  for character in line {
    if isEscaped {
      name.append(character == "n" ? "\n" : character)
      isEscaped = false
    } else if character == "\\" {
      isEscaped = true
    } else {
      name.append(character)
    }
  }
  return name
}

extension LearntSeries {
  /// The series as a line of a file.
  var line: String {
    let scales = scales.map { "\($0.minimum) \($0.range) \($0.isWhole)" }
    let head = "\(index.start.rawValue) \(index.count) \(isLearnt)"
    return "\(head) \(scales.joined(separator: " ")) \(escaped(id))"
  }

  /// The series of a line; nil for one that is none.
  init?(_ line: Substring, variables: Int, frequency: Frequency) {
    let words = line.split(
      separator: " ",
      maxSplits: 3 + 3 * variables,
      omittingEmptySubsequences: false
    )
    guard words.count == 4 + 3 * variables, let start = Int64(words[0]), let count = Int(words[1]),
      count >= 0, let isLearnt = Bool(String(words[2]))
    else { return nil }
    var scales: [SeriesScale] = []
    for variable in 0..<variables {
      let first = 3 + 3 * variable
      guard let minimum = Double(words[first]), let range = Double(words[first + 1]),
        minimum.isFinite, range.isFinite, range > 0, let isWhole = Bool(String(words[first + 2]))
      else { return nil }
      scales.append(SeriesScale(minimum: minimum, range: range, isWhole: isWhole))
    }
    self.init(
      id: unescaped(words[3 + 3 * variables]),
      index: TimeIndex(start: Timestamp(start), frequency: frequency, count: count),
      scales: scales,
      isLearnt: isLearnt
    )
  }
}
