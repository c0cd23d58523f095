/// A command line that is not understood, named after the fact.
///
/// Options and arguments are named as the user knows them, `--horizon` or `<csv>`.
public enum UsageError: Error, Equatable, Sendable {
  /// No command was given.
  case missingCommand
  /// `nearest` is the command that was probably meant, nil where none is close.
  case unknownCommand(String, nearest: String?)
  /// `nearest` is the option that was probably meant, nil where none is close.
  case unknownOption(String, nearest: String?)
  /// The option stands without its value.
  case missingValue(option: String, placeholder: String)
  /// A flag was given a value.
  case unexpectedValue(option: String, value: String)
  /// `nearest` is the choice that was probably meant, nil where none is close.
  case invalidValue(parameter: String, value: String, expected: String, nearest: String?)
  /// A required argument is not there.
  case missingArgument(String)
  /// A required option is not there.
  case missingOption(String, placeholder: String)
  /// A word more than the command takes.
  case unexpectedArgument(String)
  /// An option that may be given once was given again.
  case repeatedOption(String)
  /// Two options that exclude one another.
  case conflictingOptions(String, String)
  /// An option that has no effect, or no meaning, without another.
  case optionNeedsOption(String, needs: String)
  /// A fault that only the command knows of, as a sentence without a full stop.
  case inconsistent(String)
}

extension UsageError: CustomStringConvertible {
  /// The fault in one line, without a full stop.
  public var description: String {
    switch self {
    case .missingCommand:
      "a command is missing"
    case .unknownCommand(let name, let nearest):
      "unknown command \(name.quoted)" + suggestion(nearest)
    case .unknownOption(let name, let nearest):
      "unknown option \(name.shown())" + suggestion(nearest)
    case .missingValue(let option, let placeholder):
      "\(option) needs a value: \(option) <\(placeholder)>"
    case .unexpectedValue(let option, let value):
      "\(option) takes no value, but \(value.quoted) was given"
    case .invalidValue(let parameter, let value, let expected, let nearest):
      "invalid value \(value.quoted) for \(parameter): expected \(expected)" + suggestion(nearest)
    case .missingArgument(let name):
      "missing argument \(name)"
    case .missingOption(let name, let placeholder):
      "missing option \(name) <\(placeholder)>"
    case .unexpectedArgument(let text):
      "unexpected argument \(text.quoted)"
    case .repeatedOption(let name):
      "\(name) was given more than once"
    case .conflictingOptions(let first, let second):
      "\(first) and \(second) cannot be given together"
    case .optionNeedsOption(let option, let needed):
      "\(option) needs \(needed)"
    case .inconsistent(let sentence):
      sentence
    }
  }
}

private func suggestion(_ nearest: String?) -> String {
  nearest.map { "; did you mean \($0)?" } ?? ""
}
