/// Decides the seasonal period of a panel from its frequency and its series.
///
/// A series shows a period when its changes over one period vary clearly less than those over half a
/// period more or less. Noise, random walks and straight trends do not, whatever the period. Each
/// series votes for the best of the periods that it shows. The period that is usual for the frequency
/// is kept unless the series clearly say otherwise.
public struct SeasonalPeriodDetector: Sendable {
  /// The periods that are tried where a plain integer index says nothing of the frequency: quarters,
  /// days, months, hours, half hours, weeks and quarter hours by the day, the week or the year.
  public static let integerCandidates = [4, 7, 12, 24, 48, 52, 96, 168, 336, 365]

  /// The period that is usual for the frequency; 1 for none.
  public let usual: Int
  /// How many series have a say; those that come after are ignored.
  public let limit: Int
  /// How many periods a lone series must span to show one that is not usual.
  private let minimumCycles: Int
  /// The number of series added so far, up to the limit.
  public private(set) var count = 0

  private var evidence: [SeasonalPeriod.Evidence]
  /// The series that at least one candidate could be tried on.
  private var voters = 0

  /// A detector of the periods that suit a frequency.
  public init(frequency: Frequency, limit: Int = 500) {
    if frequency.unit == .integer {
      self.init(limit: limit)
    } else {
      let candidates = frequency.seasonalCandidates
      self.init(usual: frequency.seasonalPeriod, candidates: candidates, limit: limit)
    }
  }

  /// A detector that knows nothing of the frequency.
  public init(limit: Int = 500) {
    self.init(usual: 1, candidates: Self.integerCandidates, minimumCycles: 3, limit: limit)
  }

  /// A detector that chooses between the usual period, the candidates, and none.
  ///
  /// - Parameters:
  ///   - usual: the period that is kept in doubt; 1 for none.
  ///   - candidates: the periods that are tried.
  ///   - minimumCycles: how many periods a lone series must span to show one that is not usual. The
  ///     more candidates there are, the more likely is a chance likeness of only two.
  ///   - limit: how many series have a say.
  /// - Precondition: `usual` is at least 1, the candidates at least 2, `limit` at least 1.
  public init(usual: Int, candidates: [Int], minimumCycles: Int = 2, limit: Int = 500) {
    precondition(usual >= 1 && candidates.allSatisfy { $0 >= 2 } && limit >= 1)
    self.usual = usual
    self.minimumCycles = minimumCycles
    self.limit = limit
    let periods = Set(usual > 1 ? candidates + [usual] : candidates)
    evidence = periods.sorted().map(SeasonalPeriod.Evidence.init(period:))
  }

  /// Whether further series would be ignored.
  public var isFull: Bool { count >= limit }

  /// Hears the series of a panel, spread evenly over it if they are more than the limit.
  public mutating func add(_ panel: some RandomAccessCollection<Series>) {
    let share = min(limit - count, panel.count)
    for k in 0..<share {
      let position = panel.index(panel.startIndex, offsetBy: k * panel.count / share)
      add(panel[position].values)
    }
  }

  /// Hears a series; NaN is missing.
  ///
  /// - Complexity: O(*n*) for each candidate. Of a very long series the end is heard.
  public mutating func add(_ values: [Double]) {
    guard !isFull, let longest = evidence.last?.period else { return }
    count += 1
    let values = Array(values.suffix(max(20_000, 4 * longest)))
    guard let (deviations, observed) = values.deviations else { return }

    var isHeard = false
    var clear: [SeasonalEcho] = []
    for position in evidence.indices {
      let period = evidence[position].period
      if let echo = SeasonalEcho(deviations, observed: observed, period: period) {
        isHeard = true
        evidence[position].add(echo, cycles: observed / period)
        if echo.isClear { clear.append(echo) }
      }
    }
    if isHeard { voters += 1 }
    if let best = Self.best(of: clear),
      let position = evidence.firstIndex(where: { $0.period == best })
    {
      evidence[position].votes += 1
    }
  }

  /// The period over which the series changes least, or the shortest that divides it and does nearly
  /// as well: a multiple must halve the changes to be worth its length.
  private static func best(of clear: [SeasonalEcho]) -> Int? {
    guard let best = clear.min(by: { $0.variance < $1.variance }) else { return nil }
    return clear.first {
      best.period.isMultiple(of: $0.period) && $0.variance <= 2 * best.variance
    }?.period
  }

  /// The choice by what was heard so far.
  public var choice: SeasonalPeriod {
    let (period, basis) = decision
    return SeasonalPeriod(period: period, basis: basis, evidence: evidence, series: voters)
  }

  private var decision: (Int, SeasonalPeriod.Basis) {
    let favourite = evidence.max { $0.votes < $1.votes }
    guard usual > 1 else {
      // A few series must agree by half; of many, a quarter is no accident.
      let isLarge = voters >= 10
      let quorum = (isLarge ? 0.25 : 0.5) * Double(voters)
      guard let favourite, favourite.votes > 0, Double(favourite.votes) >= quorum,
        isLarge || favourite.longestCycles >= minimumCycles
      else { return (1, .none) }
      return (favourite.period, .found)
    }
    let evidence = evidence.first { $0.period == usual }
    if let evidence, evidence.share >= 0.1 { return (usual, .usual) }
    if let favourite, 2 * favourite.votes >= voters, favourite.votes > 0 {
      return (favourite.period, .found)
    }
    return evidence?.isExcluded == true ? (1, .excluded) : (usual, .unconfirmed)
  }
}
