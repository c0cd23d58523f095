internal import Glibc
internal import TimeSeries

extension OutputError {
  /// The error in one line.
  var prose: String {
    let file = path == "-" ? "standard output" : path
    return switch fact {
    case .noSpace: "\(file): no space left to write; free some, or write elsewhere with --output"
    case .closedPipe: "\(file): the reader has gone"
    case .permissionDenied: "\(file): may not be written; check the permissions"
    case .noSuchFolder: "\(file): no such folder; make it first"
    case .isFolder: "\(file): is a folder, expected the name of a file"
    case .inUse: "\(file): another run of the same command is writing it; wait for that one"
    case .system(let code): "\(file): cannot be written: \(String(cString: strerror(code)))"
    case .compression(let code): "\(file): compression failed with code \(code) of zlib"
    }
  }

  /// Whether the target cannot be written at all, as opposed to a failure in the middle.
  var isAboutTarget: Bool {
    switch fact {
    case .permissionDenied, .noSuchFolder, .isFolder, .inUse: true
    case .noSpace, .closedPipe, .system, .compression: false
    }
  }
}
