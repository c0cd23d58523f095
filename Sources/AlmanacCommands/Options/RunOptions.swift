internal import CommandLineKit
internal import Parallelism

/// How a command works, whatever it does.
struct RunOptions: Sendable {
  var seed: UInt64 = 0
  var threads: Int?
  var quiet = false

  static let grammar = Grammar<Self>("Run") {
    Option(\.seed, "--seed", help: "Seed of everything random.")
    Option(
      \.threads,
      "--threads",
      limit: .from(1, to: 1024),
      help: "Threads to work on; all processors if not given."
    )
    Flag(\.quiet, "--quiet", "-q", help: "No progress, no summary; only errors.")
  }

  /// The threads to work on.
  var threadCount: Int { threads ?? availableProcessorCount() }
}
