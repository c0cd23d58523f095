internal import Glibc
internal import Synchronization

/// Counts how far some work has come and, when standard error is a terminal, shows it in one line
/// that is redrawn about ten times a second.
///
/// The line appears when the work has taken a moment, so that short work shows nothing, and goes
/// away with ``finish()`` or with the meter itself. Any thread may advance the meter.
public final class ProgressMeter: Sendable {
  private static let firstDelayNanoseconds = 300_000_000
  private static let intervalNanoseconds = 100_000_000

  private struct Drawing {
    var label: String
    var frame = 0
    var isFinished = false
  }

  private let unit: String
  private let total: Int?
  private let terminal: Terminal
  private let isShown: Bool
  private let startNanoseconds = monotonicNanoseconds()
  private let done = Atomic(0)
  /// The time of the next drawing, in nanoseconds since the start.
  private let nextDrawing = Atomic(firstDelayNanoseconds)
  private let drawing: Mutex<Drawing>

  /// - Parameters:
  ///   - label: What is being done, such as `Fitting`.
  ///   - total: How many there are; nil where that is not known.
  ///   - unit: What is counted, such as `series`; empty for nothing.
  ///   - terminal: Where it is shown.
  ///   - isQuiet: Whether nothing is shown at all.
  public init(
    _ label: String,
    total: Int?,
    unit: String,
    on terminal: Terminal,
    isQuiet: Bool = false
  ) {
    drawing = Mutex(Drawing(label: label))
    self.total = total
    self.unit = unit
    self.terminal = terminal
    isShown = terminal.canRedrawErrorLine && !isQuiet
  }

  deinit { finish() }

  /// How many are done.
  public var count: Int { done.load(ordering: .relaxed) }

  /// Counts `amount` more as done.
  ///
  /// - Complexity: an atomic addition and a look at the clock, except about ten times a second.
  public func advance(by amount: Int = 1) {
    let done = self.done.add(amount, ordering: .relaxed).newValue
    guard isShown else { return }
    let elapsed = monotonicNanoseconds() - startNanoseconds
    let due = nextDrawing.load(ordering: .relaxed)
    guard elapsed >= due else { return }
    let next = elapsed + Self.intervalNanoseconds
    // Of several threads that find the line due, one draws it.
    guard
      nextDrawing.compareExchange(expected: due, desired: next, ordering: .relaxed).exchanged
    else { return }
    draw(done, elapsedNanoseconds: elapsed)
  }

  /// Removes the line for good; later advances are counted but not shown.
  public func finish() {
    guard isShown else { return }
    drawing.withLock { drawing in
      guard !drawing.isFinished else { return }
      drawing.isFinished = true
      Console.showProgress("")
    }
  }

  /// Says anew what is being done, such as how far a training has come.
  public func rename(_ label: String) {
    guard isShown else { return }
    drawing.withLock { $0.label = label }
  }

  private func draw(_ done: Int, elapsedNanoseconds: Int) {
    drawing.withLock { drawing in
      guard !drawing.isFinished else { return }
      drawing.frame += 1
      let line = ProgressLine(
        label: drawing.label,
        unit: unit,
        done: done,
        total: total,
        elapsedSeconds: Double(elapsedNanoseconds) / 1e9,
      )
      // The last column is left free: some terminals begin a new line when it is filled.
      let text = line.text(
        width: terminal.width - 1,
        isUnicode: terminal.isUnicode,
        frame: drawing.frame,
      )
      Console.showProgress(text)
    }
  }
}

/// A clock that only goes forward. The standard library's would link the concurrency runtime.
private func monotonicNanoseconds() -> Int {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return time.tv_sec * 1_000_000_000 + time.tv_nsec
}
