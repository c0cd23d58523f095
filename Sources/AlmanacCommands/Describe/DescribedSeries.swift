internal import Forecasting
internal import TimeSeries

/// What is said of one series, as one row: the fields in their order, with their names.
struct DescribedSeries: Sendable {
  /// A field of the row.
  enum Field: Sendable {
    case text(String)
    case whole(Int)
    /// NaN where there is nothing to say.
    case number(Double)
  }

  let id: String
  let start: String
  let end: String
  let summary: SeriesSummary
  /// How well it can be forecast; nil where no horizon was asked about.
  let outlook: Forecastability?

  init(_ series: Series, period: Int, horizon: Int?, timestamps: TimestampFormat) {
    id = series.id
    start = series.index.first.map(timestamps.text) ?? ""
    end = series.index.last.map(timestamps.text) ?? ""
    let summary = SeriesSummary(series.values, period: period)
    self.summary = summary
    outlook = horizon.map { Forecastability(series.values, summary: summary, horizon: $0) }
  }

  /// The class of demand, or what is more telling.
  var kind: String {
    if summary.moments.count == 0 { return "empty" }
    if summary.isAllZero { return "zero" }
    if summary.isConstant { return "constant" }
    return summary.demand?.category.rawValue ?? "signed"
  }

  /// One less the spectral entropy; nil where there is none.
  var forecastability: Double? { summary.spectralEntropy.map { 1 - $0 } }

  /// The row in full.
  var fields: [(name: String, value: Field)] {
    let moments = summary.moments
    return [
      ("unique_id", .text(id)),
      ("start", .text(start)),
      ("end", .text(end)),
      ("steps", .whole(summary.count)),
      ("missing", .whole(summary.missing)),
      ("gaps", .whole(summary.gaps)),
      ("longest_gap", .whole(summary.longestGap)),
      ("zeros", .whole(summary.zeros)),
      ("mean", .number(moments.mean)),
      ("standard_deviation", .number(moments.standardDeviation)),
      ("minimum", .number(moments.minimum)),
      ("maximum", .number(moments.maximum)),
      ("class", .text(kind)),
      ("demand_interval", .number(summary.demand?.interval ?? .nan)),
      ("squared_variation", .number(summary.demand?.squaredVariation ?? .nan)),
      ("season", .whole(summary.period)),
      ("trend_strength", .number(summary.trendStrength ?? .nan)),
      ("seasonal_strength", .number(summary.seasonalStrength ?? .nan)),
      ("forecastability", .number(forecastability ?? .nan)),
    ] + outlookFields
  }

  /// The errors to expect, what limits them, and what that rests on.
  private var outlookFields: [(name: String, value: Field)] {
    guard let outlook else { return [] }
    let expected = outlook.expected
    let band: [(name: String, value: Field)] = [
      ("verdict", .text(outlook.verdict?.rawValue ?? "")),
      ("expected_mase_10", .number(expected?.mase10 ?? .nan)),
      ("expected_mase_50", .number(expected?.mase50 ?? .nan)),
      ("expected_mase_90", .number(expected?.mase90 ?? .nan)),
      ("expected_smape_50", .number(expected?.smape50 ?? .nan)),
      ("unusual", .whole(expected?.isFarOff == true ? 1 : 0)),
    ]
    // Some measures stand among the fields of every row already.
    let known = ["trend_strength", "seasonal_strength", "demand_interval", "squared_variation"]
    let names = ForecastabilityMeasures.names.filter { !known.contains($0) }
    return band + names.map { (name: $0, value: Field.number(outlook.measures[$0])) }
  }

  /// The row as CSV, under a header if asked for.
  func csv(withHeader: Bool) -> [UInt8] {
    var text = CSVText()
    if withHeader {
      for field in fields { text.append(field.name) }
      text.endRow()
    }
    for field in fields {
      switch field.value {
      case .text(let value): text.append(value)
      case .whole(let value): text.append(value)
      case .number(let value): text.append(value)
      }
    }
    text.endRow()
    return text.bytes
  }

  /// The row as a JSON object.
  func json() -> [UInt8] {
    var text = JSONText()
    text.beginObject()
    for field in fields {
      switch field.value {
      case .text(let value): text.append(value, as: field.name)
      case .whole(let value): text.append(value, as: field.name)
      case .number(let value): text.append(value, as: field.name)
      }
    }
    text.endObject()
    return text.bytes
  }
}
