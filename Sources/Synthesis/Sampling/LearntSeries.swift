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

// A file of a generator has a line for each series:
// `start count learnt minimum range whole … id`; the id comes last, since it may have spaces in it.

extension LearntSeries {
  /// The series as a line of a file.
  var line: String {
    let scales = scales.map { "\($0.minimum) \($0.range) \($0.isWhole)" }
    let head = "\(index.start.rawValue) \(index.count) \(isLearnt)"
    let id = id.flatMap { $0 == "\n" ? "\\n" : $0 == "\\" ? "\\\\" : String($0) }
    return "\(head) \(scales.joined(separator: " ")) \(String(id))"
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
    var id = ""
    var isEscaped = false
    for character in words[3 + 3 * variables] {
      if isEscaped {
        id.append(character == "n" ? "\n" : character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else {
        id.append(character)
      }
    }
    self.init(
      id: id,
      index: TimeIndex(start: Timestamp(start), frequency: frequency, count: count),
      scales: scales,
      isLearnt: isLearnt
    )
  }
}
