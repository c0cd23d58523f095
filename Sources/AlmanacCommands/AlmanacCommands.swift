/// The tool: reads the arguments, runs one command, ends the process with its exit code.
public enum AlmanacCommands {
  /// Runs the command that the process was started with.
  public static func run() {
  }
}
