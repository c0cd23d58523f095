internal import CKernels

/// The memory that tensors live in.
///
/// Blocks that are no longer used are kept and handed out again, so that a training step takes
/// nothing from the system once it is warm.
public enum MemoryPool {
  /// The bytes in use at this moment.
  public static var liveBytes: Int { Int(almanac_pool_count().live) }

  /// The most bytes that were in use at any moment since the start or the last `resetPeak`.
  public static var peakBytes: Int { Int(almanac_pool_count().peak) }

  /// The bytes that wait to be used again.
  public static var idleBytes: Int { Int(almanac_pool_count().idle) }

  /// The bytes taken from the system so far; constant while work is warm.
  public static var drawnBytes: Int { Int(almanac_pool_count().drawn) }

  /// Starts a new measurement of `peakBytes`.
  public static func resetPeak() { almanac_pool_reset_peak() }

  /// Gives the idle bytes back to the system.
  public static func trim() { almanac_pool_trim() }
}
