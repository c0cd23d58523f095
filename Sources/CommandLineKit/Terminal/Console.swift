internal import Glibc
internal import Synchronization

/// Standard error, shared by the lines that are written and the one that is redrawn, so that they
/// never mix.
enum Console {
  /// The progress line on the screen; empty without one.
  private static let progressLine = Mutex("")

  /// Returns to the first column and clears the line.
  private static let clear = "\r\u{1B}[K"

  /// Writes whole lines, and draws the progress line anew below them.
  static func writeAboveProgress(_ lines: String) {
    progressLine.withLock { line in
      _ = writeAll(line.isEmpty ? lines : clear + lines + line, to: STDERR_FILENO)
    }
  }

  /// Draws `text` in place of the progress line; an empty text removes it.
  static func showProgress(_ text: String) {
    progressLine.withLock { line in
      guard line != text else { return }
      line = text
      _ = writeAll(clear + text, to: STDERR_FILENO)
    }
  }
}
