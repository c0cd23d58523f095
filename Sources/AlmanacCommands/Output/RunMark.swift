internal import Glibc

/// What tells a run from all others that write the same file, so that only the same command on the same
/// files goes on where an interrupted one ended.
enum RunMark {
  /// Words that change nothing in the output.
  private static let idle: Set<String> = ["--resume", "--quiet", "-q", "--plot"]

  /// The mark of the process's own command: 16 hexadecimal digits.
  static func current(outputs: [String]) -> String {
    mark(words: Array(CommandLine.arguments.dropFirst()), outputs: outputs)
  }

  /// A hash of the version, the words, and size and time of every file that they name, but the outputs.
  static func mark(words: [String], outputs: [String]) -> String {
    var fingerprint = Fingerprint()
    func add(_ text: String) {
      fingerprint.add(text)
      // Ends the text, so that `ab`, `c` and `a`, `bc` differ.
      fingerprint.add(0xFF)
    }
    add(AlmanacCommands.version)
    for word in words where !idle.contains(word) {
      add(word)
      let value = word.split(separator: "=", maxSplits: 1).last.map(String.init) ?? word
      var status = stat()
      if !outputs.contains(value), stat(value, &status) == 0, status.st_mode & S_IFMT == S_IFREG {
        add("\(status.st_size) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)")
      }
    }
    return fingerprint.text
  }
}
