internal import Glibc

/// The seconds that a clock of the system shows.
func clockSeconds(_ clock: clockid_t) -> Double {
  var time = timespec()
  clock_gettime(clock, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// Seconds of a clock that nobody sets.
@Sendable func monotonicSeconds() -> Double { clockSeconds(CLOCK_MONOTONIC) }
