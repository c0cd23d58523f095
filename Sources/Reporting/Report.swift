/// A page about results: an answer first, then prose, tables and charts, then how to repeat it.
///
/// A report is a value that says what is on the page, not how it looks; renderers make an HTML page or
/// a notebook of it. To write one:
///
/// ```swift
/// var report = Report(
///   kicker: "Forecast · 414 series · 48 steps ahead",
///   title: "Hourly load will rise by 4 %",
///   lead: ["The forecast of **auto** for the next two days, with 80 % intervals."]
/// )
/// report.headlines = [Headline("4 %", "more than in the last two days")]
/// report.sections = [
///   Section("By series", [
///     .prose("The five series that change most."),
///     .table(Table(columns: [.text("series"), .number("change", digits: 1)], rows: rows)),
///     .figure(Figure("Series H1", chart: .lines(lines), note: "Shaded: 50, 80 and 95 % intervals.")),
///   ])
/// ]
/// report.provenance = [Fact("command", "almanac forecast …"), Fact("seed", "0")]
/// try file.write(Array(report.html().utf8))
/// ```
///
/// Prose may hold `**strong**` words and `` `code` ``; everything else stands as it is, so ids and
/// names of files need no escaping. The page is one file without network access, follows light and
/// dark, prints, and works on a phone and by keyboard without the author's doing.
public struct Report: Sendable {
  /// A line above the title that says what was looked at.
  public var kicker: String
  /// The answer, as a sentence.
  public var title: String
  /// How sure that is, and what to do next: paragraphs of prose.
  public var lead: [String]
  /// The command to run next; nil for none.
  public var nextCommand: String?
  /// The few numbers that carry the answer.
  public var headlines: [Headline] = []
  /// The details, from the more to the less important.
  public var sections: [Section] = []
  /// What is needed to repeat it: command line, seed, fingerprint of the data, versions, machine.
  public var provenance: [Fact] = []

  /// A report without details yet.
  public init(kicker: String, title: String, lead: [String] = [], nextCommand: String? = nil) {
    self.kicker = kicker
    self.title = title
    self.lead = lead
    self.nextCommand = nextCommand
  }
}

/// A number that carries the answer, with a few words.
public struct Headline: Sendable {
  /// The number, as it is shown.
  public var value: String
  /// What it is.
  public var label: String

  /// The given number and words.
  public init(_ value: String, _ label: String) {
    self.value = value
    self.label = label
  }
}

/// A named line of what is needed to repeat a result.
public struct Fact: Sendable {
  /// The name.
  public var name: String
  /// What it was.
  public var value: String

  /// The given name and value.
  public init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

/// A part of a report under a heading.
public struct Section: Sendable {
  /// The heading.
  public var title: String
  /// What stands below it.
  public var blocks: [Block]

  /// The given heading and content.
  public init(_ title: String, _ blocks: [Block] = []) {
    self.title = title
    self.blocks = blocks
  }
}

/// A piece of a section.
public enum Block: Sendable {
  /// A paragraph.
  case prose(String)
  /// A smaller heading.
  case heading(String)
  /// Short paragraphs, one below the other, each with a dot.
  case list([String])
  /// A table.
  case table(Table)
  /// A chart with its title and note.
  case figure(Figure)
  /// Charts side by side where there is room.
  case figures([Figure])
  /// A command, or other text as it stands.
  case code(String)
  /// Pieces that are shown on request, below a line that says what they are.
  case details(String, [Block])
}
