internal import Glibc

/// A state guarded by a lock, on whose changes threads can wait.
///
/// `Mutex` of the standard library cannot be waited on, and ThreadSanitizer does not see it, hence this
/// pair of a POSIX mutex and a condition.
///
/// It is `@unchecked Sendable` because every access to `state` holds `mutex`.
package final class Monitor<State>: @unchecked Sendable {
  private var state: State
  // Both live on the heap because POSIX forbids that they move.
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  package init(_ state: State) {
    self.state = state
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(condition, nil)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  /// Runs `body` with the lock held.
  package func withLock<Result, Failure: Error>(
    _ body: (inout State) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return try body(&state)
  }

  /// Runs `body` with the lock held until it returns a value, sleeping between the attempts.
  package func wait<Result>(until body: (inout State) -> Result?) -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while true {
      if let result = body(&state) { return result }
      pthread_cond_wait(condition, mutex)
    }
  }

  /// Wakes every thread that waits, after a change of the state.
  package func notifyAll() {
    pthread_cond_broadcast(condition)
  }
}
