internal import Parallelism

/// The machine that a result was made on, in words.
enum Machine {
  /// Processor, number of them, and system.
  static var description: String {
    let processor =
      SystemFile.text(of: "/proc/cpuinfo").split(separator: "\n")
      .first { $0.hasPrefix("model name") }?.split(separator: ":").last
      .map { String($0.drop { $0 == " " }) } ?? "unknown processor"
    let count = availableProcessorCount()
    let release =
      SystemFile.text(of: "/proc/sys/kernel/osrelease").split(separator: "\n").first ?? ""
    return "\(processor), \(count) thread\(count == 1 ? "" : "s"), Linux \(release)"
  }
}
