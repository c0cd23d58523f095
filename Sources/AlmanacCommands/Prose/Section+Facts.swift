internal import Reporting

extension Section {
  /// A table of facts, with what is to be known besides below it.
  ///
  /// - Parameter verb: the head of the second column: what was used, found and so on.
  init(_ title: String, facts: [Fact], saying verb: String, remarks: [String]) {
    let table = Table(
      columns: [.text("what"), .text(verb)],
      rows: facts.map { [.text($0.name), .text($0.value)] }
    )
    self.init(
      title,
      [.table(table)] + (remarks.isEmpty ? [] : [.list(remarks.map(\.asSentence))])
    )
  }
}
