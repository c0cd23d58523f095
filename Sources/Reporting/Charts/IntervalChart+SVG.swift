extension IntervalChart {
  func drawn(on size: ChartSize) -> SVGCanvas {
    let rowHeight = 27.0
    let isNarrow = size.width < 420
    // Strong letters are wider.
    let widest = 1.14 * (rows.map { SVGCanvas.textWidth($0.name, size: 13) }.max() ?? 0)
    let left = min(widest, size.width * (isNarrow ? 0.42 : 0.34)) + 14
    let right = size.width - 58
    let top = reference == nil ? 6.0 : 24.0
    let bottom = top + Double(rows.count) * rowHeight
    var canvas = SVGCanvas(width: size.width, height: bottom + 40)
    var numbers = rows.flatMap { [$0.value, $0.lower, $0.upper] }
    if let reference { numbers.append(reference.value) }
    let x = Scale(around: numbers, from: left, to: right, includesZero: includesZero)
    if let shaded {
      let (from, to) = (x.place(shaded.lowerBound), x.place(shaded.upperBound))
      canvas.rectangle(from, top, to - from, bottom - top, "shade")
    }
    for tick in x.ticks(about: max(3, Int((right - left) / 80))) {
      let place = x.place(tick.value)
      canvas.line(place, top, place, bottom, "grid")
      canvas.text(tick.text, place, bottom + 16, .middle)
    }
    canvas.text(xTitle, (left + right) / 2, bottom + 34, .middle, style: "t axis")
    if let reference {
      let place = x.place(reference.value)
      canvas.line(place, top - 4, place, bottom, "reference l")
      let half = SVGCanvas.textWidth(reference.name) / 2
      canvas.text(
        reference.name,
        min(max(place, half + 2), size.width - half - 2),
        top - 9,
        .middle
      )
    }
    for (position, row) in rows.enumerated() {
      let y = top + (Double(position) + 0.5) * rowHeight
      let style = position == emphasis ? "m0" : "quiet"
      let name = Self.fitted(row.name, to: left - 12)
      canvas.text(name, left - 10, y + 4, .end, style: position == emphasis ? "t n strong" : "t n")
      if row.lower.isFinite, row.upper.isFinite {
        canvas.line(x.place(row.lower), y, x.place(row.upper), y, "whisker \(style)")
      }
      if row.value.isFinite {
        canvas.mark(
          x.place(row.value),
          y,
          size: 5,
          shape: 0,
          "dot \(style)",
        )
      }
      canvas.text(
        Digits.fixed(row.value, digits),
        size.width - 4,
        y + 4,
        .end,
        style: position == emphasis ? "t n strong" : "t n"
      )
      canvas.rectangle(
        0,
        y - rowHeight / 2,
        size.width,
        rowHeight,
        "hit",
        readOut: readOut(of: row)
      )
    }
    return canvas
  }

  private func readOut(of row: Row) -> String {
    let value = "\(row.name)\n\(xTitle): \(Digits.fixed(row.value, digits))"
    guard row.lower.isFinite, row.upper.isFinite else { return value }
    return value
      + "\ninterval: \(Digits.fixed(row.lower, digits)) to \(Digits.fixed(row.upper, digits))"
  }

  /// A name, shortened to a width.
  private static func fitted(_ name: String, to width: Double) -> String {
    var name = name
    guard SVGCanvas.textWidth(name, size: 13) > width else { return name }
    while name.count > 3, SVGCanvas.textWidth(name, size: 13) > width { name.removeLast() }
    return name + "…"
  }
}
