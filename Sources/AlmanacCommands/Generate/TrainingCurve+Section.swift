internal import Reporting

extension TrainingCurve {
  /// The losses stage by stage, and how far windows were from real ones.
  var section: Section? {
    guard let last = points.last else { return nil }
    let labels = points.map { Digits.grouped($0.step) }
    func chart(_ title: String, _ value: (Point) -> Double) -> LineChart {
      var chart = LineChart(
        lines: (0...last.depth).compactMap { depth in
          let places = points.indices.filter { points[$0].depth == depth }
          guard let first = places.first else { return nil }
          return .init(
            "\(8 << depth) steps",
            .model(depth),
            start: first,
            values: places.map { value(points[$0]) }
          )
        },
        labels: labels
      )
      (chart.xTitle, chart.yTitle) = ("step of training", title)
      return chart
    }
    var figures = [
      Figure("Loss of the generator", chart: .lines(chart("loss", \.generator))),
      Figure(
        "Loss of the discriminator",
        chart: .lines(chart("loss", \.discriminator)),
        note:
          "Losses of the two networks of a GAN hold each other in balance: steady ones are good, a fall to 0 of either is not."
      ),
    ]
    if points.contains(where: { $0.fidelity.isFinite }) {
      var fidelity = LineChart(
        lines: [.init("distance", .model(0), values: points.map(\.fidelity))],
        labels: labels
      )
      (fidelity.xTitle, fidelity.includesZero) = ("step of training", true)
      figures.append(
        Figure(
          "Distance of made windows from real ones",
          chart: .lines(fidelity),
          note:
            "The Fréchet distance between scaled values, looked at from time to time once all stages are in use; the generator with the least is kept."
        )
      )
    }
    return Section(
      "How did the training go?",
      [
        .prose(
          "The networks grow: they make windows of \(8) steps first, then of twice as many, each stage in a colour of its own."
        ),
        .figures(figures),
      ]
    )
  }
}
