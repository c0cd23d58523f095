internal import Glibc
public import TimeSeries

/// A model of who will come, and for what, from one moment on; all answers are read off it.
///
/// The models were chosen on past windows, each of which they had not seen, and the probabilities are
/// calibrated on the two windows before the moment, each by models that had not seen it; on the last one
/// alone where the log is short.
public struct AudienceModel: Sendable {
  /// The moment up to which everything is known.
  public let moment: Int64
  /// The length of the window, in ticks.
  public let horizon: Int64
  /// How the model of activity was chosen; nil where it was given.
  public let activityChoice: BacktestChoice?
  /// How the model of relevance was chosen; nil where it was given.
  public let relevanceChoice: BacktestChoice?
  /// The name of the model of activity.
  public let activityName: String
  /// The name of the model of relevance; nil without items.
  public let relevanceName: String?
  /// Whether pairs that occur in a history were left out of what a blend has learnt; nil for other models of
  /// relevance, and where a file does not say it.
  public let excludesSeen: Bool?
  /// How probabilities of any visit come true.
  public let calibration: Calibration
  /// What expected numbers of visits have to be multiplied with.
  public let visitFactor: Double
  /// How expected numbers of events of pairs come true.
  public let pairCalibration: PairCalibration
  /// The share of the users that came in the windows that calibrated the model.
  public let baseRate: Double
  /// The relative error of the calibration, from resampled cases of the windows that it was learnt from and
  /// from how far these lie apart.
  public let calibrationError: Double
  /// How good the calibrated probabilities of any visit are on the windows that calibrated them; nil
  /// where there were none, and for a model from a file.
  public let pastScores: ProbabilityScores?
  /// What a visit is worth; nil where nothing says so.
  public let value: GammaGamma?

  let activity: any ActivityModel
  let intensity: (any IntensityModel)?
  let popularity: [Float]
  let meanRate: Double
  /// The items that were learnt; a log that the model is used on has to number these first.
  public let itemNames: [String]
  /// The users that were learnt, where the model needs to know them; numbered first likewise.
  public let userNames: [String]
  /// Whether the times of the log were plain numbers.
  public let isInteger: Bool
  /// Which events of the log belonged to one visit.
  public let visits: EventLog.VisitRule

  /// Chooses, trains and calibrates models on everything before a moment.
  ///
  /// - Throws: `noHistory` where nothing is known, `emptyWindow` where nothing happened lately.
  public init(
    log: EventLog,
    until moment: Int64,
    horizon: Int64,
    options: AudienceOptions = AudienceOptions()
  ) throws(IntensityError) {
    (self.moment, self.horizon) = (moment, horizon)
    (itemNames, userNames) = (log.itemNames, log.userNames)
    (isInteger, visits) = (log.clock.isInteger, log.visits)
    let past = PastWindows(log: log, moment: moment, horizon: horizon, options: options)
    guard !log.states(at: moment).isEmpty else { throw .noHistory }

    let activityChoice = options.activity == nil ? past.activityChoice() : nil
    activityName = options.activity ?? activityChoice?.best.name ?? VisitCount.name
    self.activityChoice = activityChoice
    guard let kind = IntensityCatalogue.activity(named: activityName) else {
      throw .unknownModel(name: activityName)
    }
    let lesson = Lesson(log: log, until: moment, horizon: horizon)
    options.progress("activity", 0)
    activity = try kind.init(learningFrom: lesson)
    let check = try past.activityCheck(kind)
    calibration = check.calibration
    pastScores =
      check.outcomes.isEmpty
      ? nil
      : ProbabilityScores(
        check.probabilities.map(check.calibration.callAsFunction),
        outcomes: check.outcomes
      )
    visitFactor = check.visitFactor
    baseRate = check.rate
    calibrationError = check.error(calibration, seed: options.training.seed)

    if options.needsItems && log.hasItems {
      let tried = options.relevance == nil ? past.relevanceChoice(kind) : nil
      let name = options.relevance ?? tried?.choice?.best.name ?? PersonalFrequency.name
      (relevanceName, relevanceChoice) = (name, tried?.choice)
      guard IntensityCatalogue.relevances.contains(name) else { throw .unknownModel(name: name) }
      excludesSeen = IntensityCatalogue.blends[name] == nil ? nil : options.excludesSeen
      options.progress(name, 0)
      if let known = tried?.calibration {
        pairCalibration = known
      } else {
        pairCalibration = try past.pairCalibration(kind, name)
      }
      intensity = try IntensityCatalogue.intensity(
        kind,
        name,
        lesson: lesson,
        excludesSeen: options.excludesSeen,
        options: options.training
      )
    } else {
      (relevanceName, relevanceChoice, excludesSeen) = (nil, nil, nil)
      (pairCalibration, intensity) = (PairCalibration(), nil)
    }
    // Items without a history have nothing, so that they can be told from rare ones.
    popularity = lesson.itemCounts().normalized
    var (visitCount, ages) = (0.0, 0.0)
    var worth: [(visits: Int, mean: Double)] = []
    for state in lesson.histories.thinned(to: 200_000) {
      let history = VisitHistory(state, in: log, horizon: horizon)
      visitCount += Double(history.count)
      ages += history.age
      if log.values != nil {
        worth.append((history.count, history.value / Double(max(history.count, 1))))
      }
    }
    meanRate = visitCount / max(ages, 1e-9)
    value = log.values == nil ? nil : try GammaGamma(fitting: worth)
  }

  /// What the window brings of one user.
  public struct User: Sendable {
    /// The state that the answer is about.
    public let state: UserState
    /// The probability of any visit.
    public let probability: Double
    /// The expected number of visits.
    public let visits: Double
    /// The expected worth of these; NaN where nothing says so.
    public let value: Double
    /// The number of visits so far.
    public let pastVisits: Int
    /// How much the user's own rate of visits adds to the logarithm of the mean one.
    public let frequency: Double
    /// How much the times of the visits, above all the last, add to that.
    public let recency: Double
  }

  /// What the window behind the moment brings of each of some users.
  ///
  /// - Throws: `trainedOnWindow` for a state before the moment: the model knows what came of it.
  public func users(_ states: [UserState], in log: EventLog) throws(IntensityError) -> [User] {
    try refuseKnown(states)
    let outlooks = activity.outlooks(of: states, in: log, horizon: horizon)
    return states.indices.map { place in
      let history = VisitHistory(states[place], in: log, horizon: horizon)
      let visits = outlooks[place].visits * visitFactor
      let worth = value?.expectedValue(
        visits: history.count,
        mean: history.value / Double(max(history.count, 1))
      )
      // A rate over an age that is not yet worth a horizon says little.
      let rate = (Double(history.count) + meanRate) / (history.age + 1)
      let frequency = Glibc.log(rate / meanRate)
      return User(
        state: states[place],
        probability: calibration(outlooks[place].probability),
        visits: visits,
        value: worth.map { $0 * visits } ?? .nan,
        pastVisits: history.count,
        frequency: frequency,
        recency: Glibc.log(max(visits, 1e-12) / meanRate) - frequency
      )
    }
  }

  /// The probabilities of some users to choose some items, made on demand.
  ///
  /// - Parameters:
  ///   - items: items with a history.
  ///   - coldItems: items without one, behind the others in the rows: each has the mean of those that
  ///     share its attributes.
  ///   - attributes: the groups of the log's items; none where there are no cold ones.
  ///   - excludesSeen: whether pairs that occur in a history are not to be had.
  /// - Throws: `trainedOnWindow` for a state before the moment.
  public func pairs(
    _ states: [UserState],
    items: [Int],
    coldItems: [Int] = [],
    attributes: AttributeGroups? = nil,
    in log: EventLog,
    excludesSeen: Bool = false
  ) throws(IntensityError) -> IntensityTable {
    try refuseKnown(states)
    guard let intensity else { throw .noItems }
    let calibration = pairCalibration
    @Sendable func probability(_ expected: Float) -> Float {
      expected < 0 ? expected : Float(calibration.probability(ofExpected: Double(expected)))
    }
    guard !coldItems.isEmpty, let attributes else {
      let table = intensity.table(of: states, items: items, in: log, excludesSeen: excludesSeen)
      return IntensityTable(stateCount: states.count, itemCount: items.count) { range in
        table.rows(range).map(probability)
      }
    }
    // Everything that was learnt says what the attributes are worth, whichever items are asked for.
    let known = popularity.indices.filter { knows(item: $0) }
    let all = intensity.table(of: states, items: Array(log.itemNames.indices), in: log)
    let width = log.itemNames.count
    let count = items.count + coldItems.count
    return IntensityTable(stateCount: states.count, itemCount: count) { range in
      let rows = all.rows(range)
      var result: [Float] = []
      result.reserveCapacity(range.count * count)
      for (place, state) in states[range].enumerated() {
        let row = rows[place * width..<(place + 1) * width]
        let seen =
          excludesSeen ? Set(state.history.map { Int(log.items[$0]) }) : []
        for item in items {
          result.append(seen.contains(item) ? -1 : probability(row[row.startIndex + item]))
        }
        for estimate in attributes.estimates(for: coldItems, from: row, known: known) {
          result.append(probability(estimate ?? 0))
        }
      }
      return result
    }
  }

  /// The probability that a user of whom there are only attributes comes: the mean of the users who
  /// share them, else of all in the windows before.
  ///
  /// - Parameters:
  ///   - members: the new users, by their numbers among the groups' members.
  ///   - users: the known ones, by the number of their state's user.
  public func probabilities(
    ofNew members: [Int],
    attributes: AttributeGroups,
    users: [User],
    count: Int
  ) -> [Double] {
    var numbers = [Float](repeating: 0, count: count)
    for user in users { numbers[user.state.user] = Float(user.probability) }
    return attributes.estimates(for: members, from: numbers, known: users.map(\.state.user))
      .map { $0.map(Double.init) ?? baseRate }
  }

  /// Whether the model has learnt from events with an item.
  public func knows(item: Int) -> Bool { item < popularity.count && popularity[item] > 0 }

  /// How much a user's liking of an item adds to the logarithm of the intensity, beside how active the
  /// user is and how popular the item.
  ///
  /// - Returns: NaN for an item without a history.
  public func affinity(probability: Float, of user: User, item: Int) -> Double {
    guard knows(item: item) else { return .nan }
    return log(max(Double(probability), 1e-12) / max(user.visits * Double(popularity[item]), 1e-12))
  }

  /// The standard error of a number of users who come, of users with these probabilities.
  public func error(ofSum probabilities: [Double]) -> Double {
    let chance = probabilities.reduce(0) { $0 + $1 * (1 - $1) }
    let sum = probabilities.reduce(0, +)
    return (chance + sum * sum * calibrationError * calibrationError).squareRoot()
  }

  private func refuseKnown(_ states: [UserState]) throws(IntensityError) {
    if let early = states.first(where: { $0.time < moment }) {
      throw .trainedOnWindow(until: moment, asked: early.time)
    }
  }
}
