internal import Glibc
internal import Tensors
internal import TimeSeries

/// Windows of the past, each foretold by models that know nothing of it.
struct PastWindows {
  let log: EventLog
  let moment: Int64
  let horizon: Int64
  let options: AudienceOptions

  /// What was known before the window that began so many horizons before the moment.
  private func lesson(_ window: Int) -> Lesson {
    Lesson(log: log, until: moment - Int64(window) * horizon, horizon: horizon)
  }

  /// What a model of activity said of a window, and what happened.
  struct ActivityCheck {
    var probabilities: [Double] = []
    var visits: [Double] = []
    var outcomes: [Bool] = []
    var actualVisits = 0.0

    /// What the expected numbers of visits have to be multiplied with.
    var visitFactor: Double {
      let expected = visits.reduce(0, +)
      return expected > 0 && actualVisits > 0 ? actualVisits / expected : 1
    }

    /// The share of the users that came.
    var rate: Double { Double(outcomes.count { $0 }) / Double(max(outcomes.count, 1)) }

    /// The relative error of the expected number of users, were they others: resampled 200 times.
    func error(_ calibration: Calibration, seed: UInt64) -> Double {
      let n = outcomes.count
      let expected = probabilities.map(calibration.callAsFunction)
      guard n > 1 else { return 0 }
      var random = RandomStream(seed: seed, name: "bootstrap")
      var ratios: [Double] = []
      for _ in 0..<200 {
        var (sum, actual) = (0.0, 0.0)
        for _ in 0..<n {
          let user = Int(random.next() % UInt64(n))
          sum += expected[user]
          actual += outcomes[user] ? 1 : 0
        }
        ratios.append(actual / max(sum, 1e-9))
      }
      let mean = ratios.reduce(0, +) / 200
      return (ratios.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 199).squareRoot()
    }
  }

  /// What a model of activity says of a window it does not know.
  private func check(
    _ kind: any ActivityModel.Type,
    window: Int
  ) throws(IntensityError) -> ActivityCheck {
    let lesson = lesson(window)
    let model = try kind.init(learningFrom: lesson)
    var check = ActivityCheck()
    let outlooks = model.outlooks(of: lesson.histories, in: log, horizon: horizon)
    for (state, outlook) in zip(lesson.histories, outlooks) {
      let visits = log.visitCount(in: log.window(of: state, length: horizon))
      check.probabilities.append(outlook.probability)
      check.visits.append(outlook.visits)
      check.outcomes.append(visits > 0)
      check.actualVisits += Double(visits)
    }
    return check
  }

  /// What the model says of the last window.
  ///
  /// Without a past that is long enough nothing is said, and probabilities stay as they are.
  func activityCheck(_ kind: any ActivityModel.Type) throws(IntensityError) -> ActivityCheck {
    do { return try check(kind, window: 1) } catch .noHistory, .emptyWindow {
      return ActivityCheck()
    }
  }

  /// The models of activity by their log loss on past windows, each calibrated on the window before.
  func activityChoice() -> BacktestChoice? {
    var rows: [BacktestRow] = []
    let kinds = IntensityCatalogue.activities
    for (place, kind) in kinds.enumerated() {
      options.progress(kind.name, Double(place) / Double(kinds.count))
      var losses: [Double] = []
      var later: ActivityCheck?
      for window in 1...options.windows + 1 {
        guard let check = try? check(kind, window: window), check.outcomes.contains(true) else {
          break
        }
        if let later {
          let calibration = Calibration(fitting: check.probabilities, outcomes: check.outcomes)
          let scores = ProbabilityScores(
            later.probabilities.map(calibration.callAsFunction),
            outcomes: later.outcomes
          )
          losses.append(scores.logLoss)
        }
        later = check
      }
      if losses.isEmpty, let later {
        losses.append(ProbabilityScores(later.probabilities, outcomes: later.outcomes).logLoss)
      }
      if losses.isEmpty { continue }
      let isBaseline = IntensityCatalogue.activityBaselines.contains(kind.name)
      rows.append(BacktestRow(name: kind.name, isBaseline: isBaseline, losses: losses))
    }
    // Only what was tried on equally many windows can be compared.
    let most = rows.map(\.losses.count).max() ?? 0
    rows.removeAll { $0.losses.count < most }
    return rows.isEmpty ? nil : BacktestChoice(rows)
  }

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

  /// A model's table for the window it does not know.
  private func table(
    _ kind: any ActivityModel.Type,
    _ relevance: String,
    window: Int
  ) throws(IntensityError) -> (table: IntensityTable, targets: [[Int32]]) {
    let lesson = lesson(window)
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
    return (table, targets(states, items))
  }

  /// The models of relevance by the precision of their lists of items and of users on past windows.
  func relevanceChoice(_ kind: any ActivityModel.Type) throws(IntensityError) -> BacktestChoice? {
    var rows: [BacktestRow] = []
    let names = IntensityCatalogue.quickRelevances
    for (place, name) in names.enumerated() {
      if options.training.stop() { break }
      options.progress(name, Double(place) / Double(names.count))
      let isBaseline = IntensityCatalogue.relevanceBaselines.contains(name)
      var losses: [Double] = []
      for window in 1...max(options.windows, 1) {
        // What has to be beaten needs no model at all.
        let activity: any ActivityModel.Type = isBaseline ? VisitCount.self : kind
        guard let (table, targets) = try? table(activity, name, window: window),
          targets.contains(where: { !$0.isEmpty })
        else { break }
        let scores = RankingScores(of: table, targets: targets)
        losses.append(-(scores.itemPrecision * scores.userPrecision).squareRoot())
      }
      if !losses.isEmpty {
        rows.append(BacktestRow(name: name, isBaseline: isBaseline, losses: losses))
      }
    }
    let most = rows.map(\.losses.count).max() ?? 0
    rows.removeAll { $0.losses.count < most }
    return rows.isEmpty ? nil : BacktestChoice(rows)
  }

  /// How the expected numbers of pairs came true in the last window.
  func pairCalibration(
    _ kind: any ActivityModel.Type,
    _ relevance: String
  ) throws(IntensityError) -> PairCalibration {
    do {
      let (table, targets) = try table(kind, relevance, window: 1)
      return PairCalibration(of: table, targets: targets)
    } catch .noHistory, .emptyWindow {
      return PairCalibration()
    }
  }
}
