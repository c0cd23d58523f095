internal import Glibc
internal import Parallelism

/// The machine that a result was made on, in words.
enum Machine {
  /// Processor, number of them, and system.
  static var description: String {
    let processor =
      text(of: "/proc/cpuinfo").split(separator: "\n")
      .first { $0.hasPrefix("model name") }?.split(separator: ":").last
      .map { String($0.drop { $0 == " " }) } ?? "unknown processor"
    let count = availableProcessorCount()
    let release = text(of: "/proc/sys/kernel/osrelease").split(separator: "\n").first ?? ""
    return "\(processor), \(count) thread\(count == 1 ? "" : "s"), Linux \(release)"
  }

  /// The first bytes of a small file; nothing where it cannot be read.
  private static func text(of path: String) -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 4096)
    // The system fills at most the bytes of the array.
    let count = bytes.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
    return String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self)
  }
}
