internal import Tensors
public import TimeSeries

/// How many events of users with items a window will bring: what everything else is read off.
public protocol IntensityModel: Sendable {
  /// What the windows behind some states will bring, whatever the item.
  func outlooks(of states: [UserState], in log: EventLog) -> [Outlook]

  /// The expected number of events of some states with every item in the window.
  ///
  /// - Returns: a row for each state, in the order of the log's items.
  func intensities(of states: [UserState], in log: EventLog) -> [Float]

  /// What was learnt beside the activity, as it is kept in a file.
  var learnt: [NamedTensor] { get }
}

extension IntensityModel {
  /// The expected numbers of events of states with some of the items, made on demand.
  ///
  /// - Parameter excludesSeen: whether pairs that occur in a history are not to be had.
  public func table(
    of states: [UserState],
    items: [Int],
    in log: EventLog,
    excludesSeen: Bool = false
  ) -> IntensityTable {
    let width = log.itemNames.count
    let isAll = items == Array(0..<width)
    return IntensityTable(stateCount: states.count, itemCount: items.count) { range in
      let chosen = Array(states[range])
      var rows = intensities(of: chosen, in: log)
      if excludesSeen {
        for (place, state) in chosen.enumerated() {
          for event in state.history { rows[place * width + Int(log.items[event])] = -1 }
        }
      }
      if isAll { return rows }
      var kept: [Float] = []
      kept.reserveCapacity(chosen.count * items.count)
      for place in chosen.indices { for item in items { kept.append(rows[place * width + item]) } }
      return kept
    }
  }
}

/// How many events a visit has, a user's own mean shrunk to that of all.
public struct LinesPerVisit: Hashable, Sendable {
  /// The mean of all.
  public let mean: Double

  /// The mean of the histories of a lesson.
  public init(learningFrom lesson: Lesson) {
    var (lines, visits) = (0, 0)
    for state in lesson.histories {
      lines += state.history.count
      visits += lesson.log.visitCount(in: state.history)
    }
    mean = visits > 0 ? Double(lines) / Double(visits) : 1
  }

  /// A mean that is known.
  public init(mean: Double) { self.mean = mean }

  /// `(lines + 2 mean) / (visits + 2)`
  public func lines(of history: VisitHistory) -> Double {
    (Double(history.lineCount) + 2 * mean) / (Double(history.count) + 2)
  }
}

/// An intensity of two factors: how active the user will be, and which item comes next.
///
/// `Λ(x, y) = visits(x) · lines per visit(x) · p(y | x)`
///
/// - Source: Ma, Liu and Deoras 2022.
public struct FactoredIntensity: IntensityModel {
  /// What each user will do, whatever the item.
  public let activity: any ActivityModel
  /// Which item comes next.
  public let relevance: any RelevanceModel
  /// How many events a visit has.
  public let lines: LinesPerVisit
  private let horizon: Int64

  /// The product of two models.
  public init(
    _ activity: any ActivityModel,
    _ relevance: any RelevanceModel,
    lines: LinesPerVisit,
    horizon: Int64
  ) {
    (self.activity, self.relevance) = (activity, relevance)
    (self.lines, self.horizon) = (lines, horizon)
  }

  /// What the activity says.
  public func outlooks(of states: [UserState], in log: EventLog) -> [Outlook] {
    activity.outlooks(of: states, in: log, horizon: horizon)
  }

  /// The relevance, and the lines of a visit.
  public var learnt: [NamedTensor] { relevance.learnt + [("lines", .saved([lines.mean]))] }

  /// The shares of the items, times the expected number of events of all.
  public func intensities(of states: [UserState], in log: EventLog) -> [Float] {
    var rows = relevance.shares(of: states, in: log)
    let width = log.itemNames.count
    for (place, state) in states.enumerated() {
      let history = VisitHistory(state, in: log, horizon: horizon)
      let factor = Float(activity.outlook(of: history).visits * lines.lines(of: history))
      for i in place * width..<(place + 1) * width { rows[i] *= factor }
    }
    return rows
  }
}
