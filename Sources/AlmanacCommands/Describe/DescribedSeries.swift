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

  init(_ series: Series, period: Int, timestamps: TimestampFormat) {
    id = series.id
    start = series.index.first.map(timestamps.text) ?? ""
    end = series.index.last.map(timestamps.text) ?? ""
    summary = SeriesSummary(series.values, period: period)
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
    ]
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
