internal import Intensity
internal import TimeSeries

/// What is said of an answer when it is done.
struct AudienceSummary {
  let log: EventLog
  let report: EventLogReport
  let window: AudienceCommand.Window
  /// How many users have events; files of attributes and saved models name more.
  let userCount: Int
  /// How many items have events.
  let itemCount: Int
  var model: AudienceModel?
  /// Whether the model was read from a file.
  var isSaved = false
  var users: [AudienceModel.User] = []
  var coldUsers: [String] = []
  var lists: AudienceLists?

  init(log: EventLog, report: EventLogReport, window: AudienceCommand.Window) {
    (self.log, self.report, self.window) = (log, report, window)
    userCount = log.userNames.indices.count { !log.events(of: $0).isEmpty }
    itemCount = Set(log.items).count
  }

  /// The summary, a line each.
  func lines(seconds: String) -> [String] {
    guard let model else { return [] }
    var lines = report.remarks
    let clock = log.clock
    let zone = clock.isInteger ? "" : clock.isUniversal ? ", times in UTC" : ", times as written"
    lines.append(
      "\(log.count.grouped) events of \(userCount.grouped) users"
        + (log.hasItems ? " with \(itemCount.grouped) items" : "")
        + "; window of \(clock.lengthText(window.length)) from \(clock.text(window.moment))\(zone)"
    )
    lines.append(
      "activity \(model.activityName)" + reason(model.activityChoice, measure: "log loss")
    )
    if let name = model.relevanceName {
      lines.append("relevance \(name)" + reason(model.relevanceChoice, measure: "precision"))
    }
    lines += usersInProse(model)
    lines += listsInProse()
    lines.append("done in \(seconds) s")
    return lines
  }

  /// Why a model was chosen.
  private func reason(_ choice: BacktestChoice?, measure: String) -> String {
    guard let choice, let baseline = choice.baseline else {
      return isSaved ? ", as saved" : ", as asked"
    }
    let count = choice.best.losses.count
    let windows = "\(count) past window\(count == 1 ? "" : "s")"
    func shown(_ row: BacktestRow) -> String { "\(abs(row.mean).sixDigits.digits(4))" }
    if choice.best.name == baseline.name {
      let next = choice.rows.first { !$0.isBaseline }
      return ": no model beat this baseline on \(windows), \(measure) \(shown(baseline))"
        + (next.map { ", \($0.name) \(shown($0))" } ?? "")
    }
    return ": \(measure) \(shown(choice.best)) on \(windows), the baseline \(baseline.name) "
      + shown(baseline)
  }

  /// Whether the log says what came of the window.
  var knowsOutcome: Bool {
    guard let last = log.span?.upperBound else { return false }
    // The last day of a log of days is a day long.
    return last >= window.moment && last + log.clock.ticksPerDay >= window.moment + window.length
  }

  private func usersInProse(_ model: AudienceModel) -> [String] {
    let probabilities = users.map(\.probability)
    let error = model.error(ofSum: probabilities)
    var line =
      "of \(users.count.grouped) users \(probabilities.reduce(0, +).digits(0)) ± "
      + "\((1.64 * error).digits(0)) should come (90 %)"
    if knowsOutcome {
      let came = users.count { !log.window(of: $0.state, length: window.length).isEmpty }
      line += "; \(came.grouped) did"
    }
    var lines = [line]
    if let scores {
      lines.append(
        (knowsOutcome ? "in the window" : "in the windows before")
          + " log loss \(scores.logLoss.digits(3)), Brier \(scores.brier.digits(3)), "
          + "AUC \(scores.areaUnderCurve.digits(3))"
      )
    }
    if !coldUsers.isEmpty {
      lines.append(
        "\(coldUsers.count.grouped) of the users are new: they have the base rate "
          + "\(model.baseRate.digits(3)), or that of their attributes, and come last among the users"
      )
    }
    return lines
  }

  /// How the probabilities of any visit came true: in the window, or where the log ends with its beginning in
  /// the windows before.
  private var scores: ProbabilityScores? {
    guard knowsOutcome, !users.isEmpty else { return model?.pastScores }
    return ProbabilityScores(
      users.map(\.probability),
      outcomes: users.map { !log.window(of: $0.state, length: window.length).isEmpty }
    )
  }

  /// Writes how the probabilities came true, by tenths of the users, the likeliest first.
  func writeReliability(to path: String) throws {
    var file = try OutputFile(path: path)
    var text = CSVText()
    for name in ["tenth", "users", "expected", "came"] { text.append(name) }
    text.endRow()
    for (place, tenth) in (scores?.deciles ?? []).enumerated() {
      text.append(place + 1)
      text.append(tenth.count)
      text.append(tenth.expected.sixDigits)
      text.append(tenth.actual.sixDigits)
      text.endRow()
    }
    try file.write(text.bytes)
    try file.commit()
  }

  private func listsInProse() -> [String] {
    guard let lists, !lists.pairs.isEmpty else { return [] }
    let hits = lists.expectedHits
    var line =
      "these \(lists.pairs.count.grouped) contacts should give \(hits.mean.digits(0)) ± "
      + "\((1.64 * hits.error).digits(0)) hits (90 %)"
    if knowsOutcome { line += "; they gave \(lists.actualHits.grouped)" }
    var lines = [line]
    if let allocation = lists.allocation, let free = lists.freeValue {
      let cost = free > 0 ? max(0, 100 * (1 - allocation.value / free)) : 0
      lines.append(
        "the limits cost \(cost.digits(1)) % of the expected hits, \(free.digits(1)) without them; "
          + "no choice among the likeliest pairs exceeds \(allocation.bound.digits(1))"
      )
    }
    if lists.estimatedCount > 0 {
      let names = lists.items.suffix(lists.estimatedCount).map { log.itemNames[$0] }
      lines.append(
        "items without events before the window, with the mean of those that share their attributes: "
          + "\(names.count.grouped), " + names.listedInProse
      )
    }
    if !lists.coldItems.isEmpty {
      let names = lists.coldItems.map { log.itemNames[$0] }
      lines.append(
        "\(names.count.grouped) items have no events before the window and no list: "
          + names.listedInProse
      )
    }
    if !lists.unknownItems.isEmpty {
      lines.append("not in the log: \(lists.unknownItems.listedInProse)")
    }
    return lines
  }
}

extension EventLogReport {
  /// What was done with the file that its owner may not expect, a sentence each.
  var remarks: [String] {
    var remarks: [String] = []
    if skippedRows > 0 {
      remarks.append("\(skippedRows) \(skippedRows == 1 ? "row" : "rows") left out:")
      remarks += skipped.prefix(3).map { "  \($0.prose)" }
      if skippedRows > 3 { remarks.append("  and \(skippedRows - 3) more") }
    }
    func counted(_ count: Int, _ what: String, _ many: String) {
      if count > 0 { remarks.append("\(count.grouped) \(count == 1 ? what : many)") }
    }
    counted(rowsWithoutUser, "row without a user left out", "rows without a user left out")
    counted(
      returns,
      "return (a value of zero or less) left out",
      "returns (values of zero or less) left out"
    )
    counted(
      repeats,
      "event merged with another of the same user and item in the visit",
      "events merged with others of the same user and item in the visit"
    )
    return remarks
  }
}

extension Double {
  /// The number with so many digits behind the point.
  func digits(_ count: Int) -> String {
    guard isFinite else { return "unknown" }
    var scale = 1.0
    for _ in 0..<count { scale *= 10 }
    let whole = Int((abs(self) * scale).rounded())
    var digits = String(whole)
    while digits.count <= count { digits = "0" + digits }
    if count > 0 { digits.insert(".", at: digits.index(digits.endIndex, offsetBy: -count)) }
    return (self < 0 && whole > 0 ? "-" : "") + digits
  }
}
