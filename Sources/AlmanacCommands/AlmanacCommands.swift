internal import CommandLineKit
internal import Glibc
internal import TimeSeries

/// The tool.
public enum AlmanacCommands {
  /// The version of the tool and of the library.
  public static let version = "0.1.0"

  /// The commands. A new one is one new file and one line here.
  static let program = Program(
    "almanac",
    version: version,
    summary: "Forecast demand and find audiences, from CSV files.",
    examples: [
      Example("almanac describe sales.csv", "What is in the file."),
      Example("almanac forecast sales.csv --horizon 28", "The next 28 steps of every series."),
      Example(
        "almanac compare sales.csv -n 28 --report report.html",
        "Which model to use, and how sure that is."
      ),
      Example(
        "almanac audience orders.csv --horizon 30d",
        "Who will buy what in the next 30 days."
      ),
    ],
    commands: [
      ForecastCommand.self,
      CompareCommand.self,
      DescribeCommand.self,
      GenerateCommand.self,
      AssessCommand.self,
      AudienceCommand.self,
    ]
  )

  /// Runs the command that the process was started with, and ends the process with its exit code.
  public static func run() -> Never {
    Interrupt.install { TemporaryFiles.removeAll() }
    let terminal = Terminal.current()
    let words = Array(CommandLine.arguments.dropFirst())
    switch program.invocation(of: words, on: terminal) {
    case .show(let text):
      exit(StandardOutput.write(text).rawValue)
    case .refuse(let error, let hint):
      StandardError.write(program.report(error, hint: hint, style: terminal.errorStyle))
      exit(ExitCode.usage.rawValue)
    case .run(let command):
      exit(end(of: command, on: terminal).rawValue)
    }
  }
}
