/// `help`: what every program can say about itself.
struct HelpQuestion: Sendable {
  var topic: String?
  var showsManual = false

  static let name = "help"
  static let grammar = Grammar<Self>("Show help on a command, or the list of commands.") {
    Argument(
      \.topic,
      "command",
      optional: true,
      completion: .command,
      help: "The command to explain.",
    )
    Flag(\.showsManual, "--man", help: "Write the manual page, in roff, for the man program.")
  }
}

/// `completion`: the script that teaches a shell the program's words.
struct CompletionQuestion: Sendable {
  var shell = Shell.bash

  static let name = "completion"
  static let grammar = Grammar<Self>(
    "Write a script that completes commands and options in a shell.",
    discussion: """
      bash: eval "$(PROGRAM completion bash)" in ~/.bashrc
      zsh: PROGRAM completion zsh > a directory of $fpath/_PROGRAM
      fish: PROGRAM completion fish > ~/.config/fish/completions/PROGRAM.fish
      """,
  ) {
    Argument(\.shell, "shell", help: "The shell that will read it.")
  }
}

/// A shell for which a completion script can be written.
public enum Shell: String, Sendable, CaseIterable, OptionValue {
  case bash, zsh, fish

  /// The word that stands for a value in help.
  public static var placeholder: String { "shell" }
}
