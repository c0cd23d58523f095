/// A small line plot for the terminal: bands below, lines above, a value axis on the left and
/// labels under the picture.
public struct LinePlot: Sendable {
  /// What a part of the picture stands for; later cases are drawn over earlier ones.
  public enum Role: Int, CaseIterable, Sendable {
    case band, past, future

    /// The mark of the role where only ASCII is to be had.
    var mark: Character {
      switch self {
      case .band: "."
      case .past: "*"
      case .future: "o"
      }
    }
  }

  /// Values at consecutive steps; NaN leaves a gap.
  public struct Line: Sendable {
    let role: Role
    let start: Int
    let values: [Double]

    /// A line whose first value stands at step `start`.
    public init(_ role: Role, start: Int, values: [Double]) {
      self.role = role
      self.start = start
      self.values = values
    }
  }

  /// The space between two lines.
  public struct Band: Sendable {
    let start: Int
    let lower: [Double]
    let upper: [Double]

    /// A band whose first step is `start`; both sides have the same length.
    public init(start: Int, lower: [Double], upper: [Double]) {
      precondition(
        lower.count == upper.count,
        "a band has \(lower.count) lower, \(upper.count) upper values"
      )
      self.start = start
      self.lower = lower
      self.upper = upper
    }
  }

  /// The line over the picture.
  public var title: String
  /// The lines, drawn in order of their roles.
  public var lines: [Line]
  /// The bands, drawn below the lines.
  public var bands: [Band]
  /// Labels under the picture, each starting where its step stands.
  public var labels: [(step: Int, text: String)]

  /// A plot; every part may be empty.
  public init(
    title: String,
    lines: [Line],
    bands: [Band] = [],
    labels: [(step: Int, text: String)] = []
  ) {
    self.title = title
    self.lines = lines
    self.bands = bands
    self.labels = labels
  }

  /// The plot as lines of text.
  ///
  /// - Parameters:
  ///   - width: the characters of a line, axis included; at least 20 are used.
  ///   - height: the lines of the picture without title and labels; at least 3.
  ///   - unicode: braille dots and box characters, otherwise ASCII.
  ///   - paint: colours a piece of text as its role asks; plain text comes with role nil.
  /// - Returns: no line when there is no finite value.
  public func rendered(
    width: Int,
    height: Int,
    unicode: Bool,
    paint: (Role?, String) -> String = { _, text in text }
  ) -> [String] {
    let finite =
      lines.flatMap(\.values).filter(\.isFinite)
      + bands.flatMap { $0.lower + $0.upper }.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max() else { return [] }
    let steps = max(
      lines.map { $0.start + $0.values.count }.max() ?? 1,
      bands.map { $0.start + $0.lower.count }.max() ?? 1
    )
    let rows = max(3, height)
    let ticks = axisTexts(low: low, high: high, rows: rows)
    let margin = (ticks.map { $0?.count ?? 0 }.max() ?? 0) + 3
    let columns = max(20, width) - margin
    var canvas = DotCanvas(columns: columns, rows: rows, glyphs: unicode ? .braille : .ascii)
    let (wide, tall) = (canvas.width, canvas.height)
    let across = { (step: Int) -> Int in
      steps < 2 ? 0 : Int((Double(step) / Double(steps - 1) * Double(wide - 1)).rounded())
    }
    let up = { (value: Double) -> Int in
      // Halved before the subtraction so that the range of two huge values does not overflow.
      let share = high > low ? (value / 2 - low / 2) / (high / 2 - low / 2) : 0.5
      return Int((share * Double(tall - 1)).rounded())
    }
    draw(on: &canvas, across: across, up: up)

    var text = title.isEmpty ? [] : [title]
    for row in 0..<rows {
      let tick = ticks[row]
      let axis = tick == nil ? (unicode ? "│" : "|") : (unicode ? "┤" : "+")
      let label = tick ?? ""
      let gap = String(repeating: " ", count: margin - 2 - label.count)
      let picture = canvas.pieces(row: row, marks: Role.allCases.map(\.mark))
        .map { paint(Role(rawValue: $0.layer), $0.text) }.joined()
      text.append("\(gap)\(label) \(axis)\(picture)")
    }
    let corner = unicode ? "└" : "+"
    let floor = String(repeating: unicode ? "─" : "-", count: columns)
    text.append(String(repeating: " ", count: margin - 1) + corner + floor)
    let columnOf = { (step: Int) in across(step) * columns / wide }
    let below = labelLine(columns: columns, columnOf: columnOf)
    if !below.isEmpty { text.append(String(repeating: " ", count: margin) + below) }
    return text
  }

  private func draw(
    on canvas: inout DotCanvas,
    across: (Int) -> Int,
    up: (Double) -> Int
  ) {
    for band in bands {
      for (k, pair) in zip(band.lower, band.upper).enumerated()
      where pair.0.isFinite && pair.1.isFinite {
        let right = k + 1 < band.lower.count ? across(band.start + k + 1) : across(band.start + k)
        for x in across(band.start + k)...max(across(band.start + k), right) {
          for y in up(pair.0)...max(up(pair.0), up(pair.1)) where (x + y) % 2 == 0 {
            canvas.set(x: x, y: y, layer: Role.band.rawValue)
          }
        }
      }
    }
    for line in lines.sorted(by: { $0.role.rawValue < $1.role.rawValue }) {
      var previous: (x: Int, y: Int)?
      for (k, value) in line.values.enumerated() {
        guard value.isFinite else {
          previous = nil
          continue
        }
        let point = (x: across(line.start + k), y: up(value))
        canvas.line(from: previous ?? point, to: point, layer: line.role.rawValue)
        previous = point
      }
    }
  }

  /// The numbers beside the axis: at the top, in the middle, at the bottom.
  private func axisTexts(low: Double, high: Double, rows: Int) -> [String?] {
    var texts = [String?](repeating: nil, count: rows)
    if low == high {
      texts[rows / 2] = Self.short(low)
      return texts
    }
    texts[0] = Self.short(high)
    texts[rows - 1] = Self.short(low)
    if rows >= 5 {
      let middle = rows / 2
      let share = Double(middle) / Double(rows - 1)
      texts[middle] = Self.short(high * (1 - share) + low * share)
    }
    return texts
  }

  /// The labels in one line; one that would run into the next or off the picture moves left.
  private func labelLine(columns: Int, columnOf: (Int) -> Int) -> String {
    var line = [Character](repeating: " ", count: columns)
    var end = columns
    for label in labels.sorted(by: { $0.step > $1.step }) {
      let start = min(columnOf(label.step), end - label.text.count)
      guard start >= 0 else { continue }
      for (k, character) in label.text.enumerated() { line[start + k] = character }
      end = start - 2
    }
    while line.last == " " { line.removeLast() }
    return String(line)
  }

  /// A number in at most four significant digits, with an exponent where it is far from 1; a dash for
  /// NaN.
  public static func short(_ value: Double) -> String {
    if value.isNaN { return "-" }
    guard value.isFinite else { return value < 0 ? "-inf" : "inf" }
    if value == 0 { return "0" }
    let size = abs(value)
    if size >= 1e7 || size < 1e-3 {
      var exponent = 0
      var digits = size
      while digits >= 9.995 {
        digits /= 10
        exponent += 1
      }
      while digits < 0.9995 {
        digits *= 10
        exponent -= 1
      }
      return "\(value < 0 ? "-" : "")\(decimal(digits, places: 2))e\(exponent)"
    }
    let places = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : 3
    return (value < 0 ? "-" : "") + decimal(size, places: places)
  }

  private static func decimal(_ size: Double, places: Int) -> String {
    let unit = [1, 10, 100, 1000][places]
    let scaled = Int((size * Double(unit)).rounded())
    guard scaled % unit != 0 else { return String(scaled / unit) }
    let fraction = String(scaled % unit + unit).dropFirst()
    let significant = fraction.reversed().drop { $0 == "0" }.reversed()
    return "\(scaled / unit).\(String(significant))"
  }
}
