internal import CommandLineKit
internal import Forecasting
internal import TimeSeries

/// What a run has done so far, in numbers that do not grow with it.
struct ForecastTally {
  /// Why a series got another model.
  struct Note {
    let series: String
    let text: String
  }

  private static let mostNotes = 3

  private var observations = 0
  private var seriesCount = 0
  private var noteCount = 0
  /// The first few notes.
  private(set) var notes: [Note] = []
  /// The first series and its first forecast.
  private(set) var first: (series: Series, forecast: Forecast)?

  /// Counts one series.
  mutating func count(_ series: Series, _ forecasts: [Forecast]) {
    if seriesCount == 0, let forecast = forecasts.first { first = (series, forecast) }
    seriesCount += 1
    observations += series.values.count
    for forecast in forecasts {
      guard let text = forecast.note else { continue }
      noteCount += 1
      if notes.count < Self.mostNotes { notes.append(Note(series: forecast.id, text: text)) }
    }
  }

  /// What the user should know at the end; the last line is the summary.
  func lines(report: CSVReport?, season: Int, seconds: String) -> [String] {
    var lines = report?.remarks ?? []
    lines += notes.map { "series \($0.series.quoted): \($0.text)" }
    if noteCount > notes.count {
      lines.append(
        "and \(noteCount - notes.count) more such; --notes writes them beside the rows"
      )
    }
    let rows = report?.rows ?? observations
    let step = report.map { "frequency \($0.frequency), season \(season), " } ?? ""
    lines.append(
      "\(rows) row\(rows == 1 ? "" : "s"), \(seriesCount) series, \(step)"
        + "\(noteCount) note\(noteCount == 1 ? "" : "s"), \(seconds) s"
    )
    return lines
  }
}
