internal import Glibc
internal import Synchronization

/// The user's wish that the program stop: Ctrl-C, or `kill`.
///
/// Long work asks ``isRequested`` between steps, leaves everything in order and returns
/// ``exitCode``. Whoever asks twice does not want to wait: the second signal ends the process at
/// once.
public enum Interrupt {
  /// The number of the signal that arrived; 0 before.
  private static let received = Atomic<Int32>(0)
  /// What is still done when the second signal ends the process.
  ///
  /// Written once, before there is a handler to read it; a C function, which takes no lock to call.
  nonisolated(unsafe) private static var lastWill: (@convention(c) () -> Void)?

  /// Begins to listen for SIGINT and SIGTERM, and makes a broken pipe an error of the write instead
  /// of the end of the process. A signal that the process was started to ignore, as `nohup` does,
  /// stays ignored.
  ///
  /// - Parameter lastWill: what the second signal does before it ends the process, such as deleting
  ///   temporary files; only what POSIX allows in a handler.
  public static func install(lastWill: (@convention(c) () -> Void)? = nil) {
    self.lastWill = lastWill
    // The first access to `received` must not be the handler's: it may take a lock.
    received.store(0, ordering: .relaxed)
    signal(SIGPIPE, SIG_IGN)
    for number in [SIGINT, SIGTERM] {
      var previous = sigaction()
      guard sigaction(number, nil, &previous) == 0, !isIgnored(previous) else { continue }
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { number in
        // Only what POSIX allows in a handler: a lock-free exchange, and _exit.
        if Interrupt.received.exchange(number, ordering: .relaxed) != 0 {
          Interrupt.lastWill?()
          _exit(128 + number)
        }
      }
      // A read that the signal interrupts goes on, so that no reader takes it for a failure.
      action.sa_flags = SA_RESTART
      _ = sigaction(number, &action, nil)
      // Whoever started the process may have handed down a mask that blocks the signal.
      var signals = sigset_t()
      sigemptyset(&signals)
      sigaddset(&signals, number)
      pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    }
  }

  /// Whether a signal has arrived.
  public static var isRequested: Bool { received.load(ordering: .relaxed) != 0 }

  /// The code with which to end after a signal: 130 for Ctrl-C, 143 for `kill`; nil before one
  /// arrives.
  public static var exitCode: ExitCode? {
    let number = received.load(ordering: .relaxed)
    return number == 0 ? nil : ExitCode(signal: number)
  }

  private static func isIgnored(_ action: sigaction) -> Bool {
    // SIG_IGN is the address 1, which no function has; function pointers are compared by their
    // bits.
    unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
      == unsafeBitCast(SIG_IGN, to: Int.self)
  }
}
