extension CommandLine {
  /// The words that the program was started with, as a shell would read them.
  static var asTyped: String {
    (["almanac"] + arguments.dropFirst().map(\.shellWord)).joined(separator: " ")
  }
}

extension String {
  /// The text as a shell reads it: in quotes where it has to be.
  var shellWord: String {
    let isPlain = utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
      default: "-_./,:=@%+".utf8.contains(byte)
      }
    }
    if isPlain, !isEmpty { return self }
    let parts = split(separator: "'", omittingEmptySubsequences: false)
    return "'" + parts.joined(separator: "'\\''") + "'"
  }
}
