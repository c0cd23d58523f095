internal import Reporting
internal import TimeSeries

/// How long the series of a panel are, how full, how seasonal, and of which kinds, gathered series by
/// series.
struct PanelShape {
  private(set) var fingerprint = Fingerprint()
  private var lengths: [Double] = []
  private var longestGap = (steps: 0, series: "")
  private var withGaps = 0
  private var missing = [Double](repeating: 0, count: 11)
  private var seasons = [Double](repeating: 0, count: 20)
  private var kinds: [String: Int] = [:]

  /// Takes note of a series.
  mutating func count(_ summary: SeriesSummary, of series: Series) {
    fingerprint.add(series)
    lengths.append(Double(summary.count))
    if summary.gaps > 0 { withGaps += 1 }
    if summary.longestGap > longestGap.steps { longestGap = (summary.longestGap, series.id) }
    let share = Double(summary.missing) / Double(max(summary.count, 1))
    // The first bar is of series without any gap.
    missing[summary.missing == 0 ? 0 : min(10, 1 + Int(share * 10))] += 1
    if let strength = summary.seasonalStrength {
      seasons[min(19, max(0, Int(strength * 20)))] += 1
    }
    if let demand = summary.demand { kinds[demand.category.rawValue, default: 0] += 1 }
  }

  /// Lengths and gaps in a number each.
  var headlines: [Headline] {
    let (low, high) = (Int(lengths.min() ?? 0), Int(lengths.max() ?? 0))
    return [
      Headline(
        low == high ? Digits.grouped(low) : "\(Digits.grouped(low))–\(Digits.grouped(high))",
        "steps"
      ),
      Headline(
        Digits.percent(Double(withGaps) / Double(max(lengths.count, 1))),
        "of the series have gaps"
      ),
    ]
  }

  /// The pictures and a sentence about gaps.
  var section: Section {
    var figures = [
      Figure(
        "Demand classes",
        chart: .bars(classes),
        note:
          "Intermittent and lumpy series have many steps without demand; the sizes of erratic and lumpy demands vary much."
      ),
      Figure("Lengths", chart: .bars(lengthBars)),
    ]
    if seasons.contains(where: { $0 > 0 }) {
      var bars = BarChart(
        values: seasons,
        labels: (0..<20).map { Digits.fixed(Double($0) / 20, 2) }
      )
      (bars.xTitle, bars.yTitle) = ("strength of the season", "series")
      figures.append(Figure("Seasons", chart: .bars(bars)))
    }
    if withGaps > 0 {
      var bars = BarChart(
        values: missing,
        labels: ["none"] + (0..<10).map { "\(10 * $0)–\(10 * $0 + 10) %" }
      )
      (bars.xTitle, bars.yTitle) = ("steps without a value", "series")
      figures.append(Figure("Gaps", chart: .bars(bars)))
    }
    let gaps =
      withGaps == 0
      ? "No series has a gap."
      : "\(Digits.grouped(withGaps)) of \(Digits.grouped(lengths.count)) series have gaps; the longest is \(Digits.grouped(longestGap.steps)) steps of "
        + "\(longestGap.series.asProse)."
    return Section("How long, how full, how seasonal?", [.figures(figures), .prose(gaps)])
  }

  private var classes: BarChart {
    let order = DemandPattern.Category.allCases.map(\.rawValue)
    var bars = BarChart(values: order.map { Double(kinds[$0] ?? 0) }, labels: order)
    bars.yTitle = "series"
    return bars
  }

  private var lengthBars: BarChart {
    let (low, high) = (lengths.min() ?? 0, lengths.max() ?? 0)
    let width = max(1, ((high - low + 1) / 16).rounded(.up))
    var counts = [Double](repeating: 0, count: Int((high - low) / width) + 1)
    for length in lengths { counts[Int((length - low) / width)] += 1 }
    var bars = BarChart(
      values: counts,
      labels: counts.indices.map { Digits.fixed(low + Double($0) * width, 0) }
    )
    bars.xTitle = width > 1 ? "steps, from" : "steps"
    bars.yTitle = "series"
    return bars
  }
}
