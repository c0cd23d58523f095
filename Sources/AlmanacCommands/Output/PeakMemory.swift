internal import Glibc
internal import Parallelism

/// How much memory the process needs at most while something is done: by how much the resident pages grew
/// at their peak, as Linux counts them.
///
/// What was there before, such as the panel, is not in it; memory that is free is given back first, so that
/// all that the work takes is growth.
enum PeakMemory {
  /// Does some work, and says by how many bytes memory grew; nil where the system does not say.
  static func growth<Result, Failure: Error>(
    during work: () throws(Failure) -> Result
  ) throws(Failure) -> (result: Result, bytes: Double?) {
    releaseFreeMemory()
    let isReset = resetPeak()
    let before = bytes("VmRSS:")
    let result = try work()
    guard isReset, let before, let peak = bytes("VmHWM:") else { return (result, nil) }
    return (result, max(0, peak - before))
  }

  /// Makes the present size the peak so far.
  private static func resetPeak() -> Bool {
    let descriptor = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return write(descriptor, "5", 1) == 1
  }

  /// A line of what the system says of the process, in bytes.
  private static func bytes(_ name: String) -> Double? {
    for line in SystemFile.text(of: "/proc/self/status").split(separator: "\n")
    where line.hasPrefix(name) {
      let number = line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first
      return number.flatMap { Double($0) }.map { $0 * 1024 }
    }
    return nil
  }
}

/// Small files by which the system tells of itself.
enum SystemFile {
  /// The first bytes of a file; nothing where it cannot be read.
  static func text(of path: String) -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 4096)
    // The system fills at most the bytes of the array.
    let count = bytes.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
    return String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self)
  }
}
