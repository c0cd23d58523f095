internal import CommandLineKit
internal import Glibc

/// Refuses an output that is the input itself: its history would be gone, and a second run would
/// forecast the forecast.
///
/// Devices and standard streams may be both.
///
/// - Parameter option: the option that names the output.
func refuseReplacing(
  input: String,
  with output: String,
  option: String = "--output"
) throws(UsageError) {
  guard input != "-", output != "-" else { return }
  var (source, target) = (stat(), stat())
  guard stat(input, &source) == 0, stat(output, &target) == 0 else { return }
  guard source.st_mode & S_IFMT == S_IFREG else { return }
  if source.st_dev == target.st_dev, source.st_ino == target.st_ino {
    throw .inconsistent("\(option) \(output.quoted) is the input; write to another file")
  }
}

/// Refuses to read two files from standard input.
func refuseSharedInput(_ inputs: [String]) throws(UsageError) {
  if inputs.count(where: { $0 == "-" }) > 1 {
    throw .inconsistent("standard input cannot be two of the files")
  }
}
