internal import CSystem

/// The number of threads that work runs on when the user names none: the processors this process may
/// use, as its affinity mask says, so that a container's share is respected.
public func availableProcessorCount() -> Int {
  Int(almanac_processor_count())
}
