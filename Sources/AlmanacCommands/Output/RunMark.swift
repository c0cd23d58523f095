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
  ///
  /// - Source: Fowler, Noll and Vo, the 64-bit hash FNV-1a.
  static func mark(words: [String], outputs: [String]) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    func add(_ text: String) {
      for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
      // Ends the text, so that `ab`, `c` and `a`, `bc` differ.
      hash = (hash ^ 0xFF) &* 0x100_0000_01B3
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
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
