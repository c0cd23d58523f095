internal import Glibc

/// Lines for people, beside the results.
public enum StandardError {
  /// Writes `line` and a line end, above the progress line when there is one. A failure has nobody
  /// to be told, so it is ignored.
  public static func write(_ line: String) {
    Console.writeAboveProgress(line + "\n")
  }
}

/// Short texts such as help. Results go to output files, or to a writer of their own.
public enum StandardOutput {
  /// Writes all of `text`.
  ///
  /// - Returns: ``ExitCode/success``, also when the reader has gone (`| head`), which is its right;
  ///   otherwise ``ExitCode/inputOutput``.
  public static func write(_ text: String) -> ExitCode {
    switch writeAll(text, to: STDOUT_FILENO) {
    case 0, EPIPE: .success
    default: .inputOutput
    }
  }
}

/// Writes all of `text`; returns 0 or the system's error number.
func writeAll(_ text: String, to descriptor: Int32) -> Int32 {
  var text = text
  return text.withUTF8 { bytes in
    var written = 0
    while written < bytes.count {
      // The rest of `bytes`, which outlives the call.
      let count = unsafe Glibc.write(
        descriptor,
        bytes.baseAddress.map { $0 + written },
        bytes.count - written,
      )
      if count > 0 {
        written += count
      } else if errno != EINTR {
        return errno
      }
    }
    return 0
  }
}
