internal import CSystem

/// The number of threads that work runs on when the user names none: the processors this process may
/// use, as its affinity mask says, so that a container's share is respected.
public func availableProcessorCount() -> Int {
  Int(almanac_processor_count())
}

/// The number of threads that work started here may use: what the innermost `withThreads` says, and
/// 1 outside of one and on a thread that already does a share of parallel work.
///
/// So parallel work inside parallel work runs in place, and nothing is oversubscribed.
public var threadAllowance: Int {
  Int(almanac_thread_allowance())
}

/// Runs `body` with `count` threads allowed to the work it starts.
///
/// - Precondition: `count` is positive.
public func withThreads<Result, Failure: Error>(
  _ count: Int,
  _ body: () throws(Failure) -> Result
) throws(Failure) -> Result {
  precondition(count > 0, "work needs at least one thread, got \(count)")
  let outer = almanac_thread_allowance()
  almanac_set_thread_allowance(Int32(clamping: count))
  defer { almanac_set_thread_allowance(outer) }
  return try body()
}
