internal import CommandLineKit
internal import Intensity
internal import Parallelism
internal import Tensors
internal import TimeSeries

extension AudienceCommand {
  func run(on terminal: Terminal) throws -> ExitCode {
    let inputs = [input.file, users, exclude, itemAttributes, userAttributes, from]
      .compactMap { $0 }
    for path in [output, prices, save, reliability].compactMap({ $0 }) {
      for input in inputs { try refuseReplacing(input: input, with: path) }
    }
    let file = try OutputFile(path: output)
    // Opened once, so that what cannot be written is known before the work.
    for path in [prices, save, reliability].compactMap({ $0 }) where path != "-" {
      _ = try OutputFile(path: path)
    }
    try pages.prepare(inputs: inputs)
    let watch = Stopwatch()
    let saved = try from.map { try AudienceModel(path: $0) }
    let itemTable = try itemAttributes.map { try AttributeTable(csv: $0) }
    let userTable = try userAttributes.map { try AttributeTable(csv: $0) }
    var logOptions = input.logOptions(horizon: horizon ?? Self.standardHorizon, model: saved)
    logOptions.knownItems += itemTable?.names ?? []
    logOptions.knownUsers += userTable?.names ?? []
    let (log, report) = try EventLog.reading(csv: input.file, options: logOptions)
    if let saved, let from { try refuseOther(log, than: saved, path: from) }
    let window = try self.window(of: log, length: saved?.horizon)
    let asked = answer ?? (log.hasItems ? .audiences : .users)
    if let saved, let from, asked != .users, log.hasItems, saved.relevanceName == nil {
      throw AudienceFileFailure(path: from, fact: .noRelevance)
    }
    let chosen = try chosenUsers(in: log, at: window.moment, newcomers: userTable?.names ?? [])
    var summary = AudienceSummary(log: log, report: report, window: window)
    var rows = AudienceRows(file, isJSON: json)
    // New users are likened to all that are known, not only to those who are asked about.
    var known: [AudienceModel.User] = []
    do throws(IntensityError) {
      if asked != .users && !log.hasItems { throw .noItems }
      let model: AudienceModel
      if let saved {
        model = saved
      } else {
        let meter = ProgressMeter(
          "Trying models",
          total: nil,
          unit: "fits",
          on: terminal,
          isQuiet: options.quiet
        )
        // A model that is kept can be asked anything later.
        let needsItems = asked != .users || save != nil
        model = try withThreads(options.threadCount) { () throws(IntensityError) in
          try AudienceModel(
            log: log,
            until: window.moment,
            horizon: window.length,
            options: modelOptions(needsItems: needsItems) { meter.advance() }
          )
        }
        meter.finish()
      }
      summary.model = model
      summary.isSaved = saved != nil
      let users = try withThreads(options.threadCount) { () throws(IntensityError) in
        try model.users(chosen.states, in: log)
      }
      summary.users = users
      summary.coldUsers = chosen.cold
      if asked == .users, userTable != nil, !chosen.cold.isEmpty {
        known = try withThreads(options.threadCount) { () throws(IntensityError) in
          try model.users(log.states(at: window.moment), in: log)
        }
      }
      if Interrupt.isRequested { throw .noHistory }
      summary.lists = AudienceLists(
        command: self,
        model: model,
        log: log,
        users: users,
        window: window,
        attributes: itemTable.map { AttributeGroups($0, of: log.itemNames) }
      )
    } catch {
      if Interrupt.isRequested { throw Interrupted(output: output) }
      throw AudienceFailure(file: input.file, fact: error, clock: log.clock)
    }
    guard let model = summary.model else { return .software }
    if let save { try model.write(to: save) }
    switch asked {
    case .users:
      let cold = newcomers(chosen.cold, model: model, users: known, log, userTable)
      try write(users: summary.users, cold: cold, model: model, log: log, to: &rows)
    case .audiences, .recommendations:
      do throws(IntensityError) {
        try withThreads(options.threadCount) { () throws(IntensityError) in
          try summary.lists?.choose(byItem: asked == .audiences)
        }
      } catch {
        throw AudienceFailure(file: input.file, fact: error, clock: log.clock)
      }
      if let lists = summary.lists {
        try lists.write(to: &rows)
        if let prices { try lists.writePrices(to: prices) }
      }
    }
    try rows.commit()
    if pages.areWanted {
      let page = withThreads(options.threadCount) {
        AudiencePage(self, summary: summary, seconds: watch.seconds)
      }
      if let page { try pages.write(page.report, code: page.script) }
    }
    if let reliability { try summary.writeReliability(to: reliability) }
    if !options.quiet {
      for line in summary.lines(seconds: watch.text) { StandardError.write("almanac: \(line)") }
    }
    return .success
  }

  /// The window that is asked about.
  struct Window {
    var moment: Int64
    var length: Int64
  }

  private static let standardHorizon = "30d"

  /// Refuses a log whose times are not those of a saved model, and another window, other visits or another
  /// rule for pairs that happened before than it has learnt.
  private func refuseOther(_ log: EventLog, than model: AudienceModel, path: String) throws {
    guard log.clock.isInteger == model.isInteger else {
      throw AudienceFileFailure(path: path, fact: .otherTimes(isInteger: model.isInteger))
    }
    if let visits = input.visits, visits != model.visits {
      throw UsageError.inconsistent(
        "--visits \(visits.rawValue): \(path) has learnt from visits of a "
          + "\(model.visits.rawValue); leave it out, or train anew"
      )
    }
    if let excludesSeen = model.excludesSeen, excludesSeen != (bought == .exclude) {
      let rule: Bought = excludesSeen ? .exclude : .allow
      throw UsageError.inconsistent(
        "--bought \(bought.rawValue): \(path) was saved with --bought \(rule.rawValue); "
          + "give that, or train anew"
      )
    }
    guard let horizon else { return }
    guard let asked = log.clock.ticks(of: horizon) else {
      throw unreadable(horizon: horizon, log)
    }
    guard asked != model.horizon else { return }
    throw UsageError.inconsistent(
      "--horizon \(horizon): \(path) has learnt a window of "
        + "\(log.clock.lengthText(model.horizon)); leave it out, or train anew"
    )
  }

  /// The error of a text that is no length of a window.
  private func unreadable(horizon: String, _ log: EventLog) -> UsageError {
    .inconsistent(
      log.clock.isInteger
        ? "the times are numbers, so --horizon takes a number, not \(horizon.quoted)"
        : "--horizon \(horizon.quoted) is no length of time; expected for example 30d, 13w, 12h, 90min"
    )
  }

  /// New users with the probability that their attributes say, or that of all.
  private func newcomers(
    _ names: [String],
    model: AudienceModel,
    users: [AudienceModel.User],
    _ log: EventLog,
    _ table: AttributeTable?
  ) -> [(name: String, probability: Double)] {
    guard let table, !names.isEmpty else { return names.map { ($0, model.baseRate) } }
    let groups = AttributeGroups(table, of: log.userNames + names)
    let probabilities = model.probabilities(
      ofNew: names.indices.map { log.userNames.count + $0 },
      attributes: groups,
      users: users,
      count: log.userNames.count + names.count
    )
    return Array(zip(names, probabilities))
  }

  private func window(of log: EventLog, length: Int64?) throws -> Window {
    let horizon = horizon ?? Self.standardHorizon
    guard let length = length ?? log.clock.ticks(of: horizon) else {
      throw unreadable(horizon: horizon, log)
    }
    guard let span = log.span else {
      throw AudienceFailure(file: input.file, fact: .noHistory, clock: log.clock)
    }
    guard let asOf else {
      // Behind the last event, and where times are days behind its day.
      let isDay = span.upperBound % log.clock.ticksPerDay == 0
      return Window(
        moment: span.upperBound + (isDay ? log.clock.ticksPerDay : 1),
        length: length
      )
    }
    guard let moment = log.clock.tick(of: asOf) else {
      throw UsageError.inconsistent(
        log.clock.isInteger
          ? "the times are numbers, so --as-of takes a number, not \(asOf.quoted)"
          : "--as-of \(asOf.quoted) is no time; expected for example 2024-05-31 or 2024-05-31 12:00:00"
      )
    }
    return Window(moment: moment, length: length)
  }

  private func modelOptions(
    needsItems: Bool,
    progress: @escaping @Sendable () -> Void
  ) -> AudienceOptions {
    var result = AudienceOptions()
    result.activity = activity?.name
    result.relevance = relevance?.name
    result.windows = windows
    result.excludesSeen = bought == .exclude
    result.needsItems = needsItems
    result.training.seed = options.seed
    result.training.stop = { Interrupt.isRequested }
    result.progress = { _, _ in progress() }
    return result
  }

  /// The users that are asked about: those with a history, and those that are new, among whom are the ones
  /// of whom there are attributes.
  private func chosenUsers(
    in log: EventLog,
    at moment: Int64,
    newcomers: [String]
  ) throws -> (states: [UserState], cold: [String]) {
    let excluded = Set(try exclude.map { try EventLog.names(csv: $0) } ?? [])
    let states = log.states(at: moment).filter { !excluded.contains(log.userNames[$0.user]) }
    let known = Set(states.map { log.userNames[$0.user] })
    guard let users else {
      return (states, newcomers.filter { !known.contains($0) && !excluded.contains($0) })
    }
    let wanted = try EventLog.names(csv: users)
    let set = Set(wanted)
    return (
      states.filter { set.contains(log.userNames[$0.user]) },
      wanted.filter { !known.contains($0) && !excluded.contains($0) }
    )
  }

  private static let userColumns = [
    "user", "probability", "expected_visits", "expected_value", "past_visits", "frequency",
    "recency",
    "group",
  ]

  /// Writes the answer for each user, the likeliest first.
  private func write(
    users: [AudienceModel.User],
    cold: [(name: String, probability: Double)],
    model: AudienceModel,
    log: EventLog,
    to rows: inout AudienceRows
  ) throws {
    let order = users.indices.sorted {
      (users[$1].probability, users[$1].visits, $0) < (users[$0].probability, users[$0].visits, $1)
    }
    let groups = controls(count: order.count, list: "users")
    for (rank, place) in order.enumerated() {
      let user = users[place]
      try rows.append([
        ("user", .text(log.userNames[user.state.user])),
        ("probability", .number(user.probability.sixDigits)),
        ("expected_visits", .number(user.visits.sixDigits)),
        ("expected_value", .number(user.value.sixDigits)),
        ("past_visits", .whole(user.pastVisits)),
        ("frequency", .number(user.frequency.sixDigits)),
        ("recency", .number(user.recency.sixDigits)),
        ("group", .text(groups[rank] ? "control" : "contact")),
      ])
    }
    // New users are like those of whom nothing else is known.
    for user in cold.sorted(by: { $0.probability > $1.probability }) {
      try rows.append([
        ("user", .text(user.name)), ("probability", .number(user.probability.sixDigits)),
        ("expected_visits", .number(.nan)), ("expected_value", .number(.nan)),
        ("past_visits", .whole(0)), ("frequency", .number(.nan)), ("recency", .number(.nan)),
        ("group", .text("new")),
      ])
    }
    rows.writeHeader(Self.userColumns)
  }

  /// Which members of a list are its control group.
  func controls(count: Int, list: String) -> [Bool] {
    var isControl = [Bool](repeating: false, count: count)
    var random = RandomStream(seed: options.seed, name: list)
    let size = Int((Double(count) * (control?.value ?? 0) / 100).rounded())
    for place in Array(0..<count).shuffled(using: &random).prefix(size) { isControl[place] = true }
    return isControl
  }
}
