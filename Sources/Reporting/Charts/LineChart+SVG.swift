extension LineChart {
  /// The classes of a line.
  private static func style(_ role: Role) -> String {
    switch role {
    case .actual: "l actual"
    case .reference: "l reference"
    case .model(let number): "l m\(number % 8) d\(number % 8)"
    }
  }

  func drawn(on size: ChartSize) -> SVGCanvas {
    var entries: [(sample: Key.Sample, name: String)] = lines.map {
      (.line(Self.style($0.role)), $0.name)
    }
    entries += bands.enumerated().map { place, band in
      (.area("band m\(band.model % 8)", layers: place + 1), band.name)
    }
    let key = Key(
      entries.count > 1 ? entries.filter { !$0.name.isEmpty } : [],
      left: 4,
      width: size.width - 8
    )
    var canvas = SVGCanvas(width: size.width, height: size.height + key.height)
    key.draw(on: &canvas)
    let top = key.height + (yTitle.isEmpty ? 8 : 22)
    let bottom = canvas.height - (xTitle.isEmpty ? 24 : 40)
    let numbers =
      lines.flatMap(\.values) + bands.flatMap { $0.lower + $0.upper }
      + (reach.map { [$0.lowerBound, $0.upperBound] } ?? [])
    let y = Scale(around: numbers, from: bottom, to: top, includesZero: includesZero)
    let ticks = y.ticks(about: Int((bottom - top) / 48))
    let left = (ticks.map { SVGCanvas.textWidth($0.text) }.max() ?? 0) + 12
    let right = size.width - 10
    let last = max(labels.count - 1, 1)
    func x(_ place: Int) -> Double { left + (right - left) * Double(place) / Double(last) }

    for tick in ticks {
      let place = y.place(tick.value)
      canvas.line(left, place, right, place, "grid")
      canvas.text(tick.text, left - 7, place + 4, .end)
    }
    if !yTitle.isEmpty { canvas.text(yTitle, 4, key.height + 12, style: "t axis") }
    if !xTitle.isEmpty {
      canvas.text(xTitle, (left + right) / 2, canvas.height - 5, .middle, style: "t axis")
    }
    for place in labelledPlaces(within: right - left) {
      let half = SVGCanvas.textWidth(labels[place]) / 2
      canvas.text(
        labels[place],
        min(max(x(place), half + 1), size.width - half - 1),
        bottom + 17,
        .middle
      )
      canvas.line(x(place), bottom, x(place), bottom + 4, "tick")
    }
    canvas.line(left, bottom, right, bottom, "base")
    if let origin { canvas.line(x(origin), top, x(origin), bottom, "origin") }
    for band in bands {
      for range in band.unbroken {
        canvas.area(
          range.map { x(band.start + $0) },
          lower: band.lower[range].map(y.place),
          upper: band.upper[range].map(y.place),
          "band m\(band.model % 8)"
        )
      }
    }
    for line in lines {
      let points = line.values.enumerated().map { place, value in
        (x: x(line.start + place), y: value.isFinite ? y.place(value) : Double.nan)
      }
      // Many values in a small room are told apart by thin lines alone.
      let isDense = 4 * line.values.count > Int(size.width)
      canvas.polyline(points, Self.style(line.role) + (isDense ? " thin" : ""))
    }
    let width = (right - left) / Double(last)
    for place in labels.indices {
      let text = readOut(at: place)
      guard text.contains("\n") else { continue }
      canvas.rectangle(x(place) - width / 2, top, width, bottom - top, "hit", readOut: text)
    }
    return canvas
  }

  /// The places whose labels fit below the chart, the same distance apart.
  private func labelledPlaces(within width: Double) -> [Int] {
    guard labels.count > 1 else { return Array(labels.indices) }
    let widest = (labels.map { SVGCanvas.textWidth($0) }.max() ?? 0) + 16
    let most = max(2, Int(width / widest))
    let least = (labels.count - 1 + most - 1) / most
    let steps = [1, 2, 3, 4, 5, 6, 7, 10, 12, 14, 20, 24, 25, 28, 50, 52, 100, 168, 200, 500, 1000]
    let step = steps.first { $0 >= least } ?? least
    return Array(stride(from: 0, to: labels.count, by: max(step, 1)))
  }

  /// What is at a place, a line each.
  private func readOut(at place: Int) -> String {
    var text = [xTitle.isEmpty ? "" : xTitle, labels[place]].filter { !$0.isEmpty }
      .joined(separator: " ")
    for line in lines {
      let position = place - line.start
      guard line.values.indices.contains(position), line.values[position].isFinite else { continue }
      text += "\n\(line.name.isEmpty ? "value" : line.name): \(Digits.short(line.values[position]))"
    }
    for band in bands {
      let position = place - band.start
      guard band.lower.indices.contains(position), band.lower[position].isFinite else { continue }
      text +=
        "\n\(band.name): \(Digits.short(band.lower[position])) to \(Digits.short(band.upper[position]))"
    }
    return text
  }
}

extension LineChart.Band {
  /// The places, from that of the first value on, of each stretch without a break.
  fileprivate var unbroken: [Range<Int>] {
    var ranges: [Range<Int>] = []
    for place in lower.indices where lower[place].isFinite && upper[place].isFinite {
      if let last = ranges.last, last.upperBound == place {
        ranges[ranges.count - 1] = last.lowerBound..<place + 1
      } else {
        ranges.append(place..<place + 1)
      }
    }
    return ranges
  }
}
