internal import Synchronization

/// Calls `body` once for every index from 0 up to `count`, on several threads, and returns when all
/// calls have.
///
/// The indices are dealt one by one in ascending order to whichever thread is free, so that costly
/// ones balance. Make the pieces large enough: dealing one costs some ten nanoseconds, waking the
/// threads some ten microseconds.
///
/// - Parameters:
///   - count: The number of pieces; with 0 nothing is called.
///   - threads: The most threads to use, this one included; by default what `withThreads` allows.
/// - Throws: The error of the lowest index that failed. After a failure no further index is dealt.
/// - Precondition: `count` is not negative.
public func parallelForEach<Failure: Error>(
  count: Int,
  threads: Int? = nil,
  _ body: @Sendable (Int) throws(Failure) -> Void
) throws(Failure) {
  precondition(count >= 0, "a negative number of pieces: \(count)")
  let threads = min(threads ?? threadAllowance, count)
  if threads <= 1 {
    for index in 0..<count { try body(index) }
    return
  }
  let dealer = Dealer<Failure>(count: count)
  withoutActuallyEscaping(body) { body in
    ThreadPool.shared.run(
      helpers: threads - 1,
      share: { dealer.deal(to: body) },
      own: { dealer.deal(to: body) }
    )
  }
  if let failure = dealer.failure { throw failure }
}

/// Computes `count` values on several threads and returns them in order.
///
/// - Parameters:
///   - count: The number of values; 0 gives an empty array.
///   - threads: The most threads to use, this one included; by default what `withThreads` allows.
/// - Throws: The error of the lowest index that failed.
/// - Precondition: `count` is not negative.
public func parallelMap<Value: Sendable, Failure: Error>(
  count: Int,
  threads: Int? = nil,
  _ transform: @Sendable (Int) throws(Failure) -> Value
) throws(Failure) -> [Value] {
  var slots = [Value?](repeating: nil, count: count)
  do {
    try slots.withUnsafeMutableBufferPointer { buffer throws(Failure) in
      // Each index is dealt once, so no two threads write to one slot.
      nonisolated(unsafe) let slots = buffer
      try parallelForEach(count: count, threads: threads) { index throws(Failure) in
        slots[index] = try transform(index)
      }
    }
  }
  return slots.compactMap { $0 }
}

/// Deals ascending indices to threads and remembers the failure of the lowest.
private final class Dealer<Failure: Error>: Sendable {
  private let count: Int
  private let next = Atomic(0)
  private let firstFailure = Monitor<(index: Int, error: Failure)?>(nil)

  init(count: Int) { self.count = count }

  /// The failure of the lowest index, if any.
  var failure: Failure? { firstFailure.withLock { $0?.error } }

  /// Runs `body` for one index after another until none is left.
  func deal(to body: (Int) throws(Failure) -> Void) {
    while true {
      let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
      if index >= count { return }
      do {
        try body(index)
      } catch {
        // Every lower index has been dealt already and will report before the pool returns.
        next.store(count, ordering: .relaxed)
        firstFailure.withLock { first in
          if index < first?.index ?? .max { first = (index, error) }
        }
      }
    }
  }
}
