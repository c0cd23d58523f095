/// The code with which the program ends, after the BSD header `sysexits.h`.
public struct ExitCode: Sendable, Hashable, RawRepresentable {
  /// The number that the system is given.
  public let rawValue: Int32

  /// The code with this number.
  public init(rawValue: Int32) {
    self.rawValue = rawValue
  }

  /// Done.
  public static let success = ExitCode(rawValue: 0)
  /// Failed in a way that has no code of its own.
  public static let failure = ExitCode(rawValue: 1)
  /// A gate of `compare` was not met.
  public static let gateNotMet = ExitCode(rawValue: 2)
  /// The command line is not understood.
  public static let usage = ExitCode(rawValue: 64)
  /// The input is not what it should be.
  public static let badData = ExitCode(rawValue: 65)
  /// An input is not there or cannot be opened.
  public static let noInput = ExitCode(rawValue: 66)
  /// Something that the tool needs is not installed.
  public static let unavailable = ExitCode(rawValue: 69)
  /// A defect of ours.
  public static let software = ExitCode(rawValue: 70)
  /// An output cannot be made.
  public static let cannotWrite = ExitCode(rawValue: 73)
  /// Reading or writing failed in the middle.
  public static let inputOutput = ExitCode(rawValue: 74)
  /// Ended by Ctrl-C.
  public static let interrupted = ExitCode(signal: 2)

  /// The code of a program that a signal ended, as shells report it: 128 and the number of the
  /// signal.
  public init(signal: Int32) {
    self.init(rawValue: 128 + signal)
  }
}
