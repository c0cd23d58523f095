internal import Forecasting
internal import Reporting

extension ComparePage {
  /// What combinations gain over the best of their members; nil where none meets a member of its own.
  var combining: Section? {
    guard let first = findings.combinations.first else { return nil }
    let rows = findings.combinations.map { one -> [Table.Cell] in
      let so =
        one.interval.map {
          $0.lowerBound > 0
            ? "combining gains" : $0.upperBound < 0 ? "the member is better" : "may be chance"
        } ?? "too few series"
      return [
        .text(findings.models[one.model]),
        .shown(words.shown(one.value), sortedBy: one.value),
        .text(findings.models[one.member]),
        .shown(words.shown(one.memberValue), sortedBy: one.memberValue),
        .number(one.gain),
        .shown(
          one.interval.map(words.percentRange) ?? "–",
          sortedBy: one.interval?.lowerBound ?? .nan
        ),
        .text(so),
      ]
    }
    let columns: [Table.Column] = [
      .text("combination"), .number(metric.title),
      .text("best member", help: "of those that were compared by themselves, in hindsight"),
      .number("alone"),
      .percent("saved", digits: 1, help: "share of that member's error"),
      .text("95 % interval", help: "of what is saved, over series drawn with replacement"),
      .text("so"),
    ]
    return Section(
      "What does combining gain?",
      [.prose(prose(of: first)), .table(Table(columns: columns, rows: rows, emphasis: 0))]
    )
  }

  /// What one combination gains, and which of its members were not compared.
  private func prose(of one: CombinationGain) -> String {
    let (name, member) = (findings.models[one.model], findings.models[one.member])
    let names = findings.contestants[one.model].memberNames(findings.plan.season.period)
    let absent = names.filter { !findings.models.contains($0) }
    let change =
      one.gain > 0
      ? "**\(Digits.percent(one.gain)) less**" : "\(Digits.percent(-one.gain)) more"
    var text =
      "\(name) combines \(names.joined(separator: ", ")). Of those that were compared, \(member) is the best by itself, with \(metric.title) "
      + "\(words.shown(one.memberValue)); together they have \(words.shown(one.value)), \(change)."
    if !absent.isEmpty {
      text += " Not compared by themselves: \(absent.joined(separator: ", "))."
    }
    return text
  }
}
