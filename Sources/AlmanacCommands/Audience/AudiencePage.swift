internal import Intensity
internal import Reporting
internal import TimeSeries

/// The page about an audience: who will come and how sure that is, then what it rests on.
struct AudiencePage {
  let command: AudienceCommand
  let summary: AudienceSummary
  let model: AudienceModel
  /// The windows before, each foretold by models that were trained anew.
  let trials: AudienceTrials
  /// The window that is asked about.
  let now: AudienceTrials.Trial
  let seconds: Double

  init?(_ command: AudienceCommand, summary: AudienceSummary, seconds: Double) {
    guard let model = summary.model else { return nil }
    (self.command, self.summary, self.model) = (command, summary, model)
    self.seconds = seconds
    trials = AudienceTrials(
      of: model,
      log: summary.log,
      before: summary.window.moment,
      windows: max(3, command.windows),
      seed: command.options.seed
    )
    now = .init(summary.users, model: model, log: summary.log, moment: summary.window.moment)
  }

  var log: EventLog { summary.log }
  var clock: EventClock { summary.log.clock }
  /// The length of the window in words.
  var length: String {
    clock.isInteger ? "\(summary.window.length) steps" : clock.lengthText(summary.window.length)
  }

  /// The page.
  var report: Report {
    var report = Report(
      kicker:
        "Audience · \(command.input.file.fileName) · \(Digits.grouped(log.count)) events of \(Digits.grouped(summary.userCount)) users",
      title: title,
      lead: lead,
      nextCommand: nextCommand
    )
    report.headlines = headlines
    report.sections = [certainty, choice, likeliest, lists, remarks].compactMap(\.self)
    report.provenance =
      [
        Fact(
          "data",
          "\(command.input.file), \(Digits.grouped(summary.report.rows)) rows, fingerprint \(fingerprint)"
        ),
        Fact(
          "window",
          "\(length) from \(clock.text(summary.window.moment))"
            + (clock.isInteger ? "" : clock.isUniversal ? ", times in UTC" : ", times as written")
        ),
        Fact(
          "models",
          "activity \(model.activityName)"
            + (model.relevanceName.map { ", relevance \($0)" } ?? "")
        ),
        Fact("calibration", model.calibration.inProse),
      ] + Fact.run(command.options, seconds: seconds)
    return report
  }

  private var fingerprint: String {
    var fingerprint = Fingerprint()
    for offset in log.offsets { fingerprint.add(UInt64(offset)) }
    for time in log.times { fingerprint.add(UInt64(bitPattern: time)) }
    for item in log.items { fingerprint.add(UInt64(item)) }
    return fingerprint.text
  }

  // MARK: - The first screen

  private var title: String {
    let expected = Digits.fixed(now.expected, 0)
    let said =
      "About \(expected) of \(Digits.grouped(summary.users.count)) users should come in the \(length) from \(clock.text(summary.window.moment))"
    return summary.knowsOutcome ? said + ": \(Digits.grouped(now.actual)) did" : said
  }

  private var lead: [String] {
    var text =
      "**Who, and how sure?** \(Digits.fixed(now.expected, 0)) ± \(Digits.fixed(1.64 * now.error, 0)) users (90 %) by **\(model.activityName)**."
    if !trials.trials.isEmpty {
      let gaps = trials.trials.map {
        "\(Digits.fixed($0.expected, 0)) expected, \(Digits.grouped($0.actual)) came"
      }
      text +=
        " Foretold in the same way by models trained anew, the \(trials.trials.count == 1 ? "window" : "\(trials.trials.count) windows") before: "
        + gaps.joined(separator: "; ") + "."
    }
    var paragraphs = [text]
    if let scores = trials.scores, let first = trials.captured.first, first.isFinite {
      paragraphs.append(
        "The likeliest tenth of the users held \(Digits.percent(first)) of those who came; of two users of whom one came, the probabilities point to the right one in "
          + "\(Digits.percent(scores.areaUnderCurve)) of the cases."
      )
    }
    if let lists = summary.lists, !lists.pairs.isEmpty {
      let hits = lists.expectedHits
      var text =
        "**For what?** \(Digits.grouped(lists.pairs.count)) contacts on \(Digits.grouped(sizes.count)) lists should give \(Digits.fixed(hits.mean, 0)) ± "
        + "\(Digits.fixed(1.64 * hits.error, 0)) hits (90 %)"
      if summary.knowsOutcome { text += "; they gave \(Digits.grouped(lists.actualHits))" }
      paragraphs.append(text + ".")
    }
    return paragraphs
  }

  private var headlines: [Headline] {
    var result = [
      Headline(
        "\(Digits.fixed(now.expected, 0)) ± \(Digits.fixed(1.64 * now.error, 0))",
        "users should come (90 %), \(Digits.percent(now.expected / Double(max(summary.users.count, 1)))) of those known"
      )
    ]
    if let first = trials.captured.first, first.isFinite {
      result.append(
        Headline(
          Digits.percent(first),
          "of those who came were in the likeliest tenth, in windows before"
        )
      )
    }
    if let last = trials.trials.last {
      let gap = last.expected / Double(max(last.actual, 1)) - 1
      result.append(
        Headline(
          Digits.percent(abs(gap)),
          "too \(gap > 0 ? "many" : "few") were expected in the window before"
        )
      )
    }
    if let lists = summary.lists, !lists.pairs.isEmpty {
      result.append(
        Headline(
          Digits.percent(lists.expectedHits.mean / Double(lists.pairs.count)),
          "of the contacts on the lists should be hits"
        )
      )
    }
    return result
  }

  /// The length of the window as it is typed.
  var horizon: String {
    let length = summary.window.length
    let units: [(seconds: Int64, sign: String)] = [(86_400, "d"), (3600, "h"), (60, "min")]
    guard !clock.isInteger else { return String(length) }
    let seconds = length / (clock.ticksPerDay / 86_400)
    guard let unit = units.first(where: { seconds % $0.seconds == 0 }) else { return "\(seconds)s" }
    return "\(seconds / unit.seconds)\(unit.sign)"
  }

  private var nextCommand: String {
    let file = command.input.file.shellWord
    if summary.knowsOutcome {
      return "almanac audience \(file) --horizon \(horizon) -o audience.csv"
    }
    return summary.lists == nil || summary.lists?.allocation != nil
      ? "almanac audience \(file) --horizon \(horizon) --answer recommendations -o lists.csv"
      : "almanac audience \(file) --horizon \(horizon) --audience-size 500 --contacts 2 -o lists.csv"
  }
}

extension Calibration {
  /// The map in a few words.
  fileprivate var inProse: String {
    switch self {
    case .none: "none: probabilities of the model as they are"
    case .logistic: "logistic, learnt from the two windows before"
    case .isotonic: "isotonic, learnt from the two windows before"
    }
  }
}
