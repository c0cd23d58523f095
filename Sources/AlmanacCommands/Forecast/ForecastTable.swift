internal import Forecasting
internal import TimeSeries

/// The table that a forecast is written as: its columns, and its rows as text.
///
/// The columns are those of the ecosystem: `unique_id`, `ds`, then for each model its name, then
/// `Model-lo-80`, `Model-hi-80` for each level, `Model-q-0.1` for each quantile, and `Model-order-95` for each
/// service level: the stock that lasts up to this step. Explained, `Model-used` and
/// `Model-reason` follow for each model.
struct ForecastTable: Sendable {
  /// How the rows are spelled.
  enum Format: Sendable { case csv, json }

  let format: Format
  /// The names of the columns of the models.
  let models: [String]
  /// The coverages of the intervals in per cent, ascending.
  let levels: [Double]
  /// The levels of the quantiles, ascending.
  let quantiles: [Double]
  /// The service levels of stocks in per cent, ascending.
  let services: [Double]
  /// The seed of what is drawn for them.
  let seed: UInt64
  /// Whether the last column says what to know of a series' forecast.
  let hasNotes: Bool
  /// Whether columns say which models were used, and why.
  let isExplained: Bool
  /// How stamps are spelled.
  let timestamps: TimestampFormat

  /// The names of the columns.
  var columns: [String] {
    var columns = ["unique_id", "ds"]
    for model in models {
      columns.append(model)
      for level in levels {
        columns += ["\(model)-lo-\(level.asLevel)", "\(model)-hi-\(level.asLevel)"]
      }
      for quantile in quantiles { columns.append("\(model)-q-\(quantile.asLevel)") }
      for service in services { columns.append("\(model)-order-\(service.asLevel)") }
    }
    return columns + wordColumns
  }

  /// The names of the columns of words, which are the same in all rows of a series.
  private var wordColumns: [String] {
    (isExplained ? models.flatMap { ["\($0)-used", "\($0)-reason"] } : [])
      + (hasNotes ? ["note"] : [])
  }

  /// What stands in these columns.
  private func words(of forecasts: [Forecast]) -> [String] {
    (isExplained ? forecasts.flatMap { [$0.model, $0.note ?? ""] } : [])
      + (hasNotes ? [forecasts.compactMap(\.note).joined(separator: "; ")] : [])
  }

  /// The header line of a CSV file; nothing for JSON.
  func header() -> [UInt8] {
    guard format == .csv else { return [] }
    var text = CSVText()
    for column in columns { text.append(column) }
    text.endRow()
    return text.bytes
  }

  /// The rows of one series, given its forecast by each model.
  func rows(of forecasts: [Forecast]) -> [UInt8] {
    guard let first = forecasts.first else { return [] }
    let numbers = forecasts.flatMap(numbers(of:))
    let words = words(of: forecasts)
    switch format {
    case .csv:
      var text = CSVText()
      for (step, stamp) in first.index.enumerated() {
        text.append(first.id)
        text.append(stamp, format: timestamps)
        for column in numbers { text.append(column[step]) }
        for word in words { text.append(word) }
        text.endRow()
      }
      return text.bytes
    case .json:
      let names = columns
      var text = JSONText()
      for (step, stamp) in first.index.enumerated() {
        text.beginObject()
        text.append(first.id, as: names[0])
        if timestamps.isInteger {
          text.append(Int(stamp.rawValue), as: names[1])
        } else {
          text.append(timestamps.text(stamp), as: names[1])
        }
        for (column, name) in zip(numbers, names.dropFirst(2)) {
          text.append(column[step], as: name)
        }
        for (word, name) in zip(words, wordColumns) { text.append(word, as: name) }
        text.endObject()
      }
      return text.bytes
    }
  }

  /// The numbers of one model, column by column.
  private func numbers(of forecast: Forecast) -> [[Double]] {
    var columns = [forecast.mean]
    for level in levels {
      let (lower, upper) = forecast.interval(level / 100)
      columns += [lower, upper]
    }
    columns += quantiles.map(forecast.quantile)
    if services.isEmpty { return columns }
    return columns + forecast.sumQuantiles(at: services.map { $0 / 100 }, seed: seed)
  }
}

extension Double {
  /// A level as it stands in the name of a column, without trailing zeros: `80`, `99.5`, `0.1`.
  var asLevel: String {
    let text = NumberText.text(self)
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
