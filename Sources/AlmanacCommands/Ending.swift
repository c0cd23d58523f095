internal import CommandLineKit
internal import Forecasting
internal import TimeSeries

/// Why a command ended without its result, in words for the user.
protocol CommandFailure: Error {
  /// What is wrong and how to mend it, in one line.
  var prose: String { get }
  /// What the program ends with; bad data by default.
  var exitCode: ExitCode { get }
}

extension CommandFailure {
  var exitCode: ExitCode { .badData }
}

/// The user asked for an end while the output, named as given, was not whole.
struct Interrupted: CommandFailure {
  let output: String
  /// The series that are done and kept for a run with `--resume`.
  var seriesKept = 0
  /// What else is left, as the end of a sentence.
  var remark = ""

  /// What is left behind: a file appears whole or not at all, a stream cannot be taken back.
  var prose: String {
    if output == "-" { return "interrupted; the output is not whole" + remark }
    let kept =
      seriesKept == 0
      ? "" : "; \(seriesKept) series are kept, the same command with --resume goes on"
    return "interrupted; nothing was written to \(output)" + kept + remark
  }

  var exitCode: ExitCode { Interrupt.exitCode ?? .interrupted }
}

/// With `--strict`, a series that got another model.
struct StrictnessError: CommandFailure {
  let series: String
  let note: String

  var prose: String { "series \(series.quoted): \(note), which --strict forbids" }
}

extension AlmanacCommands {
  /// Runs a command, says what went wrong if anything did, and gives the exit code.
  static func end(of command: some Command, on terminal: Terminal) -> ExitCode {
    do {
      return try command.run(on: terminal)
    } catch let error as any CommandFailure {
      say(error.prose, on: terminal)
      return error.exitCode
    } catch let error as CSVError {
      say(error.prose, on: terminal)
      if error.fact == .cancelled { return Interrupt.exitCode ?? .interrupted }
      return error.isAboutFile ? .noInput : .badData
    } catch let error as OutputError {
      // A reader that has seen enough, such as `head`, is no failure.
      if error.fact == .closedPipe { return .success }
      say(error.prose, on: terminal)
      return error.isAboutTarget ? .cannotWrite : .inputOutput
    } catch let error as UsageError {
      say("\(error.description)", on: terminal)
      return .usage
    } catch {
      say("defect in almanac, please report it: \(error)", on: terminal)
      return .software
    }
  }

  private static func say(_ line: String, on terminal: Terminal) {
    StandardError.write("\(terminal.errorStyle.bold("almanac:")) \(line)")
  }
}
