import AlmanacTesting
import Foundation
import Testing
import TimeSeries

@testable import Intensity

/// The recorded numbers of lifetimes 0.11.3; `Golden/make_buyers.py` made them.
private struct Buyers: Decodable {
  struct Fit: Decodable {
    var parameters: [Double]
    var cases: [[Double]]
  }
  struct Value: Decodable {
    var customers: [[Double]]
    var parameters: [Double]
    var expected: [[Double]]
  }
  var customers: [[Double]]
  var plain: Fit
  var modified: Fit
  var value: Value
}

@Suite("BetaGeometric")
struct BetaGeometricTests {
  private let buyers: Buyers

  init() throws { buyers = try goldenFile("buyers.json") }

  private var customers: [BetaGeometric.Summary] {
    buyers.customers.map {
      BetaGeometric.Summary(repeats: Int($0[0]), last: $0[1], age: $0[2])
    }
  }

  @Test("the CDNOW sample gives the published parameters", .tags(.golden))
  func published() throws {
    let model = try BetaGeometric(fitting: customers)
    for (actual, expected) in zip(
      [model.r, model.alpha, model.a, model.b],
      [0.24259, 4.41353, 0.79289, 2.42575]
    ) {
      // The published numbers have five digits.
      #expect(abs(actual - expected) < 2e-4 * expected, "\(model)")
    }
    #expect(model.logLikelihood(of: customers) > -9582.4257)
  }

  @Test("both forms are fitted as by the peer", .tags(.golden), arguments: [false, true])
  func fitted(isModified: Bool) throws {
    let golden = isModified ? buyers.modified : buyers.plain
    let model = try BetaGeometric(fitting: customers, isModified: isModified)
    for (actual, expected) in zip([model.r, model.alpha, model.a, model.b], golden.parameters) {
      // Both optimisers stop at a tolerance of their own.
      #expect(abs(actual - expected) < 1e-3 * expected, "\(model)")
    }
  }

  @Test("expectations are the peer's", .tags(.golden), arguments: [false, true])
  func expectations(isModified: Bool) {
    let golden = isModified ? buyers.modified : buyers.plain
    let p = golden.parameters
    let model = BetaGeometric(r: p[0], alpha: p[1], a: p[2], b: p[3], isModified: isModified)
    for one in golden.cases {
      let customer = BetaGeometric.Summary(repeats: Int(one[0]), last: one[1], age: one[2])
      #expect(abs(model.aliveProbability(of: customer) - one[3]) < 1e-9)
      #expect(abs(model.outlook(of: customer, length: 39).visits - one[4]) < 1e-7 * one[4])
    }
  }

  @Test("a known customer buys again with the known probability", .tags(.golden))
  func known() {
    let model = BetaGeometric(r: 0.24259, alpha: 4.41353, a: 0.79289, b: 2.42575)
    let customer = BetaGeometric.Summary(repeats: 2, last: 30.43, age: 38.86)
    let outlook = model.outlook(of: customer, length: 39)
    #expect(abs(outlook.visits - 1.225911) < 1e-5)
    #expect(abs(model.aliveProbability(of: customer) - 0.726609) < 1e-6)
    #expect(abs(outlook.probability - 0.554607) < 1e-6)
  }

  @Test("simulated customers buy as often as expected", .tags(.property), arguments: [false, true])
  func simulation(isModified: Bool) {
    let model = BetaGeometric(r: 0.6, alpha: 2, a: 0.9, b: 2.5, isModified: isModified)
    var random = SplitMix(state: 7)
    var sums = [BetaGeometric.Summary: (count: Double, visits: Double, any: Double)]()
    for _ in 0..<400_000 {
      let rate = random.gamma(shape: model.r) / model.alpha
      let (g, h) = (random.gamma(shape: model.a), random.gamma(shape: model.b))
      let leaving = g / (g + h)
      var isAlive = !isModified || random.uniform() >= leaving
      var (time, repeats, future) = (0.0, 0, 0.0)
      while isAlive {
        time += -log(random.uniform()) / rate
        if time > 8 { break }
        if time < 4 { repeats += 1 } else { future += 1 }
        isAlive = random.uniform() >= leaving
      }
      // Customers without a repeat are alike; of others the last time would have to be matched too.
      guard repeats == 0 else { continue }
      let key = BetaGeometric.Summary(repeats: 0, last: 0, age: 4)
      let old = sums[key] ?? (0, 0, 0)
      sums[key] = (old.count + 1, old.visits + future, old.any + (future > 0 ? 1 : 0))
    }
    for (customer, sum) in sums {
      let outlook = model.outlook(of: customer, length: 4)
      // Four standard errors of some 200,000 customers.
      #expect(abs(outlook.probability - sum.any / sum.count) < 4 * 0.5 / sum.count.squareRoot())
      #expect(abs(outlook.visits - sum.visits / sum.count) < 4 * 1.5 / sum.count.squareRoot())
    }
  }

  @Test("the worth of visits is fitted and expected as by the peer", .tags(.golden))
  func value() throws {
    let golden = buyers.value
    let model = try GammaGamma(
      fitting: golden.customers.map { (visits: Int($0[0]), mean: $0[1]) }
    )
    for (actual, expected) in zip([model.p, model.q, model.v], golden.parameters) {
      // The likelihood is flat along a ridge of the three.
      #expect(abs(actual - expected) < 1e-2 * expected, "\(model)")
    }
    let p = golden.parameters
    let given = GammaGamma(p: p[0], q: p[1], v: p[2])
    for one in golden.expected {
      let value = given.expectedValue(visits: Int(one[0]), mean: one[1])
      #expect(abs(value - one[2]) < 1e-9 * one[2])
    }
  }
}

@Suite("CDNOW", .enabled(if: ReferenceData.isPresent))
struct CDNOWTests {
  @Test("the full file is fitted at least as well as published", .tags(.golden))
  func fullFile() throws {
    let lines = try ReferenceData.lines(of: "events/cdnow/CDNOW_master.txt.gz").dropFirst()
    var rows = EventLog.Rows()
    var numbers: [Substring: Int] = [:]
    var names: [String] = []
    for line in lines {
      let fields = line.split(separator: " ")
      guard fields.count == 4 else { continue }
      let user = numbers[fields[0]] ?? names.count
      if user == names.count {
        numbers[fields[0]] = user
        names.append(String(fields[0]))
      }
      let clock = EventClock(.day)
      rows.append(user: user, item: 0, time: try #require(clock.tick(of: String(fields[1]))))
    }
    let log = EventLog(rows, userNames: names, itemNames: [""], clock: EventClock(.day))
    #expect(log.userNames.count == 23_570)
    let week = try #require(log.clock.ticks(of: "1w"))
    let end = try #require(log.clock.tick(of: "1997-10-01"))
    let lesson = Lesson(log: log, horizon: week, histories: log.states(at: end), windows: [])
    let model = try BetaGeometric(fitting: lesson.summaries)
    #expect(model.logLikelihood(of: lesson.summaries) >= -95443.795)
  }
}

/// A small generator with the distributions that simulations need.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func uniform() -> Double { (Double(next() >> 12) + 0.5) * 0x1p-52 }

  /// Marsaglia and Tsang 2000.
  mutating func gamma(shape: Double) -> Double {
    if shape < 1 { return gamma(shape: shape + 1) * pow(uniform(), 1 / shape) }
    let d = shape - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let normal = (-2 * log(uniform())).squareRoot() * cos(2 * .pi * uniform())
      let v = pow(1 + c * normal, 3)
      if v > 0, log(uniform()) < 0.5 * normal * normal + d - d * v + d * log(v) { return d * v }
    }
  }
}
