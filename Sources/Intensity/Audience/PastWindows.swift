internal import TimeSeries

/// Windows of the past, each foretold by models that know nothing of it.
struct PastWindows {
  let log: EventLog
  let moment: Int64
  let horizon: Int64
  let options: AudienceOptions
  /// One in so many users takes part in a choice among models; all do in what is kept.
  private let stride: UInt64

  /// The most events that models are compared on: with more, a sample of the users tells them apart as
  /// well, and the many trainings of a choice take no longer than that of the model which is kept.
  private static let mostEvents = 1_000_000

  init(
    log: EventLog,
    moment: Int64,
    horizon: Int64,
    options: AudienceOptions,
    mostEvents: Int = Self.mostEvents
  ) {
    (self.log, self.moment, self.horizon, self.options) = (log, moment, horizon, options)
    stride = UInt64(max(1, (log.count + mostEvents - 1) / mostEvents))
  }

  /// Whether choices are made on a part of the users.
  private var isSampled: Bool { stride > 1 }

  /// What was known before the window that began so many horizons before the moment.
  func lesson(_ window: Int, sampled: Bool = false) -> Lesson {
    let time = moment - Int64(window) * horizon
    guard sampled, isSampled else { return Lesson(log: log, until: time, horizon: horizon) }
    func part(_ states: [UserState]) -> [UserState] {
      // The product scatters users who stand side by side in the file; a shift binds tighter than it.
      states.filter { ((UInt64($0.user) &* 0x9E37_79B9_7F4A_7C15) >> 32) % stride == 0 }
    }
    return Lesson(
      log: log,
      horizon: horizon,
      histories: part(log.states(at: time)),
      windows: part(log.states(at: time - horizon))
    )
  }

  /// What a model of activity says of a window it does not know.
  private func check(
    _ kind: any ActivityModel.Type,
    window: Int,
    sampled: Bool
  ) throws(IntensityError) -> ActivityCheck {
    let lesson = lesson(window, sampled: sampled)
    let model = try kind.init(learningFrom: lesson)
    var check = ActivityCheck()
    let outlooks = model.outlooks(of: lesson.histories, in: log, horizon: horizon)
    for (state, outlook) in zip(lesson.histories, outlooks) {
      let visits = log.visitCount(in: log.window(of: state, length: horizon))
      check.users.append(state.user)
      check.probabilities.append(outlook.probability)
      check.visits.append(outlook.visits)
      check.outcomes.append(visits > 0)
      check.actualVisits += Double(visits)
    }
    return check
  }

  /// What the model says of the windows that calibrate it: the last ones, taken together.
  ///
  /// Without a past that is long enough nothing is said, and probabilities stay as they are.
  func activityCheck(_ kind: any ActivityModel.Type) throws(IntensityError) -> ActivityCheck {
    var all = ActivityCheck()
    for window in 1...Self.calibrationWindows where window == 1 || isWellKnown(window) {
      do { all.add(try check(kind, window: window, sampled: false)) } catch .noHistory, .emptyWindow
      {
        break
      }
    }
    return all
  }

  /// How many windows calibrate a model. A model that has learnt from the last window is right about that
  /// one, and the error it made there says as much of the windows before as of those to come: with one
  /// window alone every swing of the season is taken for a trend.
  private static let calibrationWindows = 2

  /// Whether at least two horizons were known before a window.
  private func isWellKnown(_ window: Int) -> Bool {
    guard let start = log.span?.lowerBound else { return false }
    return moment - Int64(window + 2) * horizon >= start
  }

  /// The models of activity by their log loss on past windows, each calibrated on windows before.
  ///
  /// The stack is chosen where nothing is clearly better: two windows tell no small differences apart, and a
  /// mean of models errs least where none is right.
  func activityChoice() -> BacktestChoice? {
    var rows: [BacktestRow] = []
    let kinds = IntensityCatalogue.activities
    for (place, kind) in kinds.enumerated() {
      options.progress(kind.name, Double(place) / Double(kinds.count))
      var checks: [ActivityCheck] = []
      for window in 1...options.windows + Self.calibrationWindows {
        guard let check = try? check(kind, window: window, sampled: true),
          check.outcomes.contains(true)
        else { break }
        checks.append(check)
      }
      guard !checks.isEmpty else { continue }
      var windows: [Double] = []
      for window in 0..<min(options.windows, max(checks.count - 1, 1)) {
        var earlier = ActivityCheck()
        for later in window + 1..<min(window + 1 + Self.calibrationWindows, checks.count)
        where later == window + 1 || isWellKnown(later + 1) {
          earlier.add(checks[later])
        }
        let own = checks[window].losses(earlier.calibration)
        windows.append(own.reduce(0, +) / Double(own.count))
      }
      let isBaseline = IntensityCatalogue.activityBaselines.contains(kind.name)
      rows.append(BacktestRow(name: kind.name, isBaseline: isBaseline, losses: windows))
    }
    // Only what was tried on equally many windows can be compared.
    let most = rows.map(\.losses.count).max() ?? 0
    rows.removeAll { $0.losses.count < most }
    guard !rows.isEmpty else { return nil }
    let choice = BacktestChoice(rows)
    guard !choice.best.isBaseline,
      let stack = choice.rows.first(where: { $0.name == StackedActivity.name }),
      stack.mean <= choice.best.mean * (1 + Self.leastGain)
    else { return choice }
    return choice.preferring(stack.name)
  }

  /// By what share of the log loss another model has to be better than the stack.
  private static let leastGain = 0.01

  /// The items and what happened in the window behind some states, by places among the items.
  private func targets(_ states: [UserState], _ items: [Int]) -> [[Int32]] {
    var places = [Int32](repeating: -1, count: log.itemNames.count)
    for (place, item) in items.enumerated() { places[item] = Int32(place) }
    return states.map { state in
      let bought = log.window(of: state, length: horizon).map { places[Int(log.items[$0])] }
      let seen = options.excludesSeen ? Set(state.history.map { places[Int(log.items[$0])] }) : []
      return Set(bought).subtracting(seen).filter { $0 >= 0 }.sorted()
    }
  }

  /// A model's table for a window it does not know, and what happened in it.
  struct Trial {
    var table: IntensityTable
    var targets: [[Int32]]

    /// How good lists cut from the table are: the mean of both kinds of precision.
    var precision: Double {
      let scores = RankingScores(of: table, targets: targets)
      return (scores.itemPrecision * scores.userPrecision).squareRoot()
    }

    /// How the expected numbers came true.
    var calibration: PairCalibration { PairCalibration(of: table, targets: targets) }
  }

  /// A model that is tried on a window; nil where nothing happened in it.
  private func trial(
    _ kind: any ActivityModel.Type,
    _ relevance: String,
    window: Int,
    sampled: Bool
  ) throws(IntensityError) -> Trial? {
    let lesson = lesson(window, sampled: sampled)
    let model = try IntensityCatalogue.intensity(
      kind,
      relevance,
      lesson: lesson,
      excludesSeen: options.excludesSeen,
      options: options.training
    )
    let counts = lesson.itemCounts()
    let items = counts.indices.filter { counts[$0] > 0 }
    // Enough users for a choice and a calibration.
    let states = lesson.histories.thinned(to: 20_000)
    let table = model.table(of: states, items: items, in: log, excludesSeen: options.excludesSeen)
    let targets = targets(states, items)
    return targets.contains { !$0.isEmpty } ? Trial(table: table, targets: targets) : nil
  }

  /// The models of relevance by the precision of their lists of items and of users on past windows, and
  /// how the best one's numbers came true in the last of these.
  ///
  /// - Returns: no calibration where the choice saw a part of the users only.
  func relevanceChoice(
    _ kind: any ActivityModel.Type
  ) -> (choice: BacktestChoice?, calibration: PairCalibration?) {
    var rows: [BacktestRow] = []
    var best: (name: String, loss: Double, lastWindow: Trial)?
    let names = IntensityCatalogue.quickRelevances
    for (place, name) in names.enumerated() {
      if options.training.stop() { break }
      options.progress(name, Double(place) / Double(names.count))
      let isBaseline = IntensityCatalogue.relevanceBaselines.contains(name)
      var losses: [Double] = []
      var lastWindow: Trial?
      for window in 1...max(options.windows, 1) {
        // What has to be beaten needs no model at all.
        let activity: any ActivityModel.Type = isBaseline ? VisitCount.self : kind
        guard let trial = try? trial(activity, name, window: window, sampled: true) else { break }
        losses.append(-trial.precision)
        if window == 1 { lastWindow = trial }
      }
      guard let lastWindow else { continue }
      let row = BacktestRow(name: name, isBaseline: isBaseline, losses: losses)
      rows.append(row)
      // A baseline is kept with the chosen activity, which this trial does not have.
      if !isBaseline, row.mean < best?.loss ?? .infinity { best = (name, row.mean, lastWindow) }
    }
    let most = rows.map(\.losses.count).max() ?? 0
    rows.removeAll { $0.losses.count < most }
    guard !rows.isEmpty else { return (nil, nil) }
    let choice = BacktestChoice(rows)
    let isKnown = !isSampled && choice.best.name == best?.name
    return (choice, isKnown ? best?.lastWindow.calibration : nil)
  }

  /// How the expected numbers of pairs came true in the last window.
  func pairCalibration(
    _ kind: any ActivityModel.Type,
    _ relevance: String
  ) throws(IntensityError) -> PairCalibration {
    do {
      let trial = try trial(kind, relevance, window: 1, sampled: false)
      return trial?.calibration ?? PairCalibration()
    } catch .noHistory, .emptyWindow {
      return PairCalibration()
    }
  }
}
