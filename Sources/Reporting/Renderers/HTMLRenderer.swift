extension Report {
  /// The report as one HTML page that needs no network.
  public func html() -> String {
    HTMLRenderer(report: self).page()
  }
}

/// Makes the HTML page of a report.
struct HTMLRenderer {
  let report: Report

  /// A text in which no character means anything to HTML.
  static func escaped(_ text: String) -> String { SVGCanvas.escaped(text) }

  /// Prose with its strong words and code.
  static func prose(_ text: String) -> String {
    Markup.pieces(of: text).map { piece in
      switch piece {
      case .plain(let text): spaced(text)
      case .strong(let text): "<strong>\(spaced(text))</strong>"
      case .code(let text): "<code>\(escaped(text))</code>"
      }
    }.joined()
  }

  /// A text whose per cent signs stay with their numbers.
  private static func spaced(_ text: String) -> String {
    escaped(text).split(separator: " %", omittingEmptySubsequences: false).joined(
      separator: "&nbsp;%"
    )
  }

  func page() -> String {
    var page = """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta name="generator" content="almanac">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src \
      'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
      <title>\(Self.escaped(Markup.plain(report.title)))</title>
      <link rel="icon" href="data:,">
      <style>\(Self.style)</style>
      </head>
      <body>
      <a class="skip" href="#main">Skip to the results</a>
      <header>
      <div class="top"><p class="kicker">\(Self.prose(report.kicker))</p>
      <button type="button" id="theme" hidden>Theme: <span>auto</span></button></div>
      <h1>\(Self.prose(report.title))</h1>

      """
    for paragraph in report.lead { page += "<p class=\"lead\">\(Self.prose(paragraph))</p>\n" }
    if !report.headlines.isEmpty {
      page += "<dl class=\"headlines\">\n"
      for headline in report.headlines {
        // The name comes first for those who hear the page; the number stands above it.
        page +=
          "<div><dt>\(Self.prose(headline.label))</dt>"
          + "<dd>\(Self.prose(headline.value))</dd></div>\n"
      }
      page += "</dl>\n"
    }
    if let command = report.nextCommand {
      page +=
        "<div class=\"next\"><p>What to run next</p>"
        + "<pre tabindex=\"0\"><code>\(Self.escaped(command))</code></pre></div>\n"
    }
    page += "</header>\n"
    if report.sections.count > 2 {
      page += "<nav aria-label=\"Sections\"><ul>\n"
      for (number, section) in report.sections.enumerated() {
        page += "<li><a href=\"#s\(number + 1)\">\(Self.prose(section.title))</a></li>\n"
      }
      page += "</ul></nav>\n"
    }
    page += "<main id=\"main\">\n"
    for (number, section) in report.sections.enumerated() {
      page += "<section aria-labelledby=\"s\(number + 1)\">\n"
      page += "<h2 id=\"s\(number + 1)\">\(Self.prose(section.title))</h2>\n"
      for block in section.blocks { page += html(of: block) }
      page += "</section>\n"
    }
    page += "</main>\n"
    if !report.provenance.isEmpty {
      page += "<footer><h2>To repeat this</h2>\n<dl class=\"facts\">\n"
      for fact in report.provenance {
        page +=
          "<div><dt>\(Self.escaped(fact.name))</dt><dd>\(Self.escaped(fact.value))</dd></div>\n"
      }
      page += "</dl></footer>\n"
    }
    page += "<div id=\"tip\" role=\"status\" hidden></div>\n"
    return page + "<script>\(Self.script)</script>\n</body>\n</html>\n"
  }

  private func html(of block: Block) -> String {
    switch block {
    case .prose(let text): return "<p>\(Self.prose(text))</p>\n"
    case .heading(let text): return "<h3>\(Self.prose(text))</h3>\n"
    case .list(let items):
      return "<ul>" + items.map { "<li>\(Self.prose($0))</li>" }.joined() + "</ul>\n"
    case .table(let table): return Self.html(of: table)
    case .figure(let figure): return Self.html(of: figure, size: .full)
    case .figures(let figures):
      // The last of an odd number has a row of its own.
      let pairs = figures.count / 2 * 2
      return "<div class=\"pair\">\n"
        + figures.enumerated().map { Self.html(of: $1, size: $0 < pairs ? .half : .full) }.joined()
        + "</div>\n"
    case .code(let text):
      return "<pre tabindex=\"0\"><code>\(Self.escaped(text))</code></pre>\n"
    case .details(let title, let blocks):
      return "<details><summary>\(Self.prose(title))</summary>\n"
        + blocks.map(html).joined() + "</details>\n"
    }
  }

  /// A chart in two sizes, of which the page shows the one that fits.
  private static func html(of figure: Figure, size: ChartSize) -> String {
    let label = escaped(Markup.plain(figure.title))
    var note = figure.note.isEmpty ? "" : "<p>\(prose(figure.note))</p>"
    if !note.isEmpty { note = "<div class=\"note\">\(note)</div>" }
    return """
      <figure><figcaption>\(prose(figure.title))</figcaption>
      <div class="chart" tabindex="0" role="group" aria-label="Chart: \(label). Arrow keys read its values.">\
      \(figure.chart.svg(size, label: Markup.plain(figure.title), kind: "wide"))\
      \(figure.chart.svg(.narrow, label: Markup.plain(figure.title), kind: "small"))</div>\(note)</figure>

      """
  }

  /// A table whose headings sort it.
  static func html(of table: Table) -> String {
    let words =
      table.caption.isEmpty
      ? "Table of " + table.columns.map(\.title).joined(separator: ", ") : table.caption
    let label = escaped(Markup.plain(words))
    var html = "<div class=\"table\" tabindex=\"0\" role=\"region\" aria-label=\"\(label)\">"
    if table.rows.count > 25 {
      html =
        "<p class=\"filter\"><label>Find <input type=\"search\" autocomplete=\"off\"></label></p>"
        + html
    }
    html += "<table>"
    if !table.caption.isEmpty { html += "<caption><span>\(prose(table.caption))</span></caption>" }
    html += "<thead><tr>"
    for column in table.columns {
      let kind = column.kind == .text ? "" : " class=\"n\""
      let help = column.help.isEmpty ? "" : " title=\"\(escaped(column.help))\""
      html +=
        "<th scope=\"col\"\(kind)><button type=\"button\"\(help)>\(prose(column.title))</button></th>"
    }
    html += "</tr></thead><tbody>\n"
    for (position, row) in table.rows.enumerated() {
      html += position == table.emphasis ? "<tr class=\"best\">" : "<tr>"
      for (place, cell) in row.enumerated() {
        html += self.html(of: cell, kind: table.columns[place].kind, isFirst: place == 0)
      }
      html += "</tr>\n"
    }
    return html + "</tbody></table></div>\n"
  }

  private static func html(of cell: Table.Cell, kind: Table.Column.Kind, isFirst: Bool) -> String {
    let text = kind.text(cell)
    var classes = kind == .text ? [] : ["n"]
    var value = ""
    switch cell {
    case .text: break
    case .number(let number): value = sortValue(number, shown: text)
    case .shown(_, let number): value = sortValue(number, shown: text)
    case .shaded(let number, let share):
      value = sortValue(number, shown: text)
      if share.isFinite { classes.append("s\(Int((min(max(share, 0), 1) * 8).rounded()))") }
    }
    let style = classes.isEmpty ? "" : " class=\"\(classes.joined(separator: " "))\""
    // Words of strangers stand as they are; those of ours may have strong ones.
    return isFirst
      ? "<th scope=\"row\"\(style)\(value)>\(escaped(text))</th>"
      : "<td\(style)\(value)>\(escaped(text))</td>"
  }

  /// What a cell is sorted by, where the text does not tell.
  private static func sortValue(_ number: Double, shown text: String) -> String {
    guard number.isFinite else { return " data-v=\"\"" }
    return " data-v=\"\(Digits.sortable(number))\""
  }
}
