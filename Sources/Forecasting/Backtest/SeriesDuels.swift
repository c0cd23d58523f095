internal import TimeSeries

/// For each pair of models, on how many series the errors of one are smaller than those of the other by
/// more than chance.
///
/// Each series is judged by itself: the test of Diebold and Mariano on its absolute errors in the order
/// of windows and steps. By chance alone one series in forty counts for each side, up to one in twenty
/// where errors grow together within a window. Windows that share steps are not tested.
public struct SeriesDuels: Hashable, Sendable {
  /// The least chance of a difference that is believed.
  public static let level = 0.05

  /// The number of models.
  public let models: Int
  /// The series on which a row's model is better than a column's, row by row.
  private var wins: [Double]
  /// The series on which both could be tested.
  private var tests: [Double]

  /// No series yet.
  init(models: Int) {
    self.models = models
    wins = [Double](repeating: 0, count: models * models)
    tests = wins
  }

  /// The number of series on which the errors of one model are smaller than those of another.
  public func wins(of model: Int, over other: Int) -> Int { Int(wins[model * models + other]) }

  /// The number of series on which both were tested: those with enough errors that differ.
  public func tests(of model: Int, and other: Int) -> Int { Int(tests[model * models + other]) }

  /// Tests pairs on one series.
  ///
  /// - Parameters:
  ///   - errors: the absolute errors of each model in the order of windows and steps; NaN where there is none.
  ///   - isWanted: whether a pair is tested; the first model stands behind the second.
  /// - Complexity: O(pairs · errors · horizon).
  mutating func add(
    _ errors: [[Double]],
    horizon: Int,
    where isWanted: (_ first: Int, _ second: Int) -> Bool = { _, _ in true }
  ) {
    for first in 0..<models {
      for second in 0..<first where isWanted(first, second) {
        let known = errors[first].indices.filter {
          errors[first][$0].isFinite && errors[second][$0].isFinite
        }
        guard
          let test = DieboldMariano(
            known.map { errors[first][$0] },
            known.map { errors[second][$0] },
            horizon: horizon
          )
        else { continue }
        for (model, other) in [(first, second), (second, first)] {
          tests[model * models + other] += 1
        }
        guard test.pValue < Self.level else { continue }
        let (winner, loser) = test.statistic < 0 ? (first, second) : (second, first)
        wins[winner * models + loser] += 1
      }
    }
  }

  static func += (a: inout SeriesDuels, b: SeriesDuels) {
    a.setFields(zip(a.fields, b.fields).map(+))
  }

  /// All numbers in a fixed order.
  var fields: [Double] { wins + tests }

  /// How many numbers there are.
  static func fieldCount(models: Int) -> Int { 2 * models * models }

  /// Takes numbers in the order of `fields`.
  mutating func setFields(_ numbers: some Collection<Double>) {
    wins = Array(numbers.prefix(models * models))
    tests = Array(numbers.dropFirst(models * models))
  }
}
