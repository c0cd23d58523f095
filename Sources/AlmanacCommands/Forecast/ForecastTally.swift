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
  private var resumedCount = 0
  private var estimatedAnew = 0
  /// The first few notes.
  private(set) var notes: [Note] = []
  /// The first series and its first forecast.
  private(set) var first: (series: Series, forecast: Forecast)?

  /// The series that are done.
  var count: Int { seriesCount }

  /// Counts a series that an interrupted run has done.
  mutating func countResumed(_ series: Series) {
    resumedCount += 1
    seriesCount += 1
    observations += series.values.count
  }

  /// Remembers the first series and its first forecast.
  mutating func show(_ outcome: ForecastPlan.Outcome) {
    if first == nil, let forecast = outcome.forecasts.first { first = (outcome.series, forecast) }
  }

  /// Counts one series.
  ///
  /// - Parameter isSaved: whether there were saved models to go on with.
  mutating func count(_ outcome: ForecastPlan.Outcome, isSaved: Bool) {
    show(outcome)
    seriesCount += 1
    observations += outcome.series.values.count
    if isSaved, outcome.fitted.contains(where: { !$0.keepsEstimates }) { estimatedAnew += 1 }
    for forecast in outcome.forecasts {
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
    if resumedCount > 0 {
      lines.append("resumed: \(resumedCount) series were there from the interrupted run")
    }
    if estimatedAnew > 0 {
      lines.append(
        "\(estimatedAnew) series estimated anew: not in the saved models, or with another history"
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
