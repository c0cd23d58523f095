/// A picture in the making, as SVG.
///
/// Looks are left to the style sheet: shapes have classes, not colours.
struct SVGCanvas {
  let width: Double
  let height: Double
  private(set) var body = ""

  init(width: Double, height: Double) {
    self.width = width
    self.height = height
  }

  /// The points that a text of this many characters takes, on average.
  static func textWidth(_ text: String, size: Double = 12) -> Double {
    Double(text.count) * size * 0.54
  }

  /// A place with one digit behind the point.
  static func place(_ value: Double) -> String {
    let tenths = Int((max(-1e7, min(1e7, value.isNaN ? 0 : value)) * 10).rounded())
    let sign = tenths < 0 ? "-" : ""
    let rest = tenths.magnitude % 10
    return "\(sign)\(tenths.magnitude / 10)" + (rest == 0 ? "" : ".\(rest)")
  }

  /// A text in which no character means anything to XML.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\n", "\t": result.unicodeScalars.append(scalar)
      // XML allows no other controls, not even as references.
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}": result += "�"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ style: String) {
    let p = Self.place
    body += "<path class=\"\(style)\" d=\"M\(p(x1)) \(p(y1))L\(p(x2)) \(p(y2))\"/>"
  }

  /// A line through points; those that are not finite break it, one alone becomes a dot.
  mutating func polyline(_ points: [(x: Double, y: Double)], _ style: String) {
    var path = ""
    var run: [(x: Double, y: Double)] = []
    func end() {
      guard let first = run.first else { return }
      path += "M" + Self.place(first.x) + " " + Self.place(first.y)
      // A stroke without length is drawn as its round end.
      if run.count == 1 { path += "h0" }
      for point in run.dropFirst() { path += "L\(Self.place(point.x)) \(Self.place(point.y))" }
      run = []
    }
    for point in points {
      if point.x.isFinite && point.y.isFinite { run.append(point) } else { end() }
    }
    end()
    if !path.isEmpty { body += "<path class=\"\(style)\" d=\"\(path)\"/>" }
  }

  /// The area between two lines that have the same places from the left.
  mutating func area(
    _ x: [Double],
    lower: [Double],
    upper: [Double],
    _ style: String
  ) {
    let known = x.indices.filter { lower[$0].isFinite && upper[$0].isFinite }
    guard !known.isEmpty else { return }
    let p = Self.place
    let there = known.map { "\(p(x[$0])) \(p(upper[$0]))" }
    let back = known.reversed().map { "\(p(x[$0])) \(p(lower[$0]))" }
    body += "<path class=\"\(style)\" d=\"M" + (there + back).joined(separator: "L") + "Z\"/>"
  }

  mutating func rectangle(
    _ x: Double,
    _ y: Double,
    _ width: Double,
    _ height: Double,
    _ style: String,
    readOut: String? = nil
  ) {
    let p = Self.place
    body +=
      "<rect class=\"\(style)\" x=\"\(p(x))\" y=\"\(p(y))\" width=\"\(p(max(width, 0)))\""
      + " height=\"\(p(max(height, 0)))\"\(Self.attribute(readOut))/>"
  }

  /// A sign for the number of a group: circle, square, diamond, triangle, in turn.
  mutating func mark(
    _ x: Double,
    _ y: Double,
    size: Double,
    shape: Int,
    _ style: String,
    readOut: String? = nil
  ) {
    let p = Self.place
    let s = size * 0.9
    let path: String
    switch shape % 4 {
    case 0:
      body +=
        "<circle class=\"\(style)\" cx=\"\(p(x))\" cy=\"\(p(y))\" r=\"\(p(size))\""
        + "\(Self.attribute(readOut))/>"
      return
    case 1: path = "M\(p(x - s)) \(p(y - s))h\(p(2 * s))v\(p(2 * s))h\(p(-2 * s))Z"
    case 2:
      let d = size * 1.3
      path = "M\(p(x)) \(p(y - d))L\(p(x + d)) \(p(y))L\(p(x)) \(p(y + d))L\(p(x - d)) \(p(y))Z"
    default:
      let d = size * 1.2
      path = "M\(p(x)) \(p(y - d))L\(p(x + d)) \(p(y + d))L\(p(x - d)) \(p(y + d))Z"
    }
    body += "<path class=\"\(style)\" d=\"\(path)\"\(Self.attribute(readOut))/>"
  }

  /// Where a text begins, is centred or ends.
  enum Anchor: String { case start, middle, end }

  mutating func text(
    _ text: String,
    _ x: Double,
    _ y: Double,
    _ anchor: Anchor = .start,
    style: String = "t"
  ) {
    let p = Self.place
    body +=
      "<text class=\"\(style)\" x=\"\(p(x))\" y=\"\(p(y))\" text-anchor=\"\(anchor.rawValue)\">"
      + Self.escaped(text) + "</text>"
  }

  private static func attribute(_ readOut: String?) -> String {
    readOut.map { " data-t=\"\(escaped($0))\"" } ?? ""
  }

  /// The whole picture.
  ///
  /// - Parameters:
  ///   - label: what is in it, for those who cannot see it.
  ///   - kind: an additional class.
  ///   - style: a style sheet to put into it; empty where the page has one.
  func svg(label: String, kind: String = "", style: String = "") -> String {
    let p = Self.place
    return
      "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"almanac \(kind)\" role=\"img\""
      + " viewBox=\"0 0 \(p(width)) \(p(height))\" aria-label=\"\(Self.escaped(label))\">"
      + (style.isEmpty ? "" : "<style>\(style)</style>") + body + "</svg>"
  }
}
