internal import Reporting
internal import Synthesis
internal import TimeSeries

extension AssessPage {
  /// The plane of the encoder's vectors, and the distances beside their floor.
  var realismSection: Section {
    var scatter = ScatterChart(
      points: assessment.plane.real.map { .init("real window", x: $0.x, y: $0.y, group: 7) }
        + assessment.plane.made.map { .init("synthetic window", x: $0.x, y: $0.y, group: 0) },
      xTitle: "first component",
      yTitle: "second component"
    )
    scatter.isLabelled = false
    scatter.groups = ["synthetic", "", "", "", "", "", "", "real"]
    var chart = IntervalChart(
      rows: distances.map { name, score in
        let floor = max(score.floor ?? 0, 1e-12)
        return .init(
          name,
          value: score.mean / floor,
          lower: max(0, (score.mean - 2 * score.deviation) / floor),
          upper: (score.mean + 2 * score.deviation) / floor
        )
      },
      xTitle: "times the floor"
    )
    (chart.reference, chart.emphasis, chart.digits) = ((1, "floor"), 0, 2)
    return Section(
      "How realistic are they?",
      [
        .figures([
          Figure(
            "Windows as the encoder sees them",
            chart: .scatter(scatter),
            note: """
              The plane in which real windows differ most. Where synthetic windows leave places empty, something is \
              missing; where they lie apart, something is made up.
              """
          ),
          Figure(
            "Distances from real windows, as multiples of the floor",
            chart: .intervals(chart),
            note: """
              The floor is what other real windows of the same series have: 1 is as good as real. Whiskers: two \
              deviations over \(assessment.plan.repeats) draws of windows.
              """
          ),
        ]),
        .table(
          Table(
            "How well both cover each other",
            columns: [
              .text("what"), .number("synthetic"), .number("floor"),
              .text("in words"),
            ],
            rows: [
              [
                .text("precision"), .number(assessment.neighbours.precision),
                .number(assessment.neighbourFloor.precision),
                .text("synthetic windows that lie among real ones"),
              ],
              [
                .text("recall"), .number(assessment.neighbours.recall),
                .number(assessment.neighbourFloor.recall),
                .text("real windows that lie among synthetic ones"),
              ],
              [
                .text("coverage"), .number(assessment.neighbours.coverage),
                .number(assessment.neighbourFloor.coverage),
                .text("real windows that have a synthetic one nearby"),
              ],
            ]
          )
        ),
      ]
    )
  }

  private var distances: [(name: String, score: Assessment.Score)] {
    [("Context-FID", assessment.contextFID)]
      + (assessment.contrastiveFID.map { [("Context-FID by contrast", $0)] } ?? [])
      + (assessment.correlational.map { [("correlations between columns", $0)] } ?? [])
      + assessment.shapes.filter { ($0.score.floor ?? 0) > 0 }
  }

  /// Values, autocorrelations and spectra of both, one over the other.
  var statistics: Section {
    let (real, made, floor) = (
      WindowStatistics(assessment.sample.real), WindowStatistics(assessment.sample.synthetic),
      WindowStatistics(assessment.sample.others)
    )
    func overlay(_ values: (WindowStatistics) -> [Double], labels: [String]) -> LineChart {
      LineChart(
        lines: [
          .init("real", .actual, values: values(real)),
          .init("other real windows", .reference, values: values(floor)),
          .init("synthetic", .model(0), values: values(made)),
        ],
        labels: labels
      )
    }
    let bins = 32
    let ends = [real, made].flatMap { $0.sorted.quantiles(at: [0.002, 0.998]) }
    let (low, high) = (ends.min() ?? 0, max(ends.max() ?? 1, (ends.min() ?? 0) + 1e-9))
    var marginal = overlay(
      { statistics in
        var counts = [Double](repeating: 0, count: bins)
        for value in statistics.sorted {
          let place = (value - low) / (high - low) * Double(bins)
          // Made values may be anything: a place beyond the range of integers, or none.
          guard !place.isNaN else { continue }
          counts[Int(min(max(place, 0), Double(bins - 1)))] +=
            100 / Double(statistics.sorted.count)
        }
        return counts
      },
      labels: (0..<bins).map {
        Digits.fixed(low + (high - low) * (Double($0) + 0.5) / Double(bins), 2)
      }
    )
    (marginal.xTitle, marginal.yTitle, marginal.includesZero) = ("scaled value", "values, %", true)
    var correlation = overlay(
      { $0.autocorrelations },
      labels: real.autocorrelations.indices.map { String($0 + 1) }
    )
    (correlation.xTitle, correlation.yTitle) = ("lag, steps", "autocorrelation within windows")
    var spectrum = overlay(
      { $0.spectrum.dropFirst().map { 100 * $0 } },
      labels: (1..<max(real.spectrum.count, 2)).map(String.init)
    )
    (spectrum.xTitle, spectrum.yTitle) = ("waves in a window", "share of the variance, %")
    spectrum.includesZero = true
    let quantiles = (0...40).map { Double($0) / 40 }
    var pairs = ScatterChart(
      points: zip(real.sorted.quantiles(at: quantiles), made.sorted.quantiles(at: quantiles))
        .enumerated().map { place, pair in
          .init("\(Digits.percent(quantiles[place])) quantile", x: pair.0, y: pair.1)
        },
      xTitle: "real, scaled",
      yTitle: "synthetic, scaled"
    )
    (pairs.isLabelled, pairs.hasDiagonal) = (false, true)
    return Section(
      "Do they have the same statistics?",
      [
        .prose(
          "The dashed line is what real windows differ by among themselves: a synthetic line as close to the real one is as good as it gets."
        ),
        .figures([
          Figure("Values", chart: .lines(marginal)),
          Figure(
            "Quantiles against quantiles",
            chart: .scatter(pairs),
            note: "On the line, both have the same distribution of values."
          ),
          Figure("Autocorrelation", chart: .lines(correlation)),
          Figure("Spectrum", chart: .lines(spectrum)),
        ]),
      ]
    )
  }

  /// Windows of both side by side.
  var windows: Section {
    let length = assessment.plan.length
    let (real, made) = (assessment.sample.real.elements, assessment.sample.synthetic.elements)
    let count = assessment.sample.places.count
    // Windows follow the series in turn; spread over them, since neighbours may be of one kind.
    let shown = (0..<min(6, count)).map { $0 * count / min(6, max(count, 1)) }
    let figures = shown.map { place -> Figure in
      // The first variable of each window.
      let first = place * comparison.real.variableCount * length
      let steps = first..<first + length
      var chart = LineChart(
        lines: [
          .init("real", .actual, values: Array(real[steps])),
          .init("synthetic", .model(0), values: Array(made[steps])),
        ],
        labels: (1...length).map(String.init)
      )
      chart.xTitle = "step"
      let series = comparison.real.ids[assessment.sample.places[place].series]
      return Figure(series.asProse, chart: .lines(chart))
    }
    return Section(
      "What do they look like?",
      [
        .prose(
          "A window of a real series beside one in its likeness, both drawn at random and scaled like the real series. They are not meant to "
            + "be the same: only to be of the same kind."
            + (comparison.real.variableCount > 1
              ? " Of the columns that belong together the first one is drawn." : "")
        ),
        .figures(figures),
      ]
    )
  }

  /// What they are worth to somebody who forecasts.
  var usefulnessSection: Section {
    var blocks: [Block] = []
    if let usefulness {
      var bars = IntervalChart(
        rows: [
          .init("real", value: usefulness.real),
          .init("synthetic", value: usefulness.synthetic),
          .init(
            "both",
            value: usefulness.both,
            lower: usefulness.both - 2 * usefulness.standardError,
            upper: usefulness.both + 2 * usefulness.standardError
          ),
        ],
        xTitle: "MASE"
      )
      bars.emphasis = 2
      bars.reference = (usefulness.real, "learnt from real")
      blocks.append(
        .figure(
          Figure(
            "Error of trees that have learnt from real series, from synthetic ones, and from both",
            chart: .intervals(bars),
            note: """
              On the ends of \(Digits.grouped(usefulness.seriesCount)) real series, which the trees had not seen; the generator should not have either. \
              The whisker is two standard errors of the difference from real alone.
              """
          )
        )
      )
    }
    if let predictive = assessment.predictive, let floor = predictive.floor {
      blocks.append(
        .prose(
          "Train on synthetic, test on real: a small network that has learnt the next step from synthetic windows has a mean absolute error of "
            + "\(Digits.short(predictive.mean)) on real windows; one that has learnt from real windows, \(Digits.short(floor))."
        )
      )
    }
    if blocks.isEmpty {
      blocks.append(
        .prose(
          "Not measured: `--usefulness` and `--trainings 1` do that."
        )
      )
    }
    return Section("Are they useful?", blocks)
  }

  /// What they give away.
  var privacySection: Section {
    let privacy = assessment.privacy
    var chart = IntervalChart(
      rows: [
        .init("synthetic windows", value: privacy.madeDistance),
        .init(
          privacy.hasHeldBack ? "series held back" : "later real windows",
          value: privacy.heldBackDistance
        ),
      ],
      xTitle: "median distance to the closest real window"
    )
    (chart.includesZero, chart.emphasis) = (true, 0)
    var list = [
      "\(Digits.grouped(privacy.copies)) synthetic windows equal a real one step for step."
    ]
    if let advantage = privacy.membershipAdvantage {
      list.append(
        "Membership advantage \(Digits.fixed(advantage, 3)): how much better than by chance one can guess from the synthetic windows which series were learnt from; 0 is ideal, 1 the worst."
      )
    }
    return Section(
      "Do they give anything away?",
      [
        .figure(
          Figure(
            "How close real windows come",
            chart: .intervals(chart),
            note:
              "Synthetic windows should not be closer to those that were learnt from than other real windows are."
          )
        ),
        .list(list),
      ]
    )
  }

  /// Every score in numbers, and what is to be known of the files.
  var allScores: Section {
    var blocks: [Block] = [
      .table(
        Table(
          columns: [
            .text("score"), .short("value"), .short("deviation"), .short("floor"), .text("good is"),
          ],
          rows: lines.map { line in
            [
              .text(line.name), .number(line.value), .number(line.deviation ?? .nan),
              .number(line.floor ?? .nan), .text(line.meaning),
            ]
          }
        )
      )
    ]
    if !remarks.isEmpty { blocks.append(.list(remarks.map(\.asSentence))) }
    return Section("All scores", blocks)
  }
}
