internal import Glibc

/// A map from a model's probabilities to those that came true on windows before.
public enum Calibration: Hashable, Sendable {
  /// Probabilities as they are.
  case none
  /// `logit p' = intercept + slope · logit p`
  case logistic(intercept: Double, slope: Double)
  /// Steps that only rise: below each bound the level before it.
  case isotonic(bounds: [Double], levels: [Double])

  /// The probability that is meant.
  public func callAsFunction(_ probability: Double) -> Double {
    switch self {
    case .none: return probability
    case .logistic(let intercept, let slope):
      return 1 / (1 + exp(-(intercept + slope * Self.logit(probability))))
    case .isotonic(let bounds, let levels):
      guard let first = levels.first, let last = levels.last else { return probability }
      if probability <= bounds[0] { return first }
      for i in 1..<max(bounds.count, 1) where probability <= bounds[i] {
        // Between the middles of two steps, a straight line: equal levels would tie all their users.
        let share = (probability - bounds[i - 1]) / (bounds[i] - bounds[i - 1])
        return levels[i - 1] + share * (levels[i] - levels[i - 1])
      }
      return last
    }
  }

  /// The better of the two kinds of map for some probabilities, by the likelihood of one half of the cases
  /// under what was learnt from the other.
  ///
  /// - Parameter users: whose the cases are, so that those of one user fall into one half; nil where each
  ///   is another's.
  /// - Returns: `none` where fewer than 20 cases of either outcome say anything.
  public init(fitting probabilities: [Double], outcomes: [Bool], users: [Int]? = nil) {
    let happened = outcomes.count { $0 }
    guard min(happened, outcomes.count - happened) >= 20 else {
      self = .none
      return
    }
    func half(_ remainder: Int) -> (p: [Double], y: [Bool]) {
      let places = probabilities.indices.filter { (users?[$0] ?? $0) % 2 == remainder }
      return (places.map { probabilities[$0] }, places.map { outcomes[$0] })
    }
    var losses = [0.0, 0.0, 0.0]
    for remainder in 0...1 {
      let (train, test) = (half(remainder), half(1 - remainder))
      let maps: [Calibration] = [
        .none, Self.logistic(fitting: train.p, train.y), Self.isotonic(fitting: train.p, train.y),
      ]
      for (place, map) in maps.enumerated() {
        losses[place] += ProbabilityScores(test.p.map(map.callAsFunction), outcomes: test.y).logLoss
      }
    }
    let best = losses.min() ?? 0
    if best == losses[0] {
      self = .none
    } else if best == losses[1] {
      self = Self.logistic(fitting: probabilities, outcomes)
    } else {
      self = Self.isotonic(fitting: probabilities, outcomes)
    }
  }

  private static func logit(_ p: Double) -> Double {
    let p = min(max(p, 1e-9), 1 - 1e-9)
    return log(p / (1 - p))
  }

  /// The logistic map, by Newton's method.
  static func logistic(fitting probabilities: [Double], _ outcomes: [Bool]) -> Calibration {
    let x = probabilities.map(logit)
    var (a, b) = (0.0, 1.0)
    for _ in 0..<50 {
      var (ga, gb, haa, hab, hbb) = (0.0, 0.0, 1e-6, 0.0, 1e-6)
      for i in x.indices {
        let p = 1 / (1 + exp(-(a + b * x[i])))
        let error = (outcomes[i] ? 1 : 0) - p
        let weight = p * (1 - p)
        ga += error
        gb += error * x[i]
        haa += weight
        hab += weight * x[i]
        hbb += weight * x[i] * x[i]
      }
      let determinant = haa * hbb - hab * hab
      guard determinant > 0 else { break }
      let da = (hbb * ga - hab * gb) / determinant
      let db = (haa * gb - hab * ga) / determinant
      a += min(max(da, -2), 2)
      b += min(max(db, -1), 1)
      if abs(da) + abs(db) < 1e-10 { break }
    }
    // A falling map would turn the order around.
    return b > 0 ? .logistic(intercept: a, slope: b) : .none
  }

  /// The rising steps, by pooling adjacent violators.
  ///
  /// - Source: Zadrozny and Elkan 2002, “Transforming classifier scores into accurate multiclass
  ///   probability estimates”.
  static func isotonic(fitting probabilities: [Double], _ outcomes: [Bool]) -> Calibration {
    let order = probabilities.indices.sorted { probabilities[$0] < probabilities[$1] }
    var blocks: [(sum: Double, count: Double, centre: Double)] = []
    // Equal probabilities are one case, with the share that happened.
    var i = 0
    while i < order.count {
      var j = i
      var sum = 0.0
      while j < order.count, probabilities[order[j]] == probabilities[order[i]] {
        sum += outcomes[order[j]] ? 1 : 0
        j += 1
      }
      blocks.append((sum, Double(j - i), probabilities[order[i]]))
      i = j
    }
    return isotonic(pooling: blocks)
  }

  /// The rising steps of groups of cases, given by what happened, how many they are, and where.
  static func isotonic(pooling groups: [(sum: Double, count: Double, centre: Double)])
    -> Calibration
  {
    var blocks: [(sum: Double, count: Double, moment: Double)] = []
    for group in groups {
      blocks.append((group.sum, group.count, group.centre * group.count))
      while blocks.count > 1 {
        let (last, before) = (blocks[blocks.count - 1], blocks[blocks.count - 2])
        guard last.sum * before.count <= before.sum * last.count else { break }
        blocks.removeLast()
        blocks[blocks.count - 1] = (
          before.sum + last.sum, before.count + last.count, before.moment + last.moment
        )
      }
    }
    // A few cases prove nothing: one more in each block, which happened as often as all did.
    let total = blocks.reduce((sum: 0.0, count: 0.0)) { ($0.sum + $1.sum, $0.count + $1.count) }
    let rate = total.sum / max(total.count, 1)
    var levels = blocks.map { ($0.sum + rate) / ($0.count + 1) }
    for i in levels.indices.dropFirst() { levels[i] = max(levels[i], levels[i - 1]) }
    return .isotonic(bounds: blocks.map { $0.moment / $0.count }, levels: levels)
  }
}

/// A map from expected numbers of events of pairs to probabilities, learnt on a window before.
///
/// The expected numbers are put into groups by their logarithm, and each has the share of its pairs that
/// happened.
public struct PairCalibration: Hashable, Sendable {
  private let map: Calibration

  /// Where the groups end, by the expected number.
  private static let groupCount = 64

  private static func group(of expected: Double) -> Int {
    // From 1e-7 to 10, eight groups to a factor of ten.
    min(max(Int((log10(max(expected, 1e-7)) + 7) * 8), 0), groupCount - 1)
  }

  /// Numbers taken as those of Poisson variables.
  public init() { map = .none }

  /// The map as numbers.
  var numbers: [Double] { map.numbers }

  /// The map that numbers stand for.
  init(numbers: [Double]) throws(IntensityError) { map = try Calibration(numbers: numbers) }

  /// Learns from a table and what happened.
  ///
  /// - Parameter targets: for each state the items that happened, without repeats.
  public init(of table: IntensityTable, targets: [[Int32]]) {
    var sums = [Double](repeating: 0, count: Self.groupCount)
    var counts = sums
    var moments = sums
    let m = table.itemCount
    table.forEachBlock { states, rows in
      for (place, state) in states.enumerated() {
        for item in 0..<m where rows[place * m + item] >= 0 {
          let expected = Double(rows[place * m + item])
          let group = Self.group(of: expected)
          counts[group] += 1
          moments[group] += -expm1Negative(expected)
        }
        for item in targets[state] where rows[place * m + Int(item)] >= 0 {
          sums[Self.group(of: Double(rows[place * m + Int(item)]))] += 1
        }
      }
    }
    let groups = (0..<Self.groupCount).filter { counts[$0] > 0 }
    guard groups.contains(where: { sums[$0] > 0 }) else {
      map = .none
      return
    }
    map = .isotonic(
      pooling: groups.map { (sums[$0], counts[$0], moments[$0] / counts[$0]) }
    )
  }

  /// The probability of at least one event.
  public func probability(ofExpected expected: Double) -> Double {
    let raw = -expm1Negative(expected)
    guard case .isotonic(let bounds, let levels) = map, let first = bounds.first,
      let last = bounds.last
    else { return raw }
    // Beyond the groups that were seen, in proportion.
    if raw < first { return levels[0] * raw / max(first, 1e-300) }
    if raw > last, let top = levels.last {
      return min(1, top + (1 - top) * (raw - last) / max(1 - last, 1e-12) * top)
    }
    return map(raw)
  }
}
