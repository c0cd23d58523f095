extension BarChart {
  func drawn(on size: ChartSize) -> SVGCanvas {
    var canvas = SVGCanvas(width: size.width, height: size.height)
    let top = yTitle.isEmpty ? 10.0 : 24.0
    let bottom = size.height - (xTitle.isEmpty ? 24 : 40)
    let heights = values + [reference?.value].compactMap { $0 }
    let y = Scale(around: heights, from: bottom, to: top, includesZero: true)
    let ticks = y.ticks(about: Int((bottom - top) / 48)).map { tick in
      (value: tick.value, text: isPercent ? Digits.trimmed(100 * tick.value, 1) + " %" : tick.text)
    }
    let left = (ticks.map { SVGCanvas.textWidth($0.text) }.max() ?? 0) + 12
    let right = size.width - 10
    for tick in ticks {
      canvas.line(left, y.place(tick.value), right, y.place(tick.value), "grid")
      canvas.text(tick.text, left - 7, y.place(tick.value) + 4, .end)
    }
    if !yTitle.isEmpty { canvas.text(yTitle, 4, 13, style: "t axis") }
    if !xTitle.isEmpty {
      canvas.text(xTitle, (left + right) / 2, size.height - 5, .middle, style: "t axis")
    }
    let width = (right - left) / Double(max(values.count, 1))
    let gap = min(3, width * 0.18)
    let widest = (labels.map { SVGCanvas.textWidth($0) }.max() ?? 0) + 12
    let stride = max(1, Int((widest / width).rounded(.up)))
    for (place, value) in values.enumerated() {
      let x = left + Double(place) * width
      let height = bottom - y.place(value)
      let text = isPercent ? Digits.percent(value) : Digits.short(value)
      canvas.rectangle(x + gap / 2, bottom - height, width - gap, height, "bar m\(model % 8)")
      canvas.rectangle(x, top, width, bottom - top, "hit", readOut: "\(labels[place])\n\(text)")
      if place % stride == 0 {
        canvas.text(labels[place], x + width / 2, bottom + 17, .middle)
      }
    }
    canvas.line(left, bottom, right, bottom, "base")
    if let reference {
      let place = y.place(reference.value)
      canvas.line(left, place, right, place, "l reference")
      canvas.text(reference.name, right - 2, place - 6, .end, style: "t halo")
    }
    return canvas
  }
}
