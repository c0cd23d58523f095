internal import Glibc

/// What is known of the terminal, settled once when the program starts.
public struct Terminal: Sendable, Equatable {
  /// Whether standard output is a terminal.
  public let isOutputTerminal: Bool
  /// Whether standard error is a terminal.
  public let isErrorTerminal: Bool
  /// The columns of a line; 80 where there is no terminal to ask.
  public let width: Int
  /// Emphasis for standard output.
  public let outputStyle: Style
  /// Emphasis for standard error.
  public let errorStyle: Style
  /// Whether the terminal shows characters beyond ASCII.
  public let isUnicode: Bool
  /// Whether a line on standard error can be drawn anew, as progress is.
  public let canRedrawErrorLine: Bool

  /// Settles everything from what the system says.
  ///
  /// `NO_COLOR`, when not empty, forbids colour; `CLICOLOR_FORCE`, when neither empty nor 0, asks
  /// for it even without a terminal; otherwise a stream is coloured when it is a terminal that is
  /// not `dumb`. `COLUMNS` overrides the width of a terminal. UTF-8 is known by the first of
  /// `LC_ALL`, `LC_CTYPE` and `LANG` that is not empty.
  ///
  /// - Parameters:
  ///   - environment: The value of a variable of the environment, nil where it is not set.
  ///   - isOutputTerminal: Whether standard output is a terminal.
  ///   - isErrorTerminal: Whether standard error is a terminal.
  ///   - columns: The width that the terminal states; nil without a terminal.
  public init(
    environment: (String) -> String?,
    isOutputTerminal: Bool,
    isErrorTerminal: Bool,
    columns: Int?
  ) {
    func variable(_ name: String) -> String? {
      environment(name).flatMap { $0.isEmpty ? nil : $0 }
    }
    self.isOutputTerminal = isOutputTerminal
    self.isErrorTerminal = isErrorTerminal
    let stated = isOutputTerminal || isErrorTerminal ? variable("COLUMNS").flatMap { Int($0) } : nil
    width = [stated, columns].compactMap { $0 }.first { $0 > 0 } ?? 80

    let isForbidden = variable("NO_COLOR") != nil
    let isForced = variable("CLICOLOR_FORCE").map { $0 != "0" } ?? false
    let isDumb = variable("TERM") == "dumb"
    func style(_ isTerminal: Bool) -> Style {
      Style(isEnabled: !isForbidden && (isForced || (isTerminal && !isDumb)))
    }
    outputStyle = style(isOutputTerminal)
    errorStyle = style(isErrorTerminal)
    canRedrawErrorLine = isErrorTerminal && !isDumb

    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].compactMap(variable).first ?? ""
    // A modifier such as @euro may follow.
    let encoding = locale.prefix { $0 != "@" }.lowercased()
    isUnicode = encoding.hasSuffix("utf-8") || encoding.hasSuffix("utf8")
  }

  /// The terminal of this process.
  public static func current() -> Terminal {
    let isOutputTerminal = isatty(STDOUT_FILENO) == 1
    let isErrorTerminal = isatty(STDERR_FILENO) == 1
    return Terminal(
      environment: { name in getenv(name).map { String(cString: $0) } },
      isOutputTerminal: isOutputTerminal,
      isErrorTerminal: isErrorTerminal,
      columns: isOutputTerminal
        ? columns(of: STDOUT_FILENO) : isErrorTerminal ? columns(of: STDERR_FILENO) : nil,
    )
  }

  /// The width of help: that of the terminal, but at least 40 and at most 100; 80 when standard
  /// output is not a terminal.
  public var helpWidth: Int { isOutputTerminal ? min(max(width, 40), 100) : 80 }

  private static func columns(of descriptor: Int32) -> Int? {
    var size = winsize()
    // ioctl fills `size`, whose type is the one this request documents.
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }
}
