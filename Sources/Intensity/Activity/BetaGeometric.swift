internal import Glibc
internal import Parallelism
internal import TimeSeries

/// Customers who buy at a rate of their own until they silently stop.
///
/// While alive a customer buys at a rate drawn from a gamma distribution (shape `r`, rate `α`), and after
/// each purchase leaves with a probability drawn from a beta distribution (`a`, `b`). In the modified
/// form a customer can also leave right after the first purchase. All that matters of a history are the
/// repeat visits, the time of the last, and the age. Times are in horizons.
///
/// - Source: Fader, Hardie and Lee 2005, “Counting your customers the easy way: an alternative to the
///   Pareto/NBD model”; Batislam, Denizel and Filiztekin 2007, “Empirical validation and comparison of
///   models for customer base analysis”.
public struct BetaGeometric: Hashable, Sendable {
  /// What is known of a customer.
  public struct Summary: Hashable, Sendable {
    /// Visits after the first.
    public var repeats: Int
    /// The age at the last visit.
    public var last: Double
    /// The time since the first visit.
    public var age: Double

    /// A customer.
    public init(repeats: Int, last: Double, age: Double) {
      (self.repeats, self.last, self.age) = (repeats, last, age)
    }
  }

  /// The shape of the rates.
  public var r: Double
  /// The rate of the rates, in horizons.
  public var alpha: Double
  /// The first number of the distribution of leaving.
  public var a: Double
  /// The second number of the distribution of leaving.
  public var b: Double
  /// Whether one can leave after the very first purchase.
  public var isModified: Bool

  /// A model.
  public init(r: Double, alpha: Double, a: Double, b: Double, isModified: Bool = false) {
    (self.r, self.alpha, self.a, self.b) = (r, alpha, a, b)
    self.isModified = isModified
  }

  /// The model that makes some customers likeliest.
  ///
  /// - Throws: `noHistory` without customers.
  public init(
    fitting customers: [Summary],
    isModified: Bool = false
  ) throws(IntensityError) {
    var counts: [Summary: Double] = [:]
    for customer in customers { counts[customer, default: 0] += 1 }
    // In a fixed order, so that the sums are the same in every run.
    let groups = counts.sorted {
      ($0.key.repeats, $0.key.age, $0.key.last) < ($1.key.repeats, $1.key.age, $1.key.last)
    }
    guard let oldest = customers.map(\.age).max(), oldest > 0 else { throw .noHistory }
    // In units of the greatest age, the same start suits every horizon.
    let summaries = groups.map {
      Summary(repeats: $0.key.repeats, last: $0.key.last / oldest, age: $0.key.age / oldest)
    }
    let weights = groups.map(\.value)
    let total = weights.reduce(0, +)
    func objective(_ x: [Double]) -> Double {
      // Far outside, the likelihood is flat to the digits.
      guard x.allSatisfy({ abs($0) < 12 }) else { return .infinity }
      let model = BetaGeometric(
        r: exp(x[0]),
        alpha: exp(x[1]),
        a: exp(x[2]),
        b: exp(x[3]),
        isModified: isModified
      )
      return -model.logLikelihood(of: summaries, weights: weights) / total
    }
    var best = nelderMead(from: [-1, -2, 0, 1], objective)
    // A simplex can collapse early; from a fresh one it goes on.
    for _ in 0..<2 { best = nelderMead(from: best.point, spread: 0.2, objective) }
    self.init(
      r: exp(best.point[0]),
      alpha: exp(best.point[1]) * oldest,
      a: exp(best.point[2]),
      b: exp(best.point[3]),
      isModified: isModified
    )
  }

  /// The sum of the logarithms of the customers' likelihoods.
  public func logLikelihood(of customers: [Summary], weights: [Double]? = nil) -> Double {
    // The gamma functions depend on the number of purchases alone.
    var constants: [Double] = []
    let most = customers.map(\.repeats).max() ?? 0
    let shift = isModified ? 1.0 : 0.0
    constants.reserveCapacity(most + 1)
    for repeats in 0...max(most, 0) {
      let x = Double(repeats)
      constants.append(
        logGamma(r + x) - logGamma(r) + r * log(alpha) + logGamma(a + b) + logGamma(b + x + shift)
          - logGamma(b) - logGamma(a + b + x + shift)
      )
    }
    var sum = 0.0
    for (place, customer) in customers.enumerated() {
      let x = Double(customer.repeats)
      let alive = -(r + x) * log(alpha + customer.age)
      let value = constants[customer.repeats] + alive + log1p(leavingOdds(customer))
      sum += (weights?[place] ?? 1) * value
    }
    return sum
  }

  /// How much likelier it is that the customer has left than not.
  private func leavingOdds(_ customer: Summary) -> Double {
    let x = Double(customer.repeats)
    if customer.repeats == 0 && !isModified { return 0 }
    let leaving = isModified ? a / (b + x) : a / (b + x - 1)
    return leaving * pow((alpha + customer.age) / (alpha + customer.last), r + x)
  }

  /// The probability that the customer has not left.
  public func aliveProbability(of customer: Summary) -> Double { 1 / (1 + leavingOdds(customer)) }

  /// What a window of some length brings.
  public func outlook(of customer: Summary, length: Double = 1) -> Outlook {
    let x = Double(customer.repeats)
    let alive = aliveProbability(of: customer)
    let silence = pow((alpha + customer.age) / (alpha + customer.age + length), r + x)
    let shift = isModified ? 1.0 : 0.0
    let c = a + b + x - 1 + shift
    let z = length / (alpha + customer.age + length)
    // At a = 1 the formula is 0/0; a step beside it the value is the same to seven digits.
    let leaving = abs(a - 1) < 1e-7 ? 1 + 1e-7 : a
    let visits =
      (c / (leaving - 1)) * (1 - silence * hypergeometric(r + x, b + x + shift, c, z)) * alive
    return Outlook(visits: max(visits, 0), probability: alive * (1 - silence))
  }
}

extension BetaGeometric.Summary {
  /// What matters of a history.
  public init(_ history: VisitHistory) {
    self.init(repeats: history.repeatCount, last: history.last, age: history.age)
  }
}

/// Activity of customers who buy at a rate of their own until they silently stop: BG/NBD.
public struct BuyTillYouDie: ActivityModel {
  /// The name on command lines and in tables.
  public static let name = "bg-nbd"

  /// The model of the customers.
  public let model: BetaGeometric

  /// Learns from histories and windows.
  public init(learningFrom lesson: Lesson) throws(IntensityError) {
    model = try BetaGeometric(fitting: lesson.summaries)
  }

  /// The model with numbers that were saved.
  public init(numbers: [Double]) throws(IntensityError) {
    model = try BetaGeometric(numbers: numbers, isModified: false)
  }

  /// What was learnt.
  public var numbers: [Double] { model.numbers }

  /// What the window behind a history will bring.
  public func outlook(of history: VisitHistory) -> Outlook {
    model.outlook(of: BetaGeometric.Summary(history))
  }
}

/// The same for customers who may leave right after the first purchase: MBG/NBD.
public struct ModifiedBuyTillYouDie: ActivityModel {
  /// The name on command lines and in tables.
  public static let name = "mbg-nbd"

  /// The model of the customers.
  public let model: BetaGeometric

  /// Learns from histories and windows.
  public init(learningFrom lesson: Lesson) throws(IntensityError) {
    model = try BetaGeometric(fitting: lesson.summaries, isModified: true)
  }

  /// The model with numbers that were saved.
  public init(numbers: [Double]) throws(IntensityError) {
    model = try BetaGeometric(numbers: numbers, isModified: true)
  }

  /// What was learnt.
  public var numbers: [Double] { model.numbers }

  /// What the window behind a history will bring.
  public func outlook(of history: VisitHistory) -> Outlook {
    model.outlook(of: BetaGeometric.Summary(history))
  }
}

extension BetaGeometric {
  fileprivate init(numbers: [Double], isModified: Bool) throws(IntensityError) {
    guard numbers.count == 4, numbers.allSatisfy({ $0 > 0 && $0.isFinite }) else {
      throw .damaged(part: isModified ? ModifiedBuyTillYouDie.name : BuyTillYouDie.name)
    }
    self.init(
      r: numbers[0],
      alpha: numbers[1],
      a: numbers[2],
      b: numbers[3],
      isModified: isModified
    )
  }

  fileprivate var numbers: [Double] { [r, alpha, a, b] }
}

extension Lesson {
  /// What matters of histories that have an age, of so many that four numbers are known to three digits.
  var summaries: [BetaGeometric.Summary] {
    let states = histories.filter { $0.hasMoment && !$0.history.isEmpty }.thinned(to: 200_000)
    return inBlocks(of: states.count) { block in
      block.map { BetaGeometric.Summary(VisitHistory(states[$0], in: log, horizon: horizon)) }
    }
  }
}
