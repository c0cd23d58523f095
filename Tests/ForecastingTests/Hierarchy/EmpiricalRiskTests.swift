import AlmanacTesting
import Tensors
import Testing

@testable import Forecasting

@Suite("EmpiricalRisk", .tags(.property))
struct EmpiricalRiskTests {
  /// Twelve bottom series in three nodes at several origins: what comes, and what was forecast. Bottom
  /// forecasts miss a shock that the forecasts of the nodes know, as far as `known` says.
  static func history(known: Double, origins: Int, seed: UInt64)
    -> (hierarchy: Hierarchy, actuals: [[Double]], forecasts: [[Double]])
  {
    let paths = (0..<12).map { ["\($0 / 4)", "\($0)"] }
    let hierarchy = Hierarchy(chains: [["a", "b"]], paths: paths)
    var stream = RandomStream(seed: seed)
    let shocks = (0..<origins).map { _ in 20 * stream.normal() }
    let bottoms = (0..<12).map { _ in shocks.map { 100 + $0 + stream.normal() } }
    let blind = bottoms.map { $0.map { _ in 100.0 } }
    let sums = hierarchy.nodes.map { node in
      shocks.indices.map { origin in node.bottoms.reduce(0) { $0 + bottoms[$1][origin] } }
    }
    let nodes = zip(hierarchy.nodes, sums).map { node, sums in
      sums.map { value in
        let flat = 100 * Double(node.bottoms.count)
        return flat + known * (value - flat)
      }
    }
    return (hierarchy, sums + bottoms, nodes + blind)
  }

  static func error(_ known: Double, by method: Reconciliation) -> Double {
    let (hierarchy, actuals, forecasts) = history(known: known, origins: 40, seed: 3)
    let past = 30
    let errors = zip(actuals, forecasts).map { row in (0..<past).map { row.0[$0] - row.1[$0] } }
    let result = method.reconciled(
      forecasts.map { Array($0[past...]) },
      of: hierarchy,
      errors: errors,
      actuals: actuals.map { Array($0[..<past]) }
    )
    for step in 0..<10 {
      let sums = hierarchy.sums(of: result[hierarchy.nodes.count...].map { $0[step] })
      for (sum, node) in zip(sums, result) { #expect(abs(sum - node[step]) < 1e-9 * abs(sum)) }
    }
    return zip(result, actuals).reduce(0) { sum, row in
      sum + (0..<10).reduce(0) { $0 + abs(row.0[$1] - row.1[past + $1]) }
    }
  }

  @Test("what sums knew and bottoms did not is learnt from past errors, and the result adds up")
  func learning() {
    #expect(Self.error(1, by: .empiricalRisk) < 0.3 * Self.error(1, by: .bottomUp))
  }

  @Test("origins before a series began are left out, as if they had not been")
  func late() {
    let (hierarchy, actuals, forecasts) = Self.history(known: 1, origins: 31, seed: 5)
    func result(from first: Int, padded: Bool) -> [[Double]] {
      // The last series begins late.
      func row(_ number: Int, _ value: (Int) -> Double) -> [Double] {
        ((padded ? 0 : first)..<30).map { step in
          step < first && number == actuals.count - 1 ? .nan : value(step)
        }
      }
      return Reconciliation.empiricalRisk.reconciled(
        forecasts.map { [$0[30]] },
        of: hierarchy,
        errors: actuals.indices.map { n in row(n) { actuals[n][$0] - forecasts[n][$0] } },
        actuals: actuals.indices.map { n in row(n) { actuals[n][$0] } }
      )
    }
    #expect(result(from: 10, padded: true) == result(from: 10, padded: false))
    #expect(result(from: 10, padded: true) != result(from: 0, padded: true))
    #expect(
      result(from: 27, padded: true)
        == Reconciliation.bottomUp.reconciled(forecasts.map { [$0[30]] }, of: hierarchy)
    )
  }

  @Test("where the sums know nothing more, it is bottom-up; so it is without enough origins")
  func nothing() {
    let (plain, learnt) = (Self.error(0, by: .bottomUp), Self.error(0, by: .empiricalRisk))
    #expect(learnt < 1.1 * plain)
    let (hierarchy, actuals, forecasts) = Self.history(known: 1, origins: 5, seed: 4)
    let few = Reconciliation.empiricalRisk.reconciled(
      forecasts.map { [$0[4]] },
      of: hierarchy,
      errors: zip(actuals, forecasts).map { row in (0..<4).map { row.0[$0] - row.1[$0] } },
      actuals: actuals.map { Array($0[..<4]) }
    )
    #expect(few == Reconciliation.bottomUp.reconciled(forecasts.map { [$0[4]] }, of: hierarchy))
  }
}
