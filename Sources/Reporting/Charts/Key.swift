/// The names of what is in a chart, each behind a sample, in as many lines as it takes.
struct Key {
  /// What a sample looks like.
  enum Sample {
    case line(String)
    /// An area, as often above itself as there are bands around it.
    case area(String, layers: Int)
    case mark(Int, String)
  }

  private static let rowHeight = 19.0
  private let places: [(sample: Sample, name: String, x: Double, row: Int)]
  /// The height of all lines.
  let height: Double

  /// The entries, laid out in a width.
  init(_ entries: [(sample: Sample, name: String)], left: Double, width: Double) {
    var (x, row) = (left, 0)
    var places: [(sample: Sample, name: String, x: Double, row: Int)] = []
    for entry in entries {
      let needed = 24 + SVGCanvas.textWidth(entry.name) + 18
      if x + needed - 18 > left + width, x > left { (x, row) = (left, row + 1) }
      places.append((entry.sample, entry.name, x, row))
      x += needed
    }
    self.places = places
    height = entries.isEmpty ? 0 : Double(row + 1) * Self.rowHeight + 5
  }

  func draw(on canvas: inout SVGCanvas) {
    for (sample, name, x, row) in places {
      let y = Double(row) * Self.rowHeight + 10
      switch sample {
      case .line(let style): canvas.line(x, y, x + 18, y, style)
      case .area(let style, let layers):
        for _ in 0..<layers { canvas.rectangle(x, y - 6, 18, 12, style) }
      case .mark(let shape, let style): canvas.mark(x + 9, y, size: 4.5, shape: shape, style)
      }
      canvas.text(name, x + 24, y + 4)
    }
  }
}
