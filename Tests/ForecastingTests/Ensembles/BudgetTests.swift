import AlmanacTesting
import Synchronization
import Testing
import TimeSeries

@testable import Forecasting

@Suite("Time budget of auto", .tags(.property))
struct BudgetTests {
  /// Each part that is there takes its gain from a loss of 10.
  static func plan(_ seconds: [Double], gains: [Double], allowed: Double) -> [Bool] {
    BudgetPlan(seconds: seconds, allowed: allowed) { keeps in
      10 - zip(keeps, gains).map { $0 ? $1 : 0 }.reduce(0, +)
    }.keeps
  }

  @Test("nothing goes where there is time for all")
  func enough() {
    #expect(Self.plan([1, 2, 3], gains: [1, 1, 1], allowed: 6) == [true, true, true])
  }

  @Test("the part that brings least for its time goes first, what does harm before all others")
  func order() {
    #expect(Self.plan([1, 2, 3], gains: [1, 1, 1], allowed: 5) == [true, true, false])
    #expect(Self.plan([1, 2, 3], gains: [0.1, 1, 3], allowed: 5) == [false, true, true])
    #expect(Self.plan([1, 2, 3], gains: [1, -0.1, 1], allowed: 5) == [true, false, true])
  }

  @Test("one part stays, the cheapest where not even that fits")
  func last() {
    #expect(Self.plan([5, 2, 9], gains: [1, 1, 5], allowed: 9) == [false, false, true])
    #expect(Self.plan([5, 2, 9], gains: [1, 1, 5], allowed: 1) == [false, true, false])
    #expect(Self.plan([5], gains: [1], allowed: 0) == [true])
    #expect(BudgetPlan(seconds: [5, 2], allowed: 2) { _ in 1 }.fits)
    #expect(!BudgetPlan(seconds: [5, 2], allowed: 1) { _ in 1 }.fits)
  }

  /// A clock that goes on by a second each time it is read.
  static func clock() -> @Sendable () -> Double {
    let ticks = Mutex(0.0)
    return {
      ticks.withLock { seconds in
        seconds += 1
        return seconds
      }
    }
  }

  static func trained(_ allowed: Double?, clock: @escaping @Sendable () -> Double) throws -> Auto {
    var auto = AutoTests.auto(1)
    (auto.secondsAllowed, auto.clock) = (allowed, clock)
    return try auto.trained(on: AutoTests.panel(60, steps: 50)) { _ in true }
  }

  @Test("with time enough the forecasts are those without a budget, and it says so")
  func generous() throws {
    let panel = AutoTests.panel(60, steps: 50)
    let (timed, free) = (
      try Self.trained(1e9, clock: Self.clock()), try Self.trained(nil, clock: Self.clock())
    )
    #expect(
      timed.findings?.budget
        == AutoFindings.Budget(seconds: 1e9, dropped: [], effort: 1, isEnough: true)
    )
    #expect(free.findings?.budget == nil)
    for series in panel {
      #expect(
        timed.fittedOrReplaced(series).forecast(horizon: 4).distribution
          == free.fittedOrReplaced(series).forecast(horizon: 4).distribution
      )
    }
  }

  @Test("by a clock that is set, parts are left out, and what stays still adds up to 1")
  func tight() throws {
    // By that clock each trial takes a second, so the whole panel some two seconds a part and the trees more.
    let trained = try Self.trained(20, clock: Self.clock())
    let findings = try #require(trained.findings)
    let dropped = try #require(findings.budget?.dropped)
    #expect(!dropped.isEmpty && dropped.count < 5)
    let sum = findings.regular.map(\.weight).reduce(0, +)
    #expect(abs(sum - 1) < 1e-12)
    for share in findings.regular { #expect(dropped.contains(share.name) == (share.weight == 0)) }
    for series in AutoTests.panel(60, steps: 50) {
      let forecast = trained.fittedOrReplaced(series).forecast(horizon: 4)
      #expect(forecast.fallback == nil && forecast.mean.allSatisfy(\.isFinite))
    }
  }

  /// What the parts take by a clock that is set, on a panel of so many rows that fewer are worth learning from.
  static func rehearsal(seconds: Double) throws -> AutoRehearsal {
    var trees = BoostingForecaster(seasonalPeriod: 1, horizon: 4)
    trees.boosting.rounds = 60
    let rehearsal = AutoRehearsal(
      of: trees,
      on: AutoTests.panel(300, steps: 60),
      period: 1,
      intervals: .model,
      seconds: seconds,
      clock: clock()
    )
    return try #require(rehearsal)
  }

  @Test("trees learn from fewer rows before a part goes, and the less time there is the fewer")
  func effort() throws {
    let rehearsal = try Self.rehearsal(seconds: 1e6)
    let all = rehearsal.names.map { _ in true }
    let plans = [1e6, 3000, 1000, 500, 300, 200, 100, 50].map {
      rehearsal.plan(seconds: $0, isPrepared: false, among: all)
    }
    #expect(plans[0].effort == 1 && plans[0].keeps == all)
    #expect(plans.contains { $0.effort < 1 && $0.keeps == all && $0.fits })
    for (more, less) in zip(plans, plans.dropFirst()) where less.keeps == all {
      #expect(more.keeps == all && less.effort <= more.effort)
    }
    #expect(plans.contains { $0.keeps != all })
  }

  @Test("where forecasts turn out to take longer, parts go that there was time for")
  func pace() throws {
    let rehearsal = try Self.rehearsal(seconds: 1e6)
    let all = rehearsal.names.map { _ in true }
    let seconds = 1.2 * rehearsal.secondsOfForecasts(of: all)
    let (usual, slow) = (
      rehearsal.plan(seconds: seconds, isPrepared: true, among: all),
      rehearsal.plan(seconds: seconds, isPrepared: true, pace: 3, among: all)
    )
    #expect(usual.keeps == all && usual.fits)
    #expect(slow.keeps != all)
    #expect(rehearsal.pace(of: all, secondsOfOne: 0) == 1)
  }

  @Test("a rehearsal takes no more than a share of the time, and says what it has seen by then")
  func shortRehearsal() throws {
    let rehearsal = try Self.rehearsal(seconds: 60)
    // By that clock a tree takes a second, and a tenth of 60 seconds is there for them.
    #expect((5...7).contains(rehearsal.trial.rounds))
  }

  @Test("trees with less effort are what is planned with")
  func shares() {
    for (effort, rows, rounds, share) in [
      // Few rows are all read, down to a quarter of the rounds; of many, the roots of both are left.
      (0.5, 5000.0, 0.5, 1.0), (0.1, 5000, 0.25, 1), (0.25, 40_000, 0.5, 0.5),
      (0.09, 400_000, 0.3, 0.3), (0.0125, 400_000, 0.25, 0.05), (1, 40_000, 1, 1),
    ] {
      let shares = BoostingForecaster.shares(ofEffort: effort, rows: rows)
      #expect(abs(shares.rounds - rounds) < 1e-12 && abs(shares.rows - share) < 1e-12, "\(effort)")
    }
    let panel = AutoTests.panel(300, steps: 60)
    var trees = BoostingForecaster(seasonalPeriod: 1, horizon: 12)
    trees.boosting.rounds = 60
    let rows = Double(trees.rowCount(on: panel))
    for effort in [0.8, 0.4, 0.1] {
      let shares = BoostingForecaster.shares(ofEffort: effort, rows: rows)
      let less = trees.learning(withEffort: effort, on: panel)
      #expect(less.boosting.rounds == Int(shares.rounds * 60))
      let left = Double(less.rowCount(on: panel)) / rows
      #expect((0.8...1.25).contains(left / shares.rows), "\(effort): \(left) for \(shares.rows)")
    }
  }

  @Test("sixty series are tested in any case, and no more than a share of the most")
  func testedShare() {
    #expect(AutoTrial.testedShare(0, effort: 0.5) == 1)
    #expect(AutoTrial.testedShare(60, effort: 0.001) == 1)
    #expect(AutoTrial.testedShare(240, effort: 0.001) == 0.25)
    #expect(AutoTrial.testedShare(240, effort: 0.1) == 0.5)
    #expect(AutoTrial.testedShare(23_000, effort: 0.25) == 0.25)
    #expect(AutoTrial.testedShare(23_000, effort: 1) == 1)
  }

  @Test("the least effort is a quarter of the trees from 20,000 rows, of small panels too")
  func leastEffort() {
    for count in [80, 150, 300] {
      let panel = AutoTests.panel(count, steps: 60)
      var trees = BoostingForecaster(seasonalPeriod: 1, horizon: 12)
      trees.boosting.rounds = 60
      let rows = Double(trees.rowCount(on: panel))
      let less = trees.learning(withEffort: 0.25 * min(20_000 / rows, 1), on: panel)
      #expect(less.boosting.rounds == 15)
      let left = Double(less.rowCount(on: panel))
      #expect((0.8...1.2).contains(left / min(20_000, rows)), "\(left) of \(rows)")
    }
  }

  @Test("trees that were tested stay where the last training lost half of them, or those of steps")
  func cutShort() throws {
    let panel = RecursiveTreesTests.panel(20, steps: 80)
    let forecaster = RecursiveTreesTests.forecaster(share: 1)
    let trial = try #require(
      BoostingTrial(of: forecaster, on: panel, isWatched: false) { _ in true }
    )
    for (rounds, isWorse) in [(60, false), (31, false), (29, true)] {
      var short = try forecaster.learning(from: panel, rounds: rounds) { _ in true }
      #expect(trial.isBetter(than: short) == isWorse)
      short.knowledge?.recursive = nil
      #expect(trial.isBetter(than: short))
    }
  }

  @Test("a share of the rows is about that share, of long series and of short ones")
  func rows() {
    for panel in [AutoTests.panel(300, steps: 60), AutoTests.panel(2000, steps: 20)] {
      let trees = BoostingForecaster(seasonalPeriod: 1, horizon: 12)
      let all = Double(trees.rowCount(on: panel))
      for share in [0.9, 0.5, 0.2, 0.1] {
        let rows = Double(trees.learning(fromShare: share, of: panel).rowCount(on: panel))
        let wanted = max(share * all, 5000)
        #expect(rows <= 1.5 * wanted && rows >= 0.4 * wanted, "\(share) of \(all): \(rows)")
      }
    }
  }
}
