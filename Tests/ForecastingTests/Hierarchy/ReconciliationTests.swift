import AlmanacTesting
import Tensors
import Testing
import TimeSeries

@testable import Forecasting

@Suite("Reconciliation")
struct ReconciliationTests {
  /// A total, two nodes and four series below them.
  static let small = Hierarchy(
    chains: [["state", "store"]],
    paths: [["a", "1"], ["a", "2"], ["b", "1"], ["b", "2"]]
  )
  static let base: [Double] = [105, 52, 49, 20, 27, 31, 18]
  static let errors: [[Double]] = (0..<7).map { series -> [Double] in
    (0..<8).map { step -> Double in
      let whole: Int = (series + 1) * (step + 2) * 37 % 11 - 5
      let half: Double = step.isMultiple(of: 2) ? 0 : 0.5 * Double(series)
      return Double(whole) + half
    }
  }

  static let methods: [Reconciliation] =
    [.bottomUp, .topDown, .middleOut(level: 1)]
    + Reconciliation.Weighting.allCases.map { .minimumTrace($0) }

  static func result(_ method: Reconciliation) -> [Double] {
    method.reconciled(base.map { [$0] }, of: small, errors: errors).map { $0[0] }
  }

  @Test(
    "the dense formula gives the same, with each weighting",
    .tags(.golden),
    arguments: [
      // NumPy 2.4: S (Sᵀ W⁻¹ S)⁻¹ Sᵀ W⁻¹ y, with the shrinkage 0.9433597892581521 of the pairwise formula.
      (
        Reconciliation.Weighting.ols,
        [102.57142857142858, 51.95238095238095, 50.61904761904763, 22.47619047619048]
      ),
      (.structural, [100.66666666666666, 50.58333333333333, 50.08333333333334, 21.79166666666667]),
      (.variance, [102.35003288350751, 51.77206579787345, 50.57796708563404, 22.29496294096203]),
      (.shrink, [102.3287139984712, 51.73407902248971, 50.594634975981506, 22.190497948786494]),
    ]
  )
  func dense(weighting: Reconciliation.Weighting, expected: [Double]) {
    for (value, expected) in zip(Self.result(.minimumTrace(weighting)), expected) {
      // The solver stops at a relative rest of 1e-12.
      #expect(abs(value - expected) < 1e-9 * abs(expected))
    }
  }

  @Test("shares are those of the forecasts at the bottom")
  func shares() {
    #expect(Self.result(.bottomUp) == [96, 47, 49, 20, 27, 31, 18])
    let topDown = Self.result(.topDown)
    #expect(abs(topDown[0] - 105) < 1e-12 && abs(topDown[3] - 105 * 20 / 96) < 1e-12)
    let middle = Self.result(.middleOut(level: 1))
    #expect(abs(middle[1] - 52) < 1e-12 && abs(middle[2] - 49) < 1e-12)
    #expect(abs(middle[3] - 52 * 20.0 / 47) < 1e-12)
  }

  @Test("forecasts add up, and those that did already stay", .tags(.property), arguments: methods)
  func coherence(method: Reconciliation) {
    var stream = RandomStream(seed: 3)
    let names = (0..<3).flatMap { state in
      (0..<4).flatMap { store in (0..<5).map { ["s\(state)", "t\(store)", "\($0 % 3)\($0)"] } }
    }
    let crossed = Hierarchy(chains: [["state", "store"], ["kind"]], paths: names)
    let count = crossed.nodes.count + crossed.bottomCount
    let rows = (0..<count).map { _ in (0..<3).map { _ in 100 + 20 * stream.normal() } }
    let errors = (0..<count).map { _ in (0..<12).map { _ in stream.normal() } }
    let coherent = method.reconciled(rows, of: crossed, errors: errors)
    let bottoms = crossed.nodes.count
    for step in 0..<3 {
      for (place, node) in crossed.nodes.enumerated() {
        let sum = node.bottoms.reduce(0) { $0 + coherent[bottoms + $1][step] }
        #expect(abs(coherent[place][step] - sum) < 1e-9 * abs(sum))
      }
    }
    let again = method.reconciled(coherent, of: crossed, errors: errors)
    for (one, other) in zip(coherent.joined(), again.joined()) {
      #expect(abs(one - other) < 1e-9 * max(abs(one), 1))
    }
  }

  @Test("no bottom series falls below zero where none may")
  func nonNegative() {
    let rows: [[Double]] = [[1], [1], [0], [5], [-4], [0], [.nan]]
    let free = Reconciliation.minimumTrace(.ols).reconciled(rows, of: Self.small)
    #expect(free[4][0] < 0)
    let raised = Reconciliation.minimumTrace(.ols)
      .reconciled(rows, of: Self.small, isNonNegative: true)
    #expect(raised[4][0] == 0)
    #expect(raised[0][0] == raised[3...].reduce(0) { $0 + $1[0] })
  }

  @Test("a level of zeros is divided in equal parts")
  func zeros() {
    let rows: [[Double]] = [[8], [0], [0], [0], [0], [0], [0]]
    #expect(Reconciliation.topDown.reconciled(rows, of: Self.small)[3] == [2])
  }

  @Test("errors are stretched as the linear map stretches them")
  func stretches() {
    // What came adds up, so that what reconciled forecasts miss is the reconciled errors.
    let actuals = [400.0, 200, 200, 100, 100, 100, 100].map { [Double](repeating: $0, count: 8) }
    // The errors repeated, so that both halves of the origins say the same.
    func doubled(_ rows: [[Double]]) -> [[Double]] { rows.map { $0.flatMap { [$0, $0] } } }
    let method = Reconciliation.minimumTrace(.variance)
    let found = method.stretches(
      of: Self.small,
      errors: doubled(Self.errors),
      actuals: doubled(actuals)
    )
    let coherent = method.reconciled(Self.errors, of: Self.small, errors: Self.errors)
    for (place, row) in Self.errors.enumerated() {
      func size(_ row: [Double]) -> Double { row.reduce(0) { $0 + $1 * $1 }.squareRoot() }
      #expect(abs(found[place] - max(size(coherent[place]) / size(row), 1)) < 1e-9)
    }
  }

  @Test(
    "a sum of independent series errs as the root of their number, whatever its own forecast did"
  )
  func bottomUpStretch() {
    var stream = RandomStream(seed: 8)
    func errors(_ count: Int, _ deviation: Double) -> [[Double]] {
      (0..<count).map { _ in (0..<400).map { _ in deviation * stream.normal() } }
    }
    let found = Reconciliation.bottomUp.stretches(
      of: Self.small,
      // The sum has a deviation of 2, the total's own forecast one of 1.25; the nodes' err far more than √2.
      errors: errors(1, 1.25) + errors(2, 4) + errors(4, 1),
      actuals: [200.0, 100, 100, 50, 50, 50, 50].map { [Double](repeating: $0, count: 400) }
    )
    #expect(abs(found[0] - 1.6) < 0.12)
    #expect(found[1...].allSatisfy { abs($0 - 1) < 1e-12 })
  }

  @Test("no spread is more than doubled")
  func mostStretch() {
    var stream = RandomStream(seed: 9)
    let bottoms = (0..<4).map { _ in (0..<20).map { _ in stream.normal() } }
    let perfect = (0..<3).map { _ in [Double](repeating: 1e-3, count: 20) }
    let found = Reconciliation.bottomUp.stretches(
      of: Self.small,
      errors: perfect + bottoms,
      actuals: [200.0, 100, 100, 50, 50, 50, 50].map { [Double](repeating: $0, count: 20) }
    )
    #expect(found[..<3] == [2, 2, 2])
  }

  @Test("a distribution moves with its mean, and stretches around it")
  func moving() {
    let normal = ForecastDistribution(
      mean: [10, 20],
      shape: .normal(standardDeviation: [1, 2])
    )
    let wide = normal.moved(to: [12, 19], stretchedBy: 1.5)
    #expect(wide.mean == [12, 19])
    #expect(wide.shape == .normal(standardDeviation: [1.5, 3]))
    #expect(normal.moved(to: [12, 19]).shape == normal.shape)
    let skewed = ForecastDistribution(
      mean: [10],
      shape: .quantiles(levels: [0.1, 0.5, 0.9], values: [[8, 10, 16]])
    )
    let moved = skewed.moved(to: [11], stretchedBy: 1.5)
    #expect(moved.shape == .quantiles(levels: [0.1, 0.5, 0.9], values: [[8, 11, 20]]))
    #expect(skewed.moved(to: [10]) == skewed)
  }

  @Test("few origins leave spreads alone, and no errors at all")
  func unknownStretches() {
    let few = Self.errors.map { Array($0.prefix(8)) }
    #expect(
      Reconciliation.bottomUp.stretches(of: Self.small, errors: few, actuals: few)
        == [1, 1, 1, 1, 1, 1, 1]
    )
    #expect(
      Reconciliation.bottomUp.stretches(of: Self.small, errors: [], actuals: [])
        == [1, 1, 1, 1, 1, 1, 1]
    )
  }
}
