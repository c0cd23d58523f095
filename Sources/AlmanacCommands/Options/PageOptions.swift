internal import CommandLineKit
internal import Reporting
internal import TimeSeries

/// The pages for people that a command writes beside its result.
struct PageOptions: Sendable {
  var report: String?
  var notebook: String?

  static let grammar = Grammar<Self>("Output") {
    Option(
      \.report,
      "--report",
      placeholder: "file",
      completion: .file,
      help: "Write a page for people as well: one HTML file."
    )
    Option(
      \.notebook,
      "--notebook",
      placeholder: "file",
      completion: .file,
      help: "Write the page as a Jupyter notebook, which can run the command again."
    )
  }

  /// Whether a page is wanted.
  var areWanted: Bool { report != nil || notebook != nil }

  private var paths: [String] { [report, notebook].compactMap(\.self) }

  /// - Throws: `UsageError` where a page would take the place of another output.
  func validate(beside outputs: [String?]) throws(UsageError) {
    let others = outputs.compactMap(\.self)
    for path in paths where path == "-" || others.contains(path) {
      throw .inconsistent("a page needs a file of its own, and \(path.quoted) is another output")
    }
    if let report, report == notebook {
      throw .inconsistent("--report and --notebook name the same file, \(report.quoted)")
    }
  }

  /// - Throws: `UsageError` for a notebook whose command could not run again: its input is gone.
  func validate(inputs: [String?]) throws(UsageError) {
    if notebook != nil, inputs.contains("-") {
      throw .inconsistent(
        "--notebook needs a file to read; standard input is gone when it runs the command again"
      )
    }
  }

  /// Makes sure that the pages can be written, before the work is done.
  func prepare(inputs: [String?]) throws {
    for path in paths {
      for input in inputs.compactMap(\.self) { try refuseReplacing(input: input, with: path) }
      _ = try OutputFile(path: path)
    }
  }

  /// Writes the pages that are wanted.
  ///
  /// - Parameter code: what a notebook runs; nil for a page that none is made of.
  func write(_ page: Report, code: NotebookScript?) throws(OutputError) {
    if let report { try OutputFile.write(Array(page.html().utf8), to: report) }
    if let notebook, let code {
      let text = page.notebook(setup: NotebookCode(code.setup), codes: code.sections)
      try OutputFile.write(Array(text.utf8), to: notebook)
    }
  }
}
