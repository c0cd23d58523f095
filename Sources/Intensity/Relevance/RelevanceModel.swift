internal import Tensors
public import TimeSeries

/// Which item comes next: the second factor of an intensity.
public protocol RelevanceModel: Sendable {
  /// The name, as it is written in tables and on command lines.
  static var name: String { get }

  /// Learns from histories and windows.
  init(learningFrom lesson: Lesson, options: RelevanceOptions) throws(IntensityError)

  /// The probability of each item to be the next of some states.
  ///
  /// - Returns: a row for each state, in the order of the log's items; no number is negative, and each row
  ///   sums to 1. Items that the log got after the model had learnt have nothing.
  func shares(of states: [UserState], in log: EventLog) -> [Float]

  /// What was learnt, as it is kept in a file.
  var learnt: [NamedTensor] { get }

  /// The model with what was saved.
  init(_ saved: SavedTensors) throws(IntensityError)
}

/// How models of relevance are trained.
public struct RelevanceOptions: Sendable {
  /// The seed of everything random.
  public var seed: UInt64 = 0
  /// The number of factors, where a model has them, is fixed at this.
  public static let factorCount = 32
  /// How often training goes through the events; nil for what suits the model.
  public var epochs: Int?
  /// Asked between steps of a long training whether to end it early.
  public var stop: @Sendable () -> Bool = { false }
  /// Told how far a long training has come, from 0 to 1.
  public var progress: @Sendable (Double) -> Void = { _ in }

  /// The defaults.
  public init() {}
}

/// Relevance by what everybody does: the number of events with each item, and 0.01.
public struct Popularity: RelevanceModel {
  /// The name on command lines and in tables.
  public static let name = "popularity"

  /// The share of each item.
  let shares: [Float]

  /// Learns from histories.
  public init(learningFrom lesson: Lesson, options: RelevanceOptions = RelevanceOptions()) {
    shares = lesson.itemCounts().map { $0 + 0.01 }.normalized
  }

  /// The shares, the same for every state.
  public func shares(of states: [UserState], in log: EventLog) -> [Float] {
    let row = shares.widened(to: log.itemNames.count)
    var rows: [Float] = []
    rows.reserveCapacity(states.count * row.count)
    for _ in states { rows += row }
    return rows
  }

  /// The shares.
  public var learnt: [NamedTensor] { [("shares", .saved(shares))] }

  /// The model with what was saved.
  public init(_ saved: SavedTensors) throws(IntensityError) {
    shares = try saved.floats("shares")
  }
}

/// Relevance by what this user did before: how often each item was chosen, and a little of what everybody
/// chooses.
public struct PersonalFrequency: RelevanceModel {
  /// The name on command lines and in tables.
  public static let name = "personal"

  private let popular: [Float]

  /// Learns from histories.
  public init(learningFrom lesson: Lesson, options: RelevanceOptions = RelevanceOptions()) {
    popular = Popularity(learningFrom: lesson).shares
  }

  /// `(n(user, item) + popularity / 2) / (n(user) + 1/2)`
  public func shares(of states: [UserState], in log: EventLog) -> [Float] {
    rows(of: states, in: log, over: popular, prior: 0.5) { _, _ in 1 }
  }

  /// What everybody chooses.
  public var learnt: [NamedTensor] { [("popular", .saved(popular))] }

  /// The model with what was saved.
  public init(_ saved: SavedTensors) throws(IntensityError) {
    popular = try saved.floats("popular")
  }
}

/// The same with events that count less the longer ago they were.
public struct DecayedFrequency: RelevanceModel {
  /// The name on command lines and in tables.
  public static let name = "decayed"

  private let popular: [Float]
  private let horizon: Double

  /// Learns from histories; the events of three horizons ago count a third.
  public init(learningFrom lesson: Lesson, options: RelevanceOptions = RelevanceOptions()) {
    horizon = Double(lesson.horizon)
    popular = lesson.itemCounts(scale: 3 * horizon).map { $0 + 0.01 }.normalized
  }

  /// As with `PersonalFrequency`, of events weighted by their age.
  public func shares(of states: [UserState], in log: EventLog) -> [Float] {
    let scale = 3 * horizon
    return rows(of: states, in: log, over: popular, prior: 0.2) { state, time in
      1 / (1 + Double(state.time - time) / scale * 2)
    }
  }

  /// What everybody chooses, and the horizon.
  public var learnt: [NamedTensor] {
    [("popular", .saved(popular)), ("horizon", .saved([horizon]))]
  }

  /// The model with what was saved.
  public init(_ saved: SavedTensors) throws(IntensityError) {
    popular = try saved.floats("popular")
    horizon = Double(try saved.integer("horizon"))
  }
}

/// Rows of a user's own weighted events over shares of all.
private func rows(
  of states: [UserState],
  in log: EventLog,
  over learnt: [Float],
  prior: Float,
  weight: @Sendable (UserState, Int64) -> Double
) -> [Float] {
  let popular = learnt.widened(to: log.itemNames.count)
  let width = popular.count
  var rows = [Float](repeating: 0, count: states.count * width)
  for (place, state) in states.enumerated() {
    var sum = prior
    for event in state.history {
      let own = Float(weight(state, log.times[event]))
      rows[place * width + Int(log.items[event])] += own
      sum += own
    }
    for item in 0..<width {
      rows[place * width + item] = (rows[place * width + item] + prior * popular[item]) / sum
    }
  }
  return rows
}

extension Lesson {
  /// The number of events with each item in the histories.
  ///
  /// - Parameter scale: the age in ticks at which an event counts a third; nil for all alike.
  func itemCounts(scale: Double? = nil) -> [Float] {
    var counts = [Double](repeating: 0, count: log.itemNames.count)
    for state in histories {
      for event in state.history {
        var weight = 1.0
        if let scale, state.hasMoment {
          weight = 1 / (1 + 2 * Double(state.time - log.times[event]) / scale)
        }
        counts[Int(log.items[event])] += weight
      }
    }
    return counts.map { Float($0) }
  }
}

extension [Float] {
  /// The numbers divided by their sum.
  var normalized: [Float] {
    let sum = reduce(0, +)
    return sum > 0 ? map { $0 / sum } : self
  }
}
