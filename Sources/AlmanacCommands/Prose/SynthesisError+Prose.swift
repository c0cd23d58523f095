internal import CommandLineKit
internal import Glibc
internal import NeuralNetworks
internal import Synthesis

/// Why no series could be made, or judged.
struct SynthesisFailure: CommandFailure {
  /// The file it is about.
  let path: String
  let error: SynthesisError

  /// The error in one line.
  var prose: String {
    let path = path == "-" ? "standard input" : path
    return switch error {
    case .tooShort(let required, let longest, let series):
      "\(path): no series has \(required) steps without a gap; the longest has \(longest)"
        + (series.map { ", in series \($0.quoted)" } ?? "")
        + (required > 8
          ? ". Make shorter windows with --window 8, or use --model block-bootstrap"
          : ". --model block-bootstrap needs no windows")
    case .noSeries: "\(path): holds no series with an observation"
    case .constant(1): "\(path): the series never changes, there is nothing to learn"
    case .constant(let count):
      "\(path): none of the \(count) series ever changes, there is nothing to learn"
    case .training(let cause):
      "\(path): the training could not go on: \(cause). Another --seed may do; --model "
        + "seasonal-bootstrap needs no training"
    case .foreignGenerator(let entry):
      "\(path): is no generator that suits (\(entry)); train one with --save"
    case .foreignEncoder(let count, let expected):
      "\(path): is an encoder of steps with \(count) \(count == 1 ? "value" : "values"), and the series have "
        + "\(expected)" + (expected == 1 ? "; name columns with --together" : "")
    case .weights(.file(let file, let code)):
      "\(file): cannot be read or written: \(String(cString: strerror(code)))"
    case .weights: "\(path): is no generator, or was cut short; train one with --save"
    case .interrupted: "interrupted"
    }
  }

  /// Missing input where a file could not be opened, as opposed to what is in it.
  var exitCode: ExitCode {
    switch error {
    case .weights(.file), .training(.checkpoint(.file)): .noInput
    default: .badData
    }
  }
}
