internal import Glibc

/// Activity by the number of visits: the rate of the past goes on.
///
/// `visits = scale · (0.01 + n)`, where the scale makes the windows learnt from come out right.
public struct VisitCount: ActivityModel {
  /// The name on command lines and in tables.
  public static let name = "count"

  /// The visits to come for each one that was.
  public let scale: Double

  /// The formula with a scale.
  public init(scale: Double = 1) { self.scale = scale }

  /// Learns from histories and windows.
  public init(learningFrom lesson: Lesson) throws(IntensityError) {
    scale = try lesson.scale { 0.01 + Double($0.count) }
  }

  /// The model with numbers that were saved.
  public init(numbers: [Double]) throws(IntensityError) {
    guard numbers.count == 1 else { throw .damaged(part: Self.name) }
    scale = numbers[0]
  }

  /// What was learnt.
  public var numbers: [Double] { [scale] }

  /// What the window behind a history will bring.
  public func outlook(of history: VisitHistory) -> Outlook {
    Outlook(poisson: scale * (0.01 + Double(history.count)))
  }
}

/// Activity by visits that count less the longer ago they were.
///
/// `visits = scale · Σ exp(-(T - t) / H)`
public struct ExponentialAverage: ActivityModel {
  /// The name on command lines and in tables.
  public static let name = "ema"

  /// The visits to come for each unit of the sum.
  public let scale: Double

  /// The formula with a scale.
  public init(scale: Double = 1) { self.scale = scale }

  /// Learns from histories and windows.
  public init(learningFrom lesson: Lesson) throws(IntensityError) {
    scale = try lesson.scale(Self.sum)
  }

  /// The model with numbers that were saved.
  public init(numbers: [Double]) throws(IntensityError) {
    guard numbers.count == 1 else { throw .damaged(part: Self.name) }
    scale = numbers[0]
  }

  /// What was learnt.
  public var numbers: [Double] { [scale] }

  /// What the window behind a history will bring.
  public func outlook(of history: VisitHistory) -> Outlook {
    Outlook(poisson: scale * Self.sum(history))
  }

  private static func sum(_ history: VisitHistory) -> Double {
    history.times.reduce(0) { $0 + exp(-(history.age - $1)) }
  }
}

/// Activity by the number of visits over the time since the last one: the baseline that needs no model.
///
/// `visits = scale · n / (0.01 + (T - last) / H)`
public struct CountOverRecency: ActivityModel {
  /// The name on command lines and in tables.
  public static let name = "recency"

  /// The visits to come for each unit of the quotient.
  public let scale: Double

  /// The formula with a scale.
  public init(scale: Double = 1) { self.scale = scale }

  /// Learns from histories and windows.
  public init(learningFrom lesson: Lesson) throws(IntensityError) {
    scale = try lesson.scale(Self.quotient)
  }

  /// The model with numbers that were saved.
  public init(numbers: [Double]) throws(IntensityError) {
    guard numbers.count == 1 else { throw .damaged(part: Self.name) }
    scale = numbers[0]
  }

  /// What was learnt.
  public var numbers: [Double] { [scale] }

  /// What the window behind a history will bring.
  public func outlook(of history: VisitHistory) -> Outlook {
    Outlook(poisson: scale * Self.quotient(history))
  }

  private static func quotient(_ history: VisitHistory) -> Double {
    Double(history.count) / (0.01 + history.recency)
  }
}

extension Lesson {
  /// What a measure of activity has to be multiplied with to give the visits of the windows.
  func scale(_ measure: (VisitHistory) -> Double) throws(IntensityError) -> Double {
    var (visits, sum) = (0, 0.0)
    for state in windows {
      visits += log.visitCount(in: log.window(of: state, length: horizon))
      sum += measure(VisitHistory(state, in: log, horizon: horizon))
    }
    guard sum > 0 else { throw .noHistory }
    guard visits > 0 else { throw .emptyWindow }
    return Double(visits) / sum
  }
}
