internal import Glibc
internal import TimeSeries

/// Activity by several models at once, weighted by a logistic regression on the windows learnt from.
///
/// `logit P(any visit) = c + Σ w · ln(odds of a model) + Σ v · ln(trait)`, where the traits are what marketing
/// sorts customers by: visits, lines and the time since the last visit. Age is none of them: every window
/// foretold lies behind older users than those learnt from. Expected visits are the geometric mean of those
/// of the models, by the same weights, scaled to the windows, and no less than the probability. For the weights the models learn from what was
/// known before the windows; one that cannot, for want of a past, takes no part.
public struct StackedActivity: ActivityModel {
  /// The name on command lines and in tables.
  public static let name = "stack"

  private static let kinds: [any ActivityModel.Type] = [
    Hawkes.self, HawkesPoisson.self, ModifiedBuyTillYouDie.self, BuyTillYouDie.self,
  ]

  /// A model of each kind; nil for one that takes no part.
  private let members: [(any ActivityModel)?]
  /// The constant, then a weight for each member, then one for each trait.
  private let weights: [Double]
  /// What the mean of the members' visits has to be multiplied with.
  private let visitScale: Double

  /// Learns from histories and windows.
  public init(learningFrom lesson: Lesson) throws(IntensityError) {
    let inner = lesson.beforeWindows
    let states = lesson.windows.thinned(to: 50_000)
    guard !states.isEmpty else { throw .noHistory }
    guard !inner.histories.isEmpty else { throw .noHistory }
    let known = Self.kinds.map { try? $0.init(learningFrom: inner) }
    let log = lesson.log
    let visits = states.map {
      Double(log.visitCount(in: log.window(of: $0, length: lesson.horizon)))
    }
    guard visits.contains(where: { $0 > 0 }) else { throw .emptyWindow }
    let columns = known.compactMap { $0 }.map {
      $0.outlooks(of: states, in: log, horizon: lesson.horizon)
    }
    guard !columns.isEmpty else { throw .noHistory }
    let traits = states.map { Self.traits(of: VisitHistory($0, in: log, horizon: lesson.horizon)) }
    let features = states.indices.map { row in
      columns.map { Self.logOdds($0[row].probability) } + traits[row]
    }
    weights = Self.regression(
      features,
      members: columns.count,
      outcomes: visits.map { $0 > 0 }
    )
    let shares = Self.shares(weights[1...columns.count])
    let expected = states.indices.reduce(0.0) { sum, row in
      sum + Self.mean(columns.map { $0[row].visits }, shares)
    }
    visitScale = expected > 0 ? visits.reduce(0, +) / expected : 1
    var members: [(any ActivityModel)?] = []
    for (kind, known) in zip(Self.kinds, known) {
      members.append(known == nil ? nil : try kind.init(learningFrom: lesson))
    }
    self.members = members
  }

  /// The model with numbers that were saved.
  public init(numbers: [Double]) throws(IntensityError) {
    var rest = numbers[...]
    func next(_ count: Int) throws(IntensityError) -> [Double] {
      guard rest.count >= count, count >= 0 else { throw .damaged(part: Self.name) }
      defer { rest = rest.dropFirst(count) }
      return Array(rest.prefix(count))
    }
    var members: [(any ActivityModel)?] = []
    for kind in Self.kinds {
      guard let count = Int(exactly: try next(1)[0]) else { throw .damaged(part: Self.name) }
      members.append(count == 0 ? nil : try kind.init(numbers: try next(count)))
    }
    self.members = members
    visitScale = try next(1)[0]
    weights = try next(1 + members.count { $0 != nil } + Self.traitCount)
    guard rest.isEmpty else { throw .damaged(part: Self.name) }
  }

  /// What was learnt.
  public var numbers: [Double] {
    members.flatMap { [Double($0?.numbers.count ?? 0)] + ($0?.numbers ?? []) } + [visitScale]
      + weights
  }

  /// What the window behind a history will bring.
  public func outlook(of history: VisitHistory) -> Outlook {
    let outlooks = members.compactMap { $0?.outlook(of: history) }
    let features = outlooks.map { Self.logOdds($0.probability) } + Self.traits(of: history)
    let logit = zip(weights.dropFirst(), features).reduce(weights[0]) { $0 + $1.0 * $1.1 }
    let shares = Self.shares(weights[1..<1 + outlooks.count])
    let visits = Self.mean(outlooks.map(\.visits), shares) * visitScale
    let probability = 1 / (1 + exp(-logit))
    // Whoever comes, comes at least once: no number has a mean below the probability of its not being 0.
    return Outlook(visits: max(visits, probability), probability: probability)
  }

  /// The logarithms of visits, lines and recency, in horizons; a user just seen has a hundredth of one.
  private static func traits(of history: VisitHistory) -> [Double] {
    [
      log(Double(max(history.count, 1))), log(Double(max(history.lineCount, 1))),
      log(max(history.recency, 0) + 0.01),
    ]
  }

  private static let traitCount = 3

  private static func logOdds(_ p: Double) -> Double {
    let p = min(max(p, 1e-6), 1 - 1e-6)
    return log(p / (1 - p))
  }

  /// The weights of the members as parts of one; equal ones where they have no sum to speak of.
  private static func shares(_ weights: ArraySlice<Double>) -> [Double] {
    let positive = weights.map { max($0, 0) }
    let sum = positive.reduce(0, +)
    return positive.map { sum > 1e-6 ? $0 / sum : 1 / Double(positive.count) }
  }

  /// The geometric mean.
  private static func mean(_ numbers: [Double], _ shares: [Double]) -> Double {
    exp(zip(numbers, shares).reduce(0) { $0 + $1.1 * log(max($1.0, 1e-9)) })
  }

  /// The logistic regression with a small penalty about equal weights of the members that add up to one, and
  /// none of the traits.
  private static func regression(
    _ features: [[Double]],
    members: Int,
    outcomes: [Bool]
  ) -> [Double] {
    let n = 1 + members + traitCount
    let centre =
      [0] + Array(repeating: 1 / Double(members), count: members)
      + Array(repeating: 0, count: traitCount)
    var w = centre
    // The constant is free. On CDNOW, Online Retail and Complete Journey three is the strongest belief in the
    // centre whose log loss, cross-validated within the windows learnt from, is that of the best.
    let penalty = [1e-6] + Array(repeating: 3.0, count: n - 1)
    for _ in 0..<30 {
      var gradient = (0..<n).map { -penalty[$0] * (w[$0] - centre[$0]) }
      var hessian = [Double](repeating: 0, count: n * n)
      for i in 0..<n { hessian[i * n + i] = penalty[i] }
      for (row, outcome) in zip(features, outcomes) {
        let x = [1] + row
        let p = 1 / (1 + exp(-zip(w, x).reduce(0) { $0 + $1.0 * $1.1 }))
        let weight = max(p * (1 - p), 1e-9)
        for i in 0..<n {
          gradient[i] += ((outcome ? 1 : 0) - p) * x[i]
          for j in 0...i { hessian[i * n + j] += weight * x[i] * x[j] }
        }
      }
      for i in 0..<n { for j in 0..<i { hessian[j * n + i] = hessian[i * n + j] } }
      guard let step = solution(of: hessian, gradient) else { break }
      for i in 0..<n { w[i] += step[i] }
      if step.allSatisfy({ abs($0) < 1e-9 }) { break }
    }
    return w
  }
}
