/// What a shell offers as the value of an argument or option.
public enum CompletionHint: Sendable, Equatable {
  case none
  /// Names of files.
  case file
  /// Names of directories.
  case directory
  /// One of a few words.
  case choices([Choice])
  /// The name of one of the program's commands.
  case command
}

/// A word that can be given as a value, and what it means.
public struct Choice: Sendable, Equatable, ExpressibleByStringLiteral {
  /// The word.
  public let name: String
  /// What the long help and the completion scripts say of it; empty for nothing.
  public let summary: String

  /// A word, and what is said of it.
  public init(_ name: String, _ summary: String = "") {
    self.name = name
    self.summary = summary
  }

  /// A word of which nothing is said.
  public init(stringLiteral name: String) {
    self.init(name)
  }
}
