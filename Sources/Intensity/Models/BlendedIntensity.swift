internal import Glibc
internal import Parallelism
internal import Tensors
public import TimeSeries

/// An intensity that is a sum of simple ones, with the weights that make the windows learnt from likeliest.
///
/// `Λ(x, y) = Σ w f(x, y)`, `w ≥ 0`, where the parts are
/// - the user's own events with the item, decayed on several time scales, as numbers and as shares of
///   what the user will do,
/// - the popularity of the item on several time scales, times what the user will do,
/// - the shares of other models of relevance, times what the user will do.
///
/// Numbers of events are Poisson numbers; the weights are found exactly. What the parts learn for that
/// does not know the windows.
public struct BlendedIntensity: IntensityModel {
  /// What each user will do, whatever the item.
  public let activity: any ActivityModel
  /// How many events a visit has.
  public let lines: LinesPerVisit
  /// The models of relevance that take part.
  public let members: [any RelevanceModel]
  /// A weight for each part.
  public let weights: [Float]
  private let parts: Parts

  /// The weights with the names of their parts, those without weight left out.
  public var namedWeights: [(name: String, weight: Double)] {
    zip(parts.names(members), weights).filter { $0.1 > 0 }.map { ($0.0, Double($0.1)) }
  }

  /// Learns from a lesson.
  ///
  /// - Parameters:
  ///   - activity: the kind of model of what each user will do.
  ///   - members: the kinds of models of relevance that take part.
  ///   - excludesSeen: whether pairs that occur in a history are not to be had.
  public init(
    learningFrom lesson: Lesson,
    activity kind: any ActivityModel.Type,
    members kinds: [any RelevanceModel.Type],
    excludesSeen: Bool,
    options: RelevanceOptions = RelevanceOptions()
  ) throws(IntensityError) {
    let inner = lesson.beforeWindows
    let outerActivity = try kind.init(learningFrom: lesson)
    // Where nothing is known before the windows, an activity that knows them has to do.
    var innerActivity = outerActivity
    if let known = try? kind.init(learningFrom: inner) { innerActivity = known }
    var (outerMembers, innerMembers): ([any RelevanceModel], [any RelevanceModel]) = ([], [])
    for kind in kinds {
      innerMembers.append(try kind.init(learningFrom: inner, options: options))
      outerMembers.append(try kind.init(learningFrom: lesson, options: options))
    }
    let innerParts = Parts(
      learningFrom: inner,
      lines: LinesPerVisit(learningFrom: inner),
      excludesSeen: excludesSeen
    )
    weights = try Self.weights(
      of: innerParts,
      members: innerMembers,
      activity: innerActivity,
      on: lesson
    )
    lines = LinesPerVisit(learningFrom: lesson)
    parts = Parts(learningFrom: lesson, lines: lines, excludesSeen: excludesSeen)
    activity = outerActivity
    members = outerMembers
  }

  /// The weights that make the windows likeliest.
  private static func weights(
    of parts: Parts,
    members: [any RelevanceModel],
    activity: any ActivityModel,
    on lesson: Lesson
  ) throws(IntensityError) -> [Float] {
    let (log, states) = (lesson.log, lesson.windows.thinned(to: 20_000))
    guard !states.isEmpty else { throw .noHistory }
    let count = parts.count + members.count
    let size = 64
    let blocks = parallelMap(count: (states.count + size - 1) / size) { block in
      let chosen = Array(states[block * size..<min((block + 1) * size, states.count)])
      var result = (
        means: [Double](repeating: 0, count: count), features: [Double](), counts: [Double]()
      )
      parts.forEach(of: chosen, members: members, activity: activity, in: log) { state, rows in
        for part in 0..<count {
          result.means[part] += Double(rows[part].reduce(0, +))
        }
        var bought: [Int32: Double] = [:]
        for event in log.window(of: state, length: lesson.horizon) {
          bought[log.items[event], default: 0] += 1
        }
        for (item, number) in bought.sorted(by: { $0.key < $1.key }) {
          let features = (0..<count).map { Double(rows[$0][Int(item)]) }
          // An item that no part knows of says nothing of the weights.
          guard features.contains(where: { $0 > 0 }) else { continue }
          result.features += features
          result.counts.append(number)
        }
      }
      return result
    }
    var means = [Double](repeating: 0, count: count)
    for block in blocks {
      for part in 0..<count { means[part] += block.means[part] / Double(states.count) }
    }
    let counts = blocks.flatMap(\.counts)
    guard !counts.isEmpty else { throw .emptyWindow }
    let regression = PoissonRegression(
      features: blocks.flatMap(\.features),
      counts: counts,
      means: means,
      rowCount: states.count,
      ridge: 1e-6
    )
    return regression.minimizer().map { Float($0) }
  }

  /// The weights, the parts and the members.
  public var learnt: [NamedTensor] {
    [("weights", .saved(weights)), ("lines", .saved([lines.mean]))] + parts.learnt
      + members.flatMap { $0.learnt.of(part: type(of: $0).name) }
  }

  /// The blend with what was saved.
  init(
    _ saved: SavedTensors,
    activity: any ActivityModel,
    members kinds: [any RelevanceModel.Type],
    horizon: Int64
  ) throws(IntensityError) {
    self.activity = activity
    guard let mean = try saved.numbers("lines").first else { throw .damaged(part: "lines") }
    lines = LinesPerVisit(mean: mean)
    var members: [any RelevanceModel] = []
    for kind in kinds { members.append(try kind.init(saved.part(kind.name))) }
    self.members = members
    parts = try Parts(saved, lines: lines, horizon: horizon)
    weights = try saved.floats("weights", count: parts.count + members.count)
  }

  /// What the activity says.
  public func outlooks(of states: [UserState], in log: EventLog) -> [Outlook] {
    activity.outlooks(of: states, in: log, horizon: parts.horizon)
  }

  /// The sums of the parts.
  public func intensities(of states: [UserState], in log: EventLog) -> [Float] {
    let width = log.itemNames.count
    var result: [Float] = []
    result.reserveCapacity(states.count * width)
    parts.forEach(of: states, members: members, activity: activity, in: log) { _, rows in
      var sum = [Float](repeating: 0, count: width)
      for part in rows.indices where weights[part] > 0 {
        let weight = weights[part]
        for item in 0..<width { sum[item] += weight * rows[part][item] }
      }
      result += sum
    }
    return result
  }
}

/// The parts of a blend that need no model of their own.
private struct Parts: Sendable {
  /// Scales of decay of a user's own events, in horizons.
  private static let personalScales = [0.25, 1, 4, 16, Double.infinity]
  /// Scales of decay of popularity, in horizons.
  private static let popularScales = [0.25, 1, 4, Double.infinity]

  private let lines: LinesPerVisit
  let horizon: Int64
  private let excludesSeen: Bool
  /// The shares of the items, a row for each scale.
  private let popular: [[Float]]

  /// The number of parts.
  var count: Int { (excludesSeen ? 0 : 2 * Self.personalScales.count) + popular.count }

  /// What the parts are called.
  func names(_ members: [any RelevanceModel]) -> [String] {
    func scaled(_ name: String, _ scales: [Double]) -> [String] {
      scales.map { $0 == .infinity ? name : "\(name), \($0) horizons" }
    }
    let own =
      excludesSeen
      ? []
      : scaled("own events", Self.personalScales) + scaled("own shares", Self.personalScales)
    return own + scaled("popularity", Self.popularScales) + members.map { type(of: $0).name }
  }

  init(learningFrom lesson: Lesson, lines: LinesPerVisit, excludesSeen: Bool) {
    (self.lines, horizon, self.excludesSeen) = (lines, lesson.horizon, excludesSeen)
    let log = lesson.log
    // Ages are counted from the last moment that is known, as states may end at different ones.
    let end =
      lesson.histories.filter(\.hasMoment).map(\.time).max()
      ?? lesson.histories.compactMap { $0.history.last.map { log.times[$0] } }.max() ?? 0
    popular = Self.popularScales.map { scale in
      var counts = [Double](repeating: 0, count: log.itemNames.count)
      for state in lesson.histories {
        for event in state.history {
          let age = max(0, Double(end - log.times[event]) / Double(lesson.horizon))
          counts[Int(log.items[event])] += scale == .infinity ? 1 : exp(-age / scale)
        }
      }
      // Items that were never chosen have nothing, so that cold ones stay apart.
      return counts.map { Float($0) }.normalized
    }
  }

  /// The shares of the items, and whether pairs of a history are left out.
  var learnt: [NamedTensor] {
    [
      ("popular", .saved(popular.flatMap { $0 })), ("excludes", .saved([excludesSeen ? 1.0 : 0])),
    ]
  }

  /// The parts with what was saved.
  init(_ saved: SavedTensors, lines: LinesPerVisit, horizon: Int64) throws(IntensityError) {
    (self.lines, self.horizon) = (lines, horizon)
    excludesSeen = try saved.integer("excludes") == 1
    let numbers = try saved.floats("popular")
    let count = Self.popularScales.count
    guard numbers.count.isMultiple(of: count) else { throw .damaged(part: "popular") }
    let width = numbers.count / count
    popular = (0..<count).map { Array(numbers[$0 * width..<($0 + 1) * width]) }
  }

  /// Shows the parts of states, one after the other, a row of items for each.
  func forEach(
    of states: [UserState],
    members: [any RelevanceModel],
    activity: any ActivityModel,
    in log: EventLog,
    _ body: (UserState, [[Float]]) -> Void
  ) {
    let width = log.itemNames.count
    let shares = members.map { $0.shares(of: states, in: log) }
    for (place, state) in states.enumerated() {
      let history = VisitHistory(state, in: log, horizon: horizon)
      let total = Float(activity.outlook(of: history).visits * lines.lines(of: history))
      var rows: [[Float]] = []
      if !excludesSeen { rows = own(state, total, in: log) }
      for shares in popular { rows.append(shares.widened(to: width).map { $0 * total }) }
      for member in shares {
        rows.append(member[place * width..<(place + 1) * width].map { $0 * total })
      }
      if excludesSeen {
        for event in state.history {
          for part in rows.indices { rows[part][Int(log.items[event])] = 0 }
        }
      }
      body(state, rows)
    }
  }

  /// The user's own events, as numbers and as shares of a total.
  private func own(_ state: UserState, _ total: Float, in log: EventLog) -> [[Float]] {
    let width = log.itemNames.count
    let zeros = [Float](repeating: 0, count: width)
    var numbers = Self.personalScales.map { _ in zeros }
    for event in state.history {
      let age = Double(state.time - log.times[event]) / Double(horizon)
      for (part, scale) in Self.personalScales.enumerated() {
        numbers[part][Int(log.items[event])] += scale == .infinity ? 1 : Float(exp(-age / scale))
      }
    }
    return numbers + numbers.map { row in row.normalized.map { $0 * total } }
  }
}
