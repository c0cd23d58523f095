internal import Reporting
internal import TimeSeries

/// The page about made series, gathered series by series: they beside those they are like, how the
/// training went, and what was used.
struct GeneratePage {
  private static let (mostFigures, mostPoints, mostSteps) = (6, 500, 240)

  /// A series and the one that it is in the likeness of, by a few numbers.
  private struct Pair {
    let id: String
    let real: Numbers
    let made: Numbers
  }

  /// A series in a few numbers.
  private struct Numbers {
    let mean, deviation, first, seasonal: Double

    init(_ values: [Double], season: Int) {
      let moments = Moments(of: values)
      (mean, deviation) = (moments.mean, moments.standardDeviation)
      let lags = values.count > season + 1 ? values.autocorrelations(through: season) : []
      first = lags.count > 1 ? lags[1] : .nan
      seasonal = season > 1 && lags.count > season ? lags[season] : .nan
    }
  }

  private let season: Int
  private let total: Int
  private let timestamps: TimestampFormat
  private var count = 0
  private var pairs: [Pair] = []
  private var figures: [Figure] = []

  /// A page about so many made series.
  init(total: Int, season: Int, timestamps: TimestampFormat) {
    (self.total, self.season, self.timestamps) = (total, season, timestamps)
  }

  /// Takes note of a made series and the one that it is like.
  mutating func count(_ made: SyntheticSeries, like real: Series) {
    defer { count += 1 }
    if count % max(1, total / Self.mostPoints) == 0 {
      pairs.append(
        Pair(
          id: made.id,
          real: Numbers(real.values, season: season),
          made: Numbers(made.values, season: season)
        )
      )
    }
    // Spread over the file, since neighbours may be of one kind.
    let isDue = count * Self.mostFigures >= figures.count / 2 * total
    if figures.count < 2 * Self.mostFigures, isDue { figures += drawn(made, like: real) }
  }

  /// Both series over the same steps where they have the same stamps, side by side otherwise.
  private func drawn(_ made: SyntheticSeries, like real: Series) -> [Figure] {
    func figure(_ title: String, _ values: [Double], _ index: TimeIndex, _ role: LineChart.Role)
      -> Figure
    {
      let shown = min(values.count, Self.mostSteps)
      var chart = LineChart(
        lines: [.init("", role, values: Array(values.prefix(shown)))],
        labels: (0..<shown).map { timestamps.text(index.timestamp(at: $0)) }
      )
      chart.reach =
        Moments(of: Array(real.values.prefix(shown)) + made.values.prefix(shown))
        .range
      let note =
        shown < values.count
        ? "The first \(shown) of \(Digits.grouped(values.count)) steps." : ""
      return Figure(title, chart: .lines(chart), note: note)
    }
    return [
      figure("Real: \(real.id.asProse)", real.values, real.index, .actual),
      figure("Synthetic: \(made.id.asProse)", made.values, made.index, .model(0)),
    ]
  }

  /// The page.
  ///
  /// - Parameters:
  ///   - command: the command, as it was read.
  ///   - facts: what was used.
  ///   - run: what is needed to repeat it.
  func report(
    of command: GenerateCommand,
    sources: Int,
    curve: TrainingCurve,
    used: [Fact],
    notes: [String],
    run: [Fact]
  ) -> Report {
    let made = command.output == "-" ? "synthetic.csv" : command.output
    let together =
      command.together.isEmpty
      ? "" : " --together " + command.together.joined(separator: ",").shellWord
    var report = Report(
      kicker: "Synthetic series · \(command.input.file.fileName) · \(command.modelInProse)",
      title:
        "\(Digits.grouped(total)) synthetic series in the likeness of \(Digits.grouped(sources))\(verdict)",
      lead: [
        "Below, synthetic series stand beside the real ones that they are like. They should share level, spread and rhythm; single values are not "
          + "meant to be the same.",
        "How realistic, how useful and how private they are is measured by `almanac assess`, beside the floor that real windows have.",
      ],
      nextCommand:
        "almanac assess \(command.input.file.shellWord) \(made.shellWord)\(together) --report assessment.html"
    )
    report.headlines = headlines
    report.sections = [
      Section(
        "What do they look like?",
        [
          .prose("Pairs share one scale of values. The series are spread over the file."),
          .figures(figures),
        ]
      ),
      Section(
        "Do they have the same numbers?",
        [
          .prose("A point is a synthetic series; on the line, it has the number of the real one."),
          .figures(scatters),
        ]
      ),
      curve.section,
      Section("What was used", facts: used, saying: "used", remarks: notes),
    ].compactMap(\.self)
    report.provenance = run
    return report
  }

  /// The middle of how far numbers of pairs are apart, as shares of the real number.
  private func apart(_ number: (Numbers) -> Double) -> Double {
    pairs.map { abs(number($0.made) / number($0.real) - 1) }.filter(\.isFinite)
      .quantile(at: 0.5)
  }

  private func difference(_ number: (Numbers) -> Double) -> Double {
    pairs.map { abs(number($0.made) - number($0.real)) }.filter(\.isFinite).quantile(at: 0.5)
  }

  private var verdict: String {
    let (mean, spread) = (apart(\.mean), apart(\.deviation))
    guard mean.isFinite, spread.isFinite else { return "" }
    return max(mean, spread) < 0.25
      ? ": level and spread are those of the real ones"
      : ": level or spread differ from the real ones, look before you use them"
  }

  private var headlines: [Headline] {
    var result = [
      Headline(Digits.grouped(total), "synthetic series"),
      Headline(Digits.percent(apart(\.mean)), "off in its mean, the middle one of them"),
      Headline(Digits.percent(apart(\.deviation)), "off in its standard deviation"),
    ]
    let seasonal = difference(\.seasonal)
    result.append(
      seasonal.isFinite
        ? Headline(
          Digits.fixed(seasonal, 2),
          "off in its autocorrelation at the season of \(season) steps"
        )
        : Headline(
          Digits.fixed(difference(\.first), 2),
          "off in its autocorrelation from step to step"
        )
    )
    return result
  }

  private var scatters: [Figure] {
    func figure(_ title: String, _ number: (Numbers) -> Double, isLogarithmic: Bool) -> Figure? {
      var chart = ScatterChart(
        points: pairs.map { .init($0.id, x: number($0.real), y: number($0.made)) },
        xTitle: "real",
        yTitle: "synthetic"
      )
      let known = chart.points.filter { $0.x.isFinite && $0.y.isFinite }
      guard !known.isEmpty else { return nil }
      let isPositive = isLogarithmic && known.allSatisfy { $0.x > 0 && $0.y > 0 }
      (chart.hasLogarithmicX, chart.hasLogarithmicY) = (isPositive, isPositive)
      (chart.isLabelled, chart.hasDiagonal) = (false, true)
      return Figure(title, chart: .scatter(chart))
    }
    return [
      figure("Mean", \.mean, isLogarithmic: true),
      figure("Standard deviation", \.deviation, isLogarithmic: true),
      figure("Autocorrelation from step to step", \.first, isLogarithmic: false),
      figure("Autocorrelation at the season", \.seasonal, isLogarithmic: false),
    ].compactMap(\.self)
  }
}

extension Moments {
  /// From the least to the largest value; nil where there is none.
  fileprivate var range: ClosedRange<Double>? {
    minimum <= maximum ? minimum...maximum : nil
  }
}
