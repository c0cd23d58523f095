internal import Glibc

/// The bytes of a file, of standard input (`-`), or of what a gzip file holds.
struct ByteSource: ~Copyable, Sendable {
  private let input: InputDescriptor
  private var inflater: Inflater?
  private var hasStarted = false

  init(path: String, cancellation: ReadingCancellation? = nil) throws(CSVError) {
    let number = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
    if number < 0 { throw InputDescriptor.failure(errno, file: path) }
    input = InputDescriptor(file: path, number: number, cancellation: cancellation)
  }

  /// The path as given.
  var file: String { input.file }

  deinit {
    if input.number > STDIN_FILENO { close(input.number) }
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
        return try input.read(into: start, capacity: capacity)
      }
      return try inflater?.read(from: input, into: start, capacity: capacity) ?? 0
    }
    // The first two bytes tell gzip from text.
    hasStarted = true
    var count = 0
    while count < 2 {
      let more = try input.read(into: start + count, capacity: capacity - count)
      if more == 0 { break }
      count += more
    }
    guard count >= 2, start[0] == 0x1f, start[1] == 0x8b else { return count }
    inflater = try Inflater(file: file, start: UnsafeBufferPointer(start: start, count: count))
    return try inflater?.read(from: input, into: start, capacity: capacity) ?? 0
  }
}

/// An open file, and what its errors need.
struct InputDescriptor: Sendable {
  /// The path as given.
  let file: String
  /// The number that the system gave it.
  let number: Int32
  let cancellation: ReadingCancellation?

  /// One call of the system's `read`, repeated if a signal came in between.
  func read(into start: UnsafeMutablePointer<UInt8>, capacity: Int) throws(CSVError) -> Int {
    while true {
      try waitForBytes()
      let count = Glibc.read(number, start, capacity)
      if count >= 0 { return count }
      if errno != EINTR { throw Self.failure(errno, file: file) }
    }
  }

  /// Waits, if the reading can be cancelled, as `read` would, but asks now and then.
  private func waitForBytes() throws(CSVError) {
    guard let cancellation else { return }
    var events = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
    while true {
      if cancellation.isRequested() { throw CSVError(.cancelled, file: file) }
      // A failure other than a signal is for `read` to report.
      let ready = poll(&events, 1, Self.millisecondsBetweenQuestions)
      if ready > 0 || (ready < 0 && errno != EINTR) { return }
    }
  }

  private static let millisecondsBetweenQuestions: Int32 = 100

  static func failure(_ code: Int32, file: String) -> CSVError {
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
