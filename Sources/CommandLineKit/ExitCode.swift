/// The exit codes of the tool, as in the BSD header `sysexits.h`.
public enum ExitCode: Int32, Sendable {
  case success = 0
  case failure = 1
  /// A gate of `compare` was not met.
  case gateNotMet = 2
  case usage = 64
  case badData = 65
  case noInput = 66
  /// Something that the tool needs is not installed.
  case unavailable = 69
  /// A defect of ours.
  case software = 70
  case cannotWrite = 73
  /// Reading or writing failed in the middle.
  case inputOutput = 74
  case interrupted = 130
}
