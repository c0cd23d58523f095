public import TimeSeries

/// What a window is expected to bring of one user.
public struct Outlook: Hashable, Sendable {
  /// The expected number of visits.
  public var visits: Double
  /// The probability of at least one.
  public var probability: Double

  /// An expectation.
  public init(visits: Double, probability: Double) {
    (self.visits, self.probability) = (visits, probability)
  }

  /// Visits as a Poisson number has them.
  init(poisson mean: Double) {
    self.init(visits: mean, probability: -expm1Negative(mean))
  }
}

/// How active users will be: the first factor of an intensity.
public protocol ActivityModel: Sendable {
  /// The name, as it is written in tables and on command lines.
  static var name: String { get }

  /// Learns from histories and windows.
  init(learningFrom lesson: Lesson) throws(IntensityError)

  /// A model with numbers that were saved.
  init(numbers: [Double]) throws(IntensityError)

  /// What was learnt.
  var numbers: [Double] { get }

  /// What the window behind a history will bring.
  func outlook(of history: VisitHistory) -> Outlook
}

extension ActivityModel {
  /// What the windows behind some states will bring.
  public func outlooks(of states: [UserState], in log: EventLog, horizon: Int64) -> [Outlook] {
    inBlocks(of: states.count) { block in
      block.map { outlook(of: VisitHistory(states[$0], in: log, horizon: horizon)) }
    }
  }
}
