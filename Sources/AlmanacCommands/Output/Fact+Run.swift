internal import Reporting

extension Fact {
  /// What a page says of the run that wrote it: command line, seed, version, machine and time.
  static func run(_ options: RunOptions, seconds: Double) -> [Fact] {
    [
      Fact("command", CommandLine.asTyped),
      Fact("seed", String(options.seed)),
      Fact("version", "almanac \(AlmanacCommands.version)"),
      Fact("machine", Machine.description),
      Fact(
        "time",
        "\(Digits.seconds(seconds)) on \(options.threadCount) thread\(options.threadCount == 1 ? "" : "s")"
      ),
    ]
  }
}
