/// A cell of a notebook that computes something, with what it gave in place.
public struct NotebookCode: Sendable {
  /// The lines of Python.
  public var source: String
  /// The pieces of the report that stand as its output.
  public var output: [Block]

  /// The given code and its output.
  public init(_ source: String, output: [Block] = []) {
    self.source = source
    self.output = output
  }
}

extension Report {
  /// The report as a Jupyter notebook (nbformat 4.5): its prose as text, and cells of code that make its
  /// tables and charts again, with the present ones as their output.
  ///
  /// - Parameters:
  ///   - setup: the first cell of code, which runs the command and reads its results.
  ///   - codes: for a section by its title, the cell of code that draws it again; what the section
  ///     holds is that cell's output. A section without one is text.
  public func notebook(
    setup: NotebookCode,
    codes: [(section: String, source: String)] = []
  ) -> String {
    var writer = NotebookRenderer()
    writer.addText(
      (["# " + NotebookRenderer.markdown(title), NotebookRenderer.markdown(kicker)]
        + lead.map(NotebookRenderer.markdown)).joined(separator: "\n\n")
    )
    if !headlines.isEmpty {
      writer.addText(
        headlines.map {
          "* **\(NotebookRenderer.markdown($0.value))** \(NotebookRenderer.markdown($0.label))"
        }
        .joined(separator: "\n")
      )
    }
    if let nextCommand { writer.addText("What to run next:\n\n```sh\n\(nextCommand)\n```") }
    writer.addCode(setup)
    for section in sections {
      writer.addText("## " + NotebookRenderer.markdown(section.title))
      if let code = codes.first(where: { $0.section == section.title }) {
        writer.addCode(NotebookCode(code.source, output: section.blocks))
      } else {
        writer.addBlocks(section.blocks)
      }
    }
    if !provenance.isEmpty {
      writer.addText(
        "## To repeat this\n\n"
          + provenance.map {
            "* **\(NotebookRenderer.markdown($0.name))** \(NotebookRenderer.markdown($0.value))"
          }
          .joined(separator: "\n")
      )
    }
    return writer.notebook()
  }
}

/// Gathers the cells of a notebook.
struct NotebookRenderer {
  private var cells: [JSONValue] = []
  private var executions = 0

  /// Prose in which no character of strangers means anything to Markdown.
  static func markdown(_ text: String) -> String {
    Markup.pieces(of: text).map { piece in
      switch piece {
      case .plain(let text): Markdown.escaped(text)
      case .strong(let text): "**\(Markdown.escaped(text))**"
      case .code(let text): "`\(text)`"
      }
    }.joined()
  }

  mutating func addText(_ source: String) {
    cells.append(cell(kind: "markdown", source: source, further: []))
  }

  mutating func addCode(_ code: NotebookCode) {
    executions += 1
    cells.append(
      cell(
        kind: "code",
        source: code.source,
        further: [
          ("execution_count", .integer(executions)),
          ("outputs", .array(code.output.flatMap(Self.outputs))),
        ]
      )
    )
  }

  /// Pieces without code: prose as text, the rest as it looks on the page.
  mutating func addBlocks(_ blocks: [Block]) {
    for block in blocks {
      switch block {
      case .prose(let text): addText(Self.markdown(text))
      case .heading(let text): addText("### " + Self.markdown(text))
      case .list(let items): addText(items.map { "* " + Self.markdown($0) }.joined(separator: "\n"))
      case .code(let text): addText("```\n\(text)\n```")
      case .table(let table): addText(HTMLRenderer.plainTable(table))
      case .figure(let figure): addFigure(figure)
      case .figures(let figures): for figure in figures { addFigure(figure) }
      case .details(let title, let blocks):
        addText("**\(Self.markdown(title))**")
        addBlocks(blocks)
      }
    }
  }

  private mutating func addFigure(_ figure: Figure) {
    addText("**\(Self.markdown(figure.title))**\n\n\(Self.markdown(figure.note))")
  }

  private func cell(
    kind: String,
    source: String,
    further: [(name: String, value: JSONValue)]
  ) -> JSONValue {
    .object(
      [
        ("cell_type", .string(kind)),
        ("id", .string("cell-\(cells.count + 1)")),
        ("metadata", .object([])),
        ("source", Self.lines(source)),
      ] + further
    )
  }

  /// A text as notebooks hold it: a list of lines with their ends.
  private static func lines(_ text: String) -> JSONValue {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    return .array(
      lines.enumerated().map { .string($1 + ($0 + 1 < lines.count ? "\n" : "")) }
    )
  }

  /// What a piece looks like below its cell.
  private static func outputs(_ block: Block) -> [JSONValue] {
    func shown(_ type: String, _ text: String, plain: String) -> JSONValue {
      .object([
        ("output_type", .string("display_data")),
        (
          "data",
          .object([(type, lines(text)), ("text/plain", lines(plain))])
        ),
        ("metadata", .object([])),
      ])
    }
    switch block {
    case .prose(let text): return [shown("text/markdown", markdown(text), plain: text)]
    case .heading(let text): return [shown("text/markdown", "### " + markdown(text), plain: text)]
    case .list(let items):
      let text = items.map { "* " + markdown($0) }.joined(separator: "\n")
      return [shown("text/markdown", text, plain: items.joined(separator: "\n"))]
    case .code(let text): return [shown("text/markdown", "```\n\(text)\n```", plain: text)]
    case .table(let table):
      return [shown("text/html", HTMLRenderer.plainTable(table), plain: plainText(table))]
    case .figure(let figure):
      let title = markdown(figure.title)
      let svg = figure.chart.svg(
        .notebook,
        label: Markup.plain(figure.title),
        style: HTMLRenderer.soloStyle
      )
      var result = [
        shown("text/markdown", "**\(title)**", plain: figure.title),
        shown("image/svg+xml", svg, plain: figure.title),
      ]
      if !figure.note.isEmpty {
        result.append(shown("text/markdown", markdown(figure.note), plain: figure.note))
      }
      return result
    case .figures(let figures): return figures.flatMap { outputs(.figure($0)) }
    case .details(let title, let blocks):
      return [shown("text/markdown", "**\(markdown(title))**", plain: title)]
        + blocks.flatMap(outputs)
    }
  }

  private static func plainText(_ table: Table) -> String {
    let rows =
      [table.columns.map(\.title)]
      + table.rows.map { row in row.enumerated().map { table.columns[$0].kind.text($1) } }
    return rows.map { $0.joined(separator: "  ") }.joined(separator: "\n")
  }

  func notebook() -> String {
    JSONValue.object([
      ("cells", .array(cells)),
      (
        "metadata",
        .object([
          (
            "kernelspec",
            .object([
              ("display_name", .string("Python 3")), ("language", .string("python")),
              ("name", .string("python3")),
            ])
          ),
          ("language_info", .object([("name", .string("python"))])),
        ])
      ),
      ("nbformat", .integer(4)),
      ("nbformat_minor", .integer(5)),
    ]).text(indent: 1) + "\n"
  }
}

extension HTMLRenderer {
  /// A table without anything that a page would have to bring.
  static func plainTable(_ table: Table) -> String {
    var html = "<table>"
    if !table.caption.isEmpty { html += "<caption>\(prose(table.caption))</caption>" }
    html += "<thead><tr>"
    html += table.columns.map { "<th>\(prose($0.title))</th>" }.joined() + "</tr></thead><tbody>\n"
    for row in table.rows {
      html += "<tr>"
      for (place, cell) in row.enumerated() {
        html += "<td>\(escaped(table.columns[place].kind.text(cell)))</td>"
      }
      html += "</tr>\n"
    }
    return html + "</tbody></table>"
  }
}
