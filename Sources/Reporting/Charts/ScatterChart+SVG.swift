extension ScatterChart {
  func drawn(on size: ChartSize) -> SVGCanvas {
    let shown = points.filter {
      $0.x.isFinite && $0.y.isFinite && (!hasLogarithmicX || $0.x > 0)
        && (!hasLogarithmicY || $0.y > 0)
    }
    let key = Key(
      groups.enumerated().filter { !$1.isEmpty }.map { (.mark($0, "dot m\($0 % 8)"), $1) },
      left: 4,
      width: size.width - 8
    )
    var canvas = SVGCanvas(width: size.width, height: size.height + key.height)
    key.draw(on: &canvas)
    let (top, bottom) = (key.height + 24, canvas.height - 40)
    // With a line of equal numbers both axes reach as far.
    let all = shown.map(\.x) + shown.map(\.y)
    let y = Scale(
      around: hasDiagonal ? all : shown.map(\.y),
      from: bottom,
      to: top,
      isLogarithmic: hasLogarithmicY,
      margin: 0.1
    )
    let ticks = y.ticks(about: Int((bottom - top) / 48))
    let left = (ticks.map { SVGCanvas.textWidth($0.text) }.max() ?? 0) + 12
    let right = size.width - 14
    let x = Scale(
      around: hasDiagonal ? all : shown.map(\.x),
      from: left,
      to: right,
      isLogarithmic: hasLogarithmicX,
      margin: 0.1
    )
    for tick in ticks {
      canvas.line(left, y.place(tick.value), right, y.place(tick.value), "grid")
      canvas.text(tick.text, left - 7, y.place(tick.value) + 4, .end)
    }
    for tick in x.ticks(about: max(3, Int((right - left) / 80))) {
      canvas.line(x.place(tick.value), top, x.place(tick.value), bottom, "grid")
      canvas.text(tick.text, x.place(tick.value), bottom + 17, .middle)
    }
    canvas.line(left, bottom, right, bottom, "base")
    canvas.text(yTitle, 4, key.height + 13, style: "t axis")
    canvas.text(xTitle, (left + right) / 2, canvas.height - 5, .middle, style: "t axis")
    if hasDiagonal { canvas.line(left, bottom, right, top, "l reference") }
    var taken: [(x: ClosedRange<Double>, y: Double)] = []
    for point in shown {
      let (px, py) = (x.place(point.x), y.place(point.y))
      canvas.mark(
        px,
        py,
        size: isLabelled ? 5.5 : shown.count > 500 ? 2 : 3,
        shape: point.group,
        "dot m\(point.group % 8)\(isLabelled ? "" : " faint")",
        readOut: shown.count > 2000
          ? nil
          : "\(point.name)\n\(xTitle): \(Digits.short(point.x))\n\(yTitle): \(Digits.short(point.y))"
      )
      if isLabelled { label(point, px, py, right: right, taken: &taken, on: &canvas) }
    }
    return canvas
  }

  /// Writes the name of a point where no other name is.
  private func label(
    _ point: Point,
    _ x: Double,
    _ y: Double,
    right: Double,
    taken: inout [(x: ClosedRange<Double>, y: Double)],
    on canvas: inout SVGCanvas
  ) {
    let width = SVGCanvas.textWidth(point.name)
    let candidates: [(x: Double, y: Double)] = [
      (x + 10, y + 4), (x - 10 - width, y + 4), (x - width / 2, y - 11), (x - width / 2, y + 20),
      (x + 8, y - 9), (x + 8, y + 17),
    ]
    let free = candidates.first { place in
      place.x > 2 && place.x + width < right + 12
        && !taken.contains {
          $0.x.overlaps(place.x...place.x + width) && abs($0.y - place.y) < 13
        }
    }
    let place = free ?? (min(max(x - width / 2, 2), right - width), y - 11)
    taken.append((place.x...place.x + width, place.y))
    canvas.text(point.name, place.x, place.y)
  }
}
