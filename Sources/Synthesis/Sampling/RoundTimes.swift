internal import Glibc

/// The mean time of some steps of training, the first of which is not counted.
func secondsPerRound(_ round: () -> Void) -> Double {
  func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
  }
  round()
  let (start, count) = (now(), 3)
  for _ in 0..<count { round() }
  return (now() - start) / Double(count)
}
