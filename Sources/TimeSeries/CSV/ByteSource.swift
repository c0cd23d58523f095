internal import Glibc

/// The bytes of a file, of standard input (`-`), or of what a gzip file holds.
struct ByteSource: ~Copyable, Sendable {
  /// The path as given.
  let file: String
  private let descriptor: Int32
  private var inflater: Inflater?
  private var hasStarted = false

  init(path: String) throws(CSVError) {
    file = path
    guard path != "-" else {
      descriptor = STDIN_FILENO
      return
    }
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 { throw Self.failure(errno, file: path) }
  }

  deinit {
    if descriptor > STDIN_FILENO { close(descriptor) }
  }

  /// Reads at least one byte; returns the count, 0 at the end.
  ///
  /// - Precondition: there is room for `capacity` bytes at `start`; the first time, for two.
  mutating func read(
    into start: UnsafeMutablePointer<UInt8>,
    capacity: Int
  ) throws(CSVError) -> Int {
    if hasStarted {
      if inflater == nil {
        return try Self.readOnce(descriptor, into: start, capacity: capacity, file: file)
      }
      return try inflater?.read(descriptor, into: start, capacity: capacity) ?? 0
    }
    // The first two bytes tell gzip from text.
    hasStarted = true
    var count = 0
    while count < 2 {
      let more = try Self.readOnce(
        descriptor,
        into: start + count,
        capacity: capacity - count,
        file: file
      )
      if more == 0 { break }
      count += more
    }
    guard count >= 2, start[0] == 0x1f, start[1] == 0x8b else { return count }
    inflater = try Inflater(file: file, start: UnsafeBufferPointer(start: start, count: count))
    return try inflater?.read(descriptor, into: start, capacity: capacity) ?? 0
  }

  /// One call of the system's `read`, repeated if a signal came in between.
  static func readOnce(
    _ descriptor: Int32,
    into start: UnsafeMutablePointer<UInt8>,
    capacity: Int,
    file: String
  ) throws(CSVError) -> Int {
    while true {
      let count = Glibc.read(descriptor, start, capacity)
      if count >= 0 { return count }
      if errno != EINTR { throw failure(errno, file: file) }
    }
  }

  private static func failure(_ code: Int32, file: String) -> CSVError {
    let fact: CSVError.Fact =
      switch code {
      case ENOENT, ENOTDIR: .noSuchFile
      case EISDIR: .isFolder
      case EACCES, EPERM: .permissionDenied
      default: .unreadable(errno: code)
      }
    return CSVError(fact, file: file)
  }
}
