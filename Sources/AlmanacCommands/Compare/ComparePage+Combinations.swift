internal import Forecasting
internal import Reporting

extension ComparePage {
  /// The title of the section on combinations.
  static let combiningTitle = "What does combining gain?"

  /// What combinations gain over the best of their members that were compared; nil where none meets one of its own.
  var combining: Section? {
    guard let first = findings.combinations.first else { return nil }
    let rows = findings.combinations.map { one -> [Table.Cell] in
      let so =
        one.interval == nil
        ? "too few series"
        : one.isGain ? "combining gains" : one.isLoss ? "combining loses" : "may be chance"
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
      .text("best member compared", help: "of its members that were compared by themselves"),
      .number("alone"),
      .percent("saved", digits: 1, help: "share of that member's error"),
      .text("95 % interval", help: "of what is saved, over series drawn with replacement"),
      .text("so"),
    ]
    let blocks: [Block] = [
      .prose(prose(of: first)),
      .table(Table(columns: columns, rows: rows, emphasis: 0)),
      .prose(
        "The best member is chosen by the errors on these very series, which speaks for it: who had to choose before would have gained less "
          + "by it."
      ),
    ]
    return Section(Self.combiningTitle, blocks)
  }

  /// What one combination gains, and which of its members were not compared.
  private func prose(of one: CombinationGain) -> String {
    let (name, member) = (findings.models[one.model], findings.models[one.member])
    let names = findings.members[one.model] ?? []
    let absent = names.filter { !findings.models.contains($0) }
    let change = "\(Digits.percent(abs(one.gain))) \(one.gain >= 0 ? "less" : "more")"
    let verdict =
      one.interval == nil
      ? "\(change); on so few series that says little of others"
      : one.isGain || one.isLoss ? "**\(change)**" : "\(change), which may be chance"
    var text =
      "On most series \(name) combines \(names.joined(separator: ", ")). Of those that were compared by themselves \(member) is the best, with "
      + "\(metric.title) \(words.shown(one.memberValue)); together they have \(words.shown(one.value)), \(verdict)."
    if !absent.isEmpty { text += " Not compared: \(absent.joined(separator: ", "))." }
    return text
  }
}
