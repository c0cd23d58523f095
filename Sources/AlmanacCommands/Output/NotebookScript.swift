internal import Reporting

/// The Python of a notebook: a first cell that runs the command again, and one for each section that it
/// can draw again.
struct NotebookScript {
  /// The first cell.
  let setup: String
  /// For each section by its title, the code that draws it.
  let sections: [(section: String, source: String)]

  /// A script whose first cell finds the input, runs the program in its folder and reads what came out.
  ///
  /// - Parameters:
  ///   - input: the file that the command reads, by which its folder is found.
  ///   - body: what follows the imports; there are `almanac`, `root` and `folder`, and `run(…)` for
  ///     running the program.
  init(input: String, body: String, sections: [(section: String, source: String)]) {
    let file = Self.quoted(input)
    setup =
      Self.imports + """
        # Runs the program again; ALMANAC names it where it is not in the path.
        almanac = os.environ.get("ALMANAC", "almanac")
        root = next((p for p in [Path.cwd(), *Path.cwd().parents] if (p / \(file)).exists()), Path.cwd())
        folder = Path(tempfile.mkdtemp())
        def run(*words):
            subprocess.run([almanac, *words, "--quiet"], cwd=root, check=True, stdout=subprocess.DEVNULL)


        """ + body
    self.sections = sections
  }

  private static let imports =
    [
      "import json, os, subprocess, tempfile",
      "from pathlib import Path",
      "",
      "import matplotlib.pyplot as plt",
      "import numpy as np",
      "import pandas as pd",
    ].joined(separator: "\n") + "\n\n"

  /// The words of the command that runs, without those that say what is written where, as Python has
  /// them.
  ///
  /// - Parameters:
  ///   - outputs: options with a value that a second run has no use for, such as files to be written.
  ///   - flags: the same without a value.
  static func words(without outputs: Set<String>, flags: Set<String> = []) -> String {
    var words: [String] = []
    var isValue = false
    for word in CommandLine.arguments.dropFirst() {
      // The only flag of one letter may stand before others: `-qo` is `-q -o`.
      let name = word.hasPrefix("-q") ? "-" + word.dropFirst().drop { $0 == "q" } : word
      if isValue {
        isValue = false
      } else if outputs.contains(name) {
        isValue = true
      } else if !["--resume", "--quiet"].contains(word), name != "-" || word == "-",
        !flags.contains(word), !outputs.contains(where: { name.hasValue(of: $0) })
      {
        words.append(name)
      }
    }
    return words.map(quoted).joined(separator: ", ")
  }

  /// A text as a literal, which is the same in Python as in JSON.
  static func quoted(_ text: String) -> String { JSONValue.string(text).text() }
}

extension String {
  /// Whether the word is an option with its value attached: `--output=file`, `-o=file` or `-ofile`.
  fileprivate func hasValue(of option: String) -> Bool {
    hasPrefix(option + "=") || (option.count == 2 && count > 2 && hasPrefix(option))
  }
}
