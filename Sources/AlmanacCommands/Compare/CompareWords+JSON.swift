internal import Forecasting
internal import Reporting
internal import TimeSeries

extension CompareWords {
  /// The summary as one object; what was measured with a clock stands in `timing` alone.
  var json: JSONValue {
    let plan = findings.plan
    let judgement = findings.judgement
    return .object([
      ("almanac", .string(AlmanacCommands.version)),
      ("command", .string(commandLine)),
      ("file", .string(command.input.file)),
      ("fingerprint", .string(plan.fingerprint)),
      ("seed", .integer(Int(clamping: command.options.seed))),
      ("frequency", .string(plan.report.frequency.description)),
      ("season", .integer(plan.season.period)),
      ("scale", .integer(plan.backtest.scalePeriod ?? plan.season.period)),
      ("horizon", .integer(plan.backtest.horizon)),
      ("windows", .integer(plan.backtest.windows)),
      ("step", .integer(plan.backtest.step)),
      ("refit", .string(command.refit.optionText ?? "")),
      ("series", .integer(plan.subjects.count)),
      ("series_compared", .integer(judgement.series.count)),
      ("metric", .string(metric.rawValue)),
      ("baseline", .string(findings.models[plan.baseline])),
      ("verdict", .string(verdict)),
      ("oracle", .number(judgement.oracle)),
      ("models", .array(judgement.standings.map(object))),
      ("contests", .array(judgement.contests.map(object))),
      ("series_tests", .array(duels)),
      ("ablation", .array(findings.effects.map(object))),
      ("combinations", .array(findings.combinations.map(object))),
      (
        "ranks",
        .object([
          ("friedman", .number(judgement.ranks.statistic)),
          ("p_value", .number(judgement.ranks.pValue)),
          ("critical_difference", .number(judgement.ranks.criticalDifference())),
        ])
      ),
      ("segments", .array(findings.divisions.flatMap(objects))),
      ("forecastability", findings.outlook.map(object) ?? .null),
      ("timing", .object(timing)),
    ])
  }

  private static func number(_ value: Double?) -> JSONValue { value.map { .number($0) } ?? .null }

  /// For each pair of models the series on which the errors of one are smaller by more than chance.
  private var duels: [JSONValue] {
    let order = findings.judgement.standings.map(\.model)
    return order.flatMap { model in
      order.compactMap { other -> JSONValue? in
        let tests = result.duels.tests(of: model, and: other)
        guard model != other, tests > 0 else { return nil }
        return .object([
          ("model", .string(findings.models[model])),
          ("other", .string(findings.models[other])),
          ("tested", .integer(tests)),
          ("better", .integer(result.duels.wins(of: model, over: other))),
        ])
      }
    }
  }

  private static func range(_ range: ClosedRange<Double>?) -> JSONValue {
    range.map { .array([.number($0.lowerBound), .number($0.upperBound)]) } ?? .null
  }

  private func object(_ standing: Judgement.Standing) -> JSONValue {
    let model = standing.model
    let steps = (0..<result.horizon).map { result.step($0, of: model) }
    let tally = result.tallies[model]
    let places = tally.places.reduce(0, +)
    return .object(
      [
        ("model", .string(findings.models[model])),
        ("column", .string(findings.contestants[model].column)),
      ]
        + BacktestMetric.allCases.map { ($0.rawValue, .number(result.value($0, of: model))) }
        + [
          ("interval", Self.range(standing.interval)),
          ("skill", .number(standing.skill)),
          ("skill_interval", Self.range(standing.skillInterval)),
          ("win_rate", .number(standing.winRate)),
          ("best_share", .number(standing.bestShare)),
          ("mean_rank", .number(standing.meanRank)),
          ("fallbacks", .integer(Int(tally.fallbacks))),
          ("mase_by_step", .array(steps.map { .number($0.scaledError / $0.scaledCount) })),
          ("smape_by_step", .array(steps.map { .number(200 * $0.symmetricError / $0.count) })),
          ("scaled_bias_by_step", .array(steps.map { .number($0.scaledExcess / $0.scaledCount) })),
          ("coverage80_by_step", .array(steps.map { .number($0.covered80 / $0.count) })),
          ("coverage95_by_step", .array(steps.map { .number($0.covered95 / $0.count) })),
          (
            metric.rawValue + "_by_window",
            .array(
              (0..<result.windows).map {
                .number(result.value(metric, of: model, series: result.scores.indices, window: $0))
              }
            )
          ),
          ("pit", .array(tally.places.map { .number($0 / places) })),
          ("residuals", .array(tally.residuals.map { .number($0) })),
        ]
    )
  }

  private func object(_ contest: Judgement.Contest) -> JSONValue {
    .object([
      ("better", .string(findings.models[findings.best])),
      ("other", .string(findings.models[contest.model])),
      ("lead", .number(contest.lead)),
      ("interval", Self.range(contest.interval)),
      ("doubt", contest.doubt.map { .number($0) } ?? .null),
      ("diebold_mariano", contest.test.map { .number($0.statistic) } ?? .null),
      ("p_value", contest.test.map { .number($0.pValue) } ?? .null),
    ])
  }

  private func object(_ combination: CombinationGain) -> JSONValue {
    .object([
      ("model", .string(findings.models[combination.model])),
      ("member", .string(findings.models[combination.member])),
      ("value", .number(combination.value)),
      ("member_value", .number(combination.memberValue)),
      ("gain", .number(combination.gain)),
      ("interval", Self.range(combination.interval)),
    ])
  }

  private func object(_ effect: AblationEffect) -> JSONValue {
    func metrics(of model: Int) -> JSONValue {
      .object(
        BacktestMetric.allCases.map { ($0.rawValue, .number(result.value($0, of: model))) }
      )
    }
    return .object([
      ("model", .string(findings.models[effect.model])),
      ("ablated", .string(findings.models[effect.ablated])),
      ("left_out", .string(leftOut(effect))),
      ("value", .number(effect.value)),
      ("ablated_value", .number(effect.ablatedValue)),
      ("gain", .number(effect.gain)),
      ("interval", Self.range(effect.interval)),
      ("win_rate", .number(effect.winRate)),
      ("tested", .integer(effect.tested)),
      ("better", .integer(effect.better)),
      ("worse", .integer(effect.worse)),
      ("with", metrics(of: effect.model)),
      ("without", metrics(of: effect.ablated)),
    ])
  }

  private func object(_ outlook: CompareOutlook) -> JSONValue {
    .object([
      (
        "verdicts",
        .object(
          Forecastability.Verdict.allCases.map {
            ($0.rawValue, .integer(outlook.verdicts[$0] ?? 0))
          }
        )
      ),
      ("share_within_80", .number(outlook.shareWithin)),
      (
        "series",
        .array(
          outlook.rows.map { row in
            .object([
              ("unique_id", .string(findings.plan.subjects[row.series].series.id)),
              ("verdict", .string(row.verdict.rawValue)),
              ("expected_mase_10", .number(row.expected.mase10)),
              ("expected_mase_50", .number(row.expected.mase50)),
              ("expected_mase_90", .number(row.expected.mase90)),
              ("mase", .number(row.achieved)),
            ])
          }
        )
      ),
    ])
  }

  private func objects(_ division: CompareFindings.Division) -> [JSONValue] {
    division.segments.map { segment in
      .object([
        ("division", .string(division.name)),
        ("segment", .string(segment.name)),
        ("series", .integer(segment.series.count)),
        (
          metric.rawValue,
          .object(zip(findings.models, segment.values).map { ($0, .number($1)) })
        ),
      ])
    }
  }

  private var timing: [(name: String, value: JSONValue)] {
    [
      ("seconds", .number(seconds)),
      (
        "models",
        .array(
          findings.models.indices.map { model in
            let tally = result.tallies[model]
            return .object([
              ("model", .string(findings.models[model])),
              ("fit_seconds", .number(tally.fitSeconds)),
              ("forecast_seconds", .number(tally.forecastSeconds)),
              ("training_seconds", .number(findings.contestants[model].trainingSeconds)),
              ("training_bytes", Self.number(findings.memory[model].training)),
              ("forecast_bytes", Self.number(findings.memory[model].forecasting)),
            ])
          }
        )
      ),
    ]
  }
}
