internal import Glibc

extension WeightsFile {
  /// Reads a file.
  ///
  /// - Parameter allowsNonFinite: Whether infinities and what is not a number are accepted.
  /// - Throws: What the system says, or what is wrong with the bytes.
  public init(path: String, allowsNonFinite: Bool = false) throws(WeightsError) {
    try self.init(bytes: Self.read(path), allowsNonFinite: allowsNonFinite)
  }

  /// Writes a file whole or not at all: under another name first, which is then changed.
  ///
  /// - Throws: What the system says.
  public func write(to path: String) throws(WeightsError) {
    let bytes = encoded()
    let draft = "\(path).\(getpid()).part"
    let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    if descriptor < 0 { throw .file(path: path, code: errno) }
    var failure: Int32 = 0
    var done = 0
    while done < bytes.count && failure == 0 {
      // The bytes from `done` on are the array's own.
      let count = bytes.withUnsafeBytes { raw in
        raw.baseAddress.map { Glibc.write(descriptor, $0 + done, raw.count - done) } ?? 0
      }
      if count >= 0 { done += count } else if errno != EINTR { failure = errno }
    }
    if failure == 0 && fsync(descriptor) != 0 { failure = errno }
    if close(descriptor) != 0 && failure == 0 { failure = errno }
    if failure == 0 && rename(draft, path) != 0 { failure = errno }
    if failure != 0 {
      unlink(draft)
      throw .file(path: path, code: failure)
    }
  }

  private static func read(_ path: String) throws(WeightsError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 { throw .file(path: path, code: errno) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = chunk.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
      if count == 0 { return bytes }
      if count > 0 {
        bytes.append(contentsOf: chunk[..<count])
      } else if errno != EINTR {
        throw .file(path: path, code: errno)
      }
    }
  }
}
