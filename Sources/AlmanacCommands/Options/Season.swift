internal import TimeSeries

extension SeasonalPeriod {
  /// The period of a panel, found from its frequency and its series.
  init(of panel: Panel, frequency: Frequency) {
    var detector = SeasonalPeriodDetector(frequency: frequency)
    detector.add(panel)
    self = detector.choice
  }

  /// The choice and its reason in a few words.
  var prose: String {
    let shown = evidence.first { $0.period == period }.map {
      "\(Int(($0.share * 100).rounded())) %"
    }
    return switch basis {
    case .usual: "\(period), usual at this frequency and shown by \(shown ?? "some") of the series"
    case .unconfirmed: "\(period), usual at this frequency; the data neither show nor exclude it"
    case .found: "\(period), shown by \(shown ?? "some") of the series"
    case .excluded: "none: the data exclude the usual one"
    case .none: "none"
    }
  }
}
