/// What a command line asks of the program. Asking for help is not a failure.
public enum Invocation: Sendable {
  /// Run this command.
  case run(any Command)
  /// Write this text, help or the like, to standard output and end in success.
  case show(String)
  /// Say what is wrong and end with ``ExitCode/usage``.
  case refuse(UsageError, hint: String)
}
