/// The help of a program or a command, before it is laid out for a width.
struct HelpPage {
  /// A label and what it means, laid out in two columns.
  private struct Row {
    /// Pieces of the label; names are shown differently from placeholders.
    var label: [Piece]
    /// Paragraphs, separated by line ends.
    var text: String
    /// Words that can be given, listed below the text.
    var choices: [Choice] = []

    var labelWidth: Int { label.reduce(0) { $0 + $1.text.count } }
  }

  private struct Piece {
    enum Role { case name, placeholder, space }

    var text: String
    var role: Role

    func text(in style: Style) -> String {
      switch role {
      case .name: style.name(text)
      case .placeholder: style.placeholder(text)
      case .space: text
      }
    }
  }

  private enum Block {
    case paragraphs(String)
    case heading(String)
    case usage(String, rest: String)
    case rows([Row])
    case examples([Example])
    case blank
  }

  private var blocks: [Block] = []

  /// The overview of a program.
  init(program: Program) {
    blocks = [
      .paragraphs(program.summary), .blank,
      .usage(program.name, rest: "<command> [options]"), .blank,
      .heading("Commands"),
      .rows(
        program.commands.map { Row(label: [Piece(text: $0.name, role: .name)], text: $0.summary) }
      ),
    ]
    add(program.examples)
    let name = program.name
    blocks += [
      .blank,
      .paragraphs(
        "\(name) help <command> explains one of them, \(name) --version shows the version."
      ),
    ]
  }

  /// The help of one command.
  init(_ command: CommandDescription, of program: Program, detail: HelpDetail) {
    blocks = [
      .paragraphs(command.summary), .blank,
      .usage("\(program.name) \(command.name)", rest: command.usage),
    ]
    if detail == .full, !command.discussion.isEmpty {
      let discussion = command.discussion.replacing("PROGRAM", with: program.name)
      blocks += [.blank, .paragraphs(discussion)]
    }
    if !command.arguments.isEmpty {
      blocks += [
        .blank, .heading("Arguments"), .rows(command.arguments.map { Self.row($0, detail) }),
      ]
    }
    for section in command.sections {
      blocks += [
        .blank, .heading(section.heading), .rows(section.options.map { Self.row($0, detail) }),
      ]
    }
    if detail == .full { add(command.examples) }
  }

  private mutating func add(_ examples: [Example]) {
    guard !examples.isEmpty else { return }
    blocks += [.blank, .heading("Examples"), .examples(examples)]
  }

  /// The page as text that ends with a line end.
  func text(width: Int, style: Style) -> String {
    var lines: [String] = []
    for block in blocks {
      switch block {
      case .blank: lines.append("")
      case .paragraphs(let text): lines += wrapped(text, width: width)
      case .heading(let text): lines.append(style.heading(text + ":"))
      case .usage(let name, let rest): lines += Self.usageLines(name, rest, width, style)
      case .rows(let rows): lines += self.lines(of: rows, width, style)
      case .examples(let examples): lines += Self.lines(of: examples, width, style)
      }
    }
    return lines.map { $0 + "\n" }.joined()
  }
}

// MARK: - Rows

extension HelpPage {
  private static func row(_ parameter: Parameter, _ detail: HelpDetail) -> Row {
    var text = parameter.help
    for note in parameter.notes(detail) { text += " " + note }
    if detail == .full, !parameter.detail.isEmpty { text += "\n" + parameter.detail }
    return Row(
      label: label(of: parameter),
      text: text,
      choices: detail == .full ? parameter.explainedChoices : []
    )
  }

  private static func label(of parameter: Parameter) -> [Piece] {
    if parameter.kind == .argument {
      return [
        Piece(text: parameter.title + (parameter.isRepeatable ? "..." : ""), role: .placeholder)
      ]
    }
    // Long names stand below one another, whether a short one precedes them or not.
    var pieces: [Piece] = []
    if parameter.names.first?.isLong == true { pieces.append(Piece(text: "    ", role: .space)) }
    for (index, name) in parameter.shownNames.enumerated() {
      if index > 0 { pieces.append(Piece(text: ", ", role: .space)) }
      pieces.append(Piece(text: name, role: .name))
    }
    if parameter.kind == .option {
      pieces.append(Piece(text: " <\(parameter.placeholder)>", role: .placeholder))
    }
    return pieces
  }
}

// MARK: - Lines

extension HelpPage {
  /// The usage line; on a narrow page its words continue below the first word after the name.
  private static func usageLines(
    _ name: String,
    _ rest: String,
    _ width: Int,
    _ style: Style
  ) -> [String] {
    let lead = "Usage: \(name) ".count
    let hanging = lead <= width / 2 ? lead : 4
    var lines = wrapped(rest, width: width - hanging)
    if hanging != lead, "Usage: \(name) \(lines[0])".count > width { lines.insert("", at: 0) }
    let first = lines.removeFirst()
    let start = "\(style.heading("Usage:")) \(style.name(name))"
    return [first.isEmpty ? start : "\(start) \(first)"]
      + lines.map { String(repeating: " ", count: hanging) + $0 }
  }

  /// Two columns, or on a narrow page each text below its label.
  private func lines(of rows: [Row], _ width: Int, _ style: Style) -> [String] {
    let indent = 2
    let gap = 2
    let isStacked = width < 60
    let column = labelColumn(width)
    let textIndent = isStacked ? 8 : indent + column + gap
    return rows.flatMap { row -> [String] in
      let label = row.label.map { $0.text(in: style) }.joined()
      let start = String(repeating: " ", count: indent) + label
      var lines = row.text.isEmpty ? [] : wrapped(row.text, width: width - textIndent)
      var first = start
      if !lines.isEmpty, !isStacked, row.labelWidth <= column {
        first += String(repeating: " ", count: column - row.labelWidth + gap) + lines.removeFirst()
      }
      return [first]
        + lines.map { $0.isEmpty ? "" : String(repeating: " ", count: textIndent) + $0 }
        + Self.lines(of: row.choices, below: textIndent, width, style)
    }
  }

  /// Choices in two columns below the text that is indented by `textIndent`; further to the left
  /// where the summaries have no room there, and with their summaries below them where they have
  /// none at all.
  private static func lines(
    of choices: [Choice],
    below textIndent: Int,
    _ width: Int,
    _ style: Style
  ) -> [String] {
    let column = choices.map(\.name.count).max() ?? 0
    let needed = column + 2 + min(36, choices.map(\.summary.count).max() ?? 0)
    let indent = [textIndent + 2, 10].first { $0 + needed <= width }
    let start = String(repeating: " ", count: indent ?? 10)
    let hanging = indent.map { $0 + column + 2 } ?? 14
    return choices.flatMap { choice -> [String] in
      var lines = wrapped(choice.summary, width: width - hanging)
      var first = start + style.name(choice.name)
      if indent != nil {
        first += String(repeating: " ", count: column - choice.name.count + 2)
        first += lines.removeFirst()
      }
      return [first] + lines.map { String(repeating: " ", count: hanging) + $0 }
    }
  }

  /// The width of the labels' column, the same for the whole page: that of the widest label that
  /// leaves the texts room. A wider label has its text below.
  private func labelColumn(_ width: Int) -> Int {
    let widest = min(30, width * 2 / 5)
    let widths = blocks.flatMap { block -> [Int] in
      if case .rows(let rows) = block { rows.map(\.labelWidth) } else { [] }
    }
    return widths.filter { $0 <= widest }.max() ?? widest
  }

  private static func lines(of examples: [Example], _ width: Int, _ style: Style) -> [String] {
    examples.flatMap { example in
      ["  " + style.name(example.commandLine)]
        + wrapped(example.explanation, width: width - 6).map { "      " + $0 }
    }
  }
}
