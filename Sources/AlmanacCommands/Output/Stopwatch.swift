internal import Glibc

/// The time since it was made.
///
/// The clock of the C library: that of the standard library would bring the whole concurrency runtime
/// into the binary.
struct Stopwatch {
  private let start = Self.now

  /// The seconds so far.
  var seconds: Double { Self.now - start }

  /// The seconds so far, with one decimal.
  var text: String {
    let tenths = Int((seconds * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }

  private static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
