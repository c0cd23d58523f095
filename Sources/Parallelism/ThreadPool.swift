internal import Glibc

/// The threads of the process that wait for work; they are started when first needed and then kept.
///
/// Starting a thread costs as much as a small matrix product, so a training step must not do it.
final class ThreadPool: Sendable {
  static let shared = ThreadPool()

  /// Work that still takes helpers, and how many of them are at it.
  private struct Posting {
    let number: Int
    let share: @Sendable () -> Void
    var vacancies: Int
    var busy = 0
  }

  private struct State {
    var postings: [Posting] = []
    var posted = 0
    var threads = 0

    /// Where the posting of this number is.
    func position(of number: Int) -> Int? { postings.firstIndex { $0.number == number } }
  }

  private let monitor = Monitor(State())

  /// Runs `own` on this thread while up to `helpers` others run `share`, and returns when all of them
  /// have returned and let go of `share`.
  ///
  /// No helper joins after `own` has returned, and there may be none at all.
  func run(helpers: Int, share: @escaping @Sendable () -> Void, own: () -> Void) {
    let number = monitor.withLock { state in
      state.posted += 1
      state.postings.append(Posting(number: state.posted, share: share, vacancies: helpers))
      let wanted = state.postings.reduce(0) { $0 + $1.vacancies + $1.busy }
      while state.threads < wanted, startDetachedThread({ [self] in serve() }) {
        state.threads += 1
      }
      return state.posted
    }
    monitor.notifyAll()
    ThreadPool.runAlone(own)
    monitor.withLock { state in
      if let own = state.position(of: number) { state.postings[own].vacancies = 0 }
    }
    monitor.wait { state in
      guard let own = state.position(of: number) else { return () }
      guard state.postings[own].busy == 0 else { return nil }
      state.postings.remove(at: own)
      return ()
    }
  }

  /// Runs `body` with an allowance of one thread, so that work inside it is not split again.
  private static func runAlone(_ body: () -> Void) {
    withThreads(1) { body() }
  }

  /// The life of a thread of the pool.
  private func serve() {
    while true {
      let number = helpOnce()
      monitor.withLock { state in
        if let own = state.position(of: number) { state.postings[own].busy -= 1 }
      }
      monitor.notifyAll()
    }
  }

  /// Waits for a posting and runs its share.
  ///
  /// This is a function of its own so that the share, which may not outlive the caller of `run`, is
  /// released before the posting hears that the helper is done.
  @inline(never)
  private func helpOnce() -> Int {
    let posting = monitor.wait { state -> Posting? in
      guard let open = state.postings.firstIndex(where: { $0.vacancies > 0 }) else { return nil }
      state.postings[open].vacancies -= 1
      state.postings[open].busy += 1
      return state.postings[open]
    }
    ThreadPool.runAlone(posting.share)
    return posting.number
  }
}

/// Starts a thread that nobody joins; false when the system refuses.
private func startDetachedThread(_ body: @escaping @Sendable () -> Void) -> Bool {
  final class Box: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
  let box = Unmanaged.passRetained(Box(body))
  var thread = pthread_t()
  let status = pthread_create(
    &thread,
    nil,
    { argument in
      // The argument is the box retained above; this is its only release.
      if let argument { Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().body() }
      return nil
    },
    box.toOpaque()
  )
  guard status == 0 else {
    box.release()
    return false
  }
  pthread_detach(thread)
  return true
}
