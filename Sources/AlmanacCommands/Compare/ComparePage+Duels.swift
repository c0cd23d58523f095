internal import Forecasting
internal import Reporting

extension ComparePage {
  /// The tests on each series by itself: how often a model is better than another by more than chance; nil
  /// for one origin, or series too short for it.
  var duels: [Block]? {
    let duels = result.duels
    let tests = order.flatMap { model in order.map { duels.tests(of: model, and: $0) } }.max() ?? 0
    guard order.count > 1, tests > 0 else { return nil }
    return [
      .table(
        Table(
          "Share of series on which the row's model is better than the column's by more than chance",
          columns: [.text("model")] + order.map { .percent(findings.models[$0], digits: 1) },
          rows: order.map { model in
            [.text(findings.models[model])]
              + order.map { other in
                let tested = Double(duels.tests(of: model, and: other))
                guard model != other, tested > 0 else { return .number(.nan) }
                let share = Double(duels.wins(of: model, over: other)) / tested
                // Beyond what chance gives, a half has the full shade.
                return .shaded(share, by: 0.5 - min(max(share - 0.025, 0), 0.5))
              }
          }
        )
      ),
      .prose(
        "The test of Diebold and Mariano on the absolute errors of each of \(Digits.grouped(tests)) series by itself, at 5 %. Between equals 2.5 % would be found on "
          + "either side by chance; where both sides have much more, the choice of a model for each series is worth a look."
      ),
    ]
  }
}
