/// The room for a chart, in points.
struct ChartSize {
  var width: Double
  var height: Double

  /// The whole width of a page.
  static let full = ChartSize(width: 960, height: 300)
  /// One of two beside each other.
  static let half = ChartSize(width: 470, height: 270)
  /// The width of a phone.
  static let narrow = ChartSize(width: 350, height: 240)
  /// A cell of a notebook.
  static let notebook = ChartSize(width: 760, height: 300)
}

extension Chart {
  /// The chart as SVG.
  ///
  /// - Parameters:
  ///   - label: what is in it, for those who cannot see it.
  ///   - kind: an additional class of the picture.
  ///   - style: a style sheet to put into it; empty where the page has one.
  func svg(_ size: ChartSize, label: String, kind: String = "", style: String = "") -> String {
    let canvas =
      switch self {
      case .lines(let chart): chart.drawn(on: size)
      case .intervals(let chart): chart.drawn(on: size)
      case .scatter(let chart): chart.drawn(on: size)
      case .bars(let chart): chart.drawn(on: size)
      }
    return canvas.svg(label: label, kind: kind, style: style)
  }
}
