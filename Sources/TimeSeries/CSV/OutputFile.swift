internal import Glibc

/// A file that appears whole or not at all.
///
/// Bytes go to a temporary file in the target's folder, which takes the target's name at `commit()`
/// and is removed if that is never reached. Opening it therefore finds out early whether the target
/// can be written. `-` is standard output, and devices and pipes are written directly. A name that
/// ends in `.gz` is compressed.
///
/// Long runs give the file a mark: then what was written outlives an interruption, and a run with the
/// same mark can go on behind it.
///
/// A write to a pipe whose reader has gone throws `closedPipe` only where the process ignores
/// `SIGPIPE`; otherwise the signal ends it.
public struct OutputFile: ~Copyable, Sendable {
  /// The path as given; `-` for standard output.
  public let path: String
  /// Where bytes are written; −1 once it is closed.
  private var descriptor: Int32
  /// Where the bytes go until `commit()`; nil if they go to the target directly, or did.
  private var temporary: TemporaryFile?
  private var deflater: Deflater?
  /// Whether rows of an earlier run are, or may be, in the file.
  private let continues: Bool

  /// Opens a file for writing.
  ///
  /// - Parameters:
  ///   - mark: what tells this run from others that write the same file; with it, what was written
  ///     outlives an interruption, beside the target, under a name with the mark. Nil for a file that
  ///     leaves nothing behind, as standard output, devices and compressed files never do.
  ///   - continues: whether what an earlier run with this mark has left stays in the file, rather
  ///     than being written over; ask `keep(_:)` how much that is.
  /// - Throws: `OutputError` if that is not possible, `inUse` where a run with the same mark is
  ///   writing.
  public init(
    path: String,
    mark: String? = nil,
    continues: Bool = false
  ) throws(OutputError) {
    let isCompressed = path.hasSuffix(".gz")
    let target = try Target(path: path, mark: isCompressed ? nil : mark)
    let isMarked = target.temporary?.isMarked == true
    do throws(OutputError) {
      if isMarked, !continues, ftruncate(target.descriptor, 0) != 0 {
        throw OutputError(path: path, errno: errno)
      }
      deflater = isCompressed ? try Deflater(path: path) : nil
    } catch {
      target.temporary?.remove()
      throw error
    }
    self.path = path
    descriptor = target.descriptor
    temporary = target.temporary
    self.continues = isMarked && continues
  }

  /// Keeps the header and the whole groups of rows that an earlier run has left, and goes on behind
  /// them.
  ///
  /// - Returns: the number of groups; 0 for a file that is empty now, without a header.
  public mutating func keep(_ rows: UnfinishedRows) throws(OutputError) -> Int {
    guard continues else { return 0 }
    let (groups, end) = rows.count(descriptor: descriptor)
    guard ftruncate(descriptor, off_t(end)) == 0, lseek(descriptor, off_t(end), SEEK_SET) >= 0
    else { throw OutputError(path: path, errno: errno) }
    return groups
  }

  /// Leaves what was written for a later run with the same mark; `commit()` must not follow.
  ///
  /// - Returns: whether there was a mark, so that something is left.
  public mutating func leave() -> Bool {
    guard temporary?.isMarked == true else { return false }
    temporary = nil
    return true
  }

  /// An open descriptor, and the temporary file behind it if there is one.
  private struct Target {
    var descriptor: Int32
    var temporary: TemporaryFile?

    init(path: String, mark: String?) throws(OutputError) {
      if path == "-" {
        descriptor = STDOUT_FILENO
        return
      }
      var status = stat()
      let exists = stat(path, &status) == 0
      if exists, status.st_mode & S_IFMT == S_IFDIR {
        throw OutputError(path: path, fact: .isFolder)
      }
      let isSpecial = exists && status.st_mode & S_IFMT != S_IFREG
      // Behind these may be an open file of the process's own: it must not be replaced.
      if isSpecial || path.hasPrefix("/dev/") || path.hasPrefix("/proc/") {
        descriptor = open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw OutputError(path: path, errno: errno) }
        return
      }
      if exists, access(path, W_OK) != 0 { throw OutputError(path: path, errno: errno) }
      let mode = exists ? status.st_mode & 0o777 : nil
      (temporary, descriptor) =
        if let mark { try TemporaryFile.open(for: path, mark: mark, mode: mode) } else {
          try TemporaryFile.open(for: path, mode: mode)
        }
    }
  }

  /// Writes bytes.
  ///
  /// - Throws: `OutputError`, with `noSpace` for a full disk and `closedPipe` for a reader that has
  ///   gone.
  public mutating func write(_ bytes: [UInt8]) throws(OutputError) {
    var failure: OutputError?
    bytes.withUnsafeBytes { all in
      do throws(OutputError) { try write(all) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  mutating func write(_ bytes: UnsafeRawBufferPointer) throws(OutputError) {
    if deflater == nil {
      try Self.writeAll(bytes, to: descriptor, path: path)
    } else {
      try deflater?.write(bytes, isLast: false, to: descriptor)
    }
  }

  /// Gives the file its name; nothing can be written afterwards.
  ///
  /// - Throws: `OutputError`; then the target is as it was before.
  public consuming func commit() throws(OutputError) {
    try deflater?.write(UnsafeRawBufferPointer(start: nil, count: 0), isLast: true, to: descriptor)
    if descriptor != STDOUT_FILENO {
      // Some file systems find out only now that the disk is full.
      let status = close(descriptor)
      descriptor = -1
      guard status == 0 else { throw OutputError(path: path, errno: errno) }
    }
    if let temporary {
      try temporary.rename(path: path)
      self.temporary = nil
    }
  }

  deinit {
    // What an earlier run has left is not lost to an error of this one.
    if !continues { temporary?.remove() }
    if descriptor > STDERR_FILENO { close(descriptor) }
  }

  /// Writes all the bytes to a descriptor, in as many calls as it takes.
  static func writeAll(
    _ bytes: UnsafeRawBufferPointer,
    to descriptor: Int32,
    path: String
  ) throws(OutputError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      // The slice is not empty, so it has an address; the system reads `rest.count` bytes there.
      let written = Glibc.write(
        descriptor,
        UnsafeRawBufferPointer(rebasing: rest).baseAddress,
        rest.count
      )
      if written < 0 {
        if errno == EINTR { continue }
        throw OutputError(path: path, errno: errno)
      }
      rest = rest.dropFirst(written)
    }
  }
}
