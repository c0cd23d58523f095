/// Emphasis by the terminal's escape sequences; without colour, the text itself.
public struct Style: Sendable, Equatable {
  /// Whether escape sequences are written.
  public let isEnabled: Bool

  /// No emphasis.
  public static let plain = Style(isEnabled: false)

  /// Emphasis where `isEnabled`.
  public init(isEnabled: Bool) {
    self.isEnabled = isEnabled
  }

  /// `text` in bold.
  public func bold(_ text: String) -> String { wrapped(text, in: "1") }
  /// `text` in a fainter colour.
  public func dim(_ text: String) -> String { wrapped(text, in: "2") }
  /// `text` with a line below.
  public func underlined(_ text: String) -> String { wrapped(text, in: "4") }
  /// `text` in red.
  public func red(_ text: String) -> String { wrapped(text, in: "31") }
  /// `text` in green.
  public func green(_ text: String) -> String { wrapped(text, in: "32") }
  /// `text` in yellow.
  public func yellow(_ text: String) -> String { wrapped(text, in: "33") }
  /// `text` in blue.
  public func blue(_ text: String) -> String { wrapped(text, in: "34") }
  /// `text` in cyan.
  public func cyan(_ text: String) -> String { wrapped(text, in: "36") }

  /// A heading of a help page.
  func heading(_ text: String) -> String { bold(text) }
  /// A word that is typed as it stands.
  func name(_ text: String) -> String { cyan(text) }
  /// A word that stands for another.
  func placeholder(_ text: String) -> String { dim(text) }

  private func wrapped(_ text: String, in code: String) -> String {
    isEnabled && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}
