internal import Glibc
internal import Synchronization

/// A file under a temporary name beside the target that it will replace.
struct TemporaryFile: Sendable {
  private let name: String
  private let target: String
  private let slot: Int?
  /// Whether it has a name that a later run finds again.
  let isMarked: Bool

  /// Creates an empty file beside `path`; `mode` is that of a file to be replaced.
  static func open(
    for path: String,
    mode: mode_t?
  ) throws(OutputError) -> (file: TemporaryFile, descriptor: Int32) {
    let (target, folder, leaf) = place(of: path)
    for attempt in 0..<100 {
      let name = "\(folder).\(leaf).\(getpid())-\(attempt).part"
      let descriptor = Glibc.open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      if descriptor >= 0 {
        if let mode { fchmod(descriptor, mode) }
        let slot = TemporaryFiles.register(name)
        return (TemporaryFile(name: name, target: target, slot: slot, isMarked: false), descriptor)
      }
      guard errno == EEXIST else { throw OutputError(path: path, errno: errno) }
    }
    throw OutputError(path: path, errno: EEXIST)
  }

  /// Opens the file beside `path` that a run with this mark may have left unfinished, or creates it;
  /// it is locked, and stays when the process is killed.
  static func open(
    for path: String,
    mark: String,
    mode: mode_t?
  ) throws(OutputError) -> (file: TemporaryFile, descriptor: Int32) {
    let (target, folder, leaf) = place(of: path)
    let name = "\(folder).\(leaf).\(mark).part"
    for _ in 0..<100 {
      let descriptor = Glibc.open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
      guard descriptor >= 0 else { throw OutputError(path: path, errno: errno) }
      guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
        close(descriptor)
        throw OutputError(path: path, fact: .inUse)
      }
      // Whoever held the lock before may have renamed or deleted the file since it was opened.
      var (opened, named) = (stat(), stat())
      if fstat(descriptor, &opened) == 0, stat(name, &named) == 0, opened.st_ino == named.st_ino {
        if let mode { fchmod(descriptor, mode) }
        return (TemporaryFile(name: name, target: target, slot: nil, isMarked: true), descriptor)
      }
      close(descriptor)
    }
    throw OutputError(path: path, errno: EEXIST)
  }

  /// The file behind a path, its folder with the slash, and the first 200 characters of its name.
  private static func place(
    of path: String
  ) -> (target: String, folder: Substring, leaf: Substring) {
    var target = path
    // A link is followed: the file behind it is replaced, not the link.
    if let resolved = realpath(path, nil) {
      target = String(cString: resolved)
      free(resolved)
    }
    let cut = target.lastIndex(of: "/").map { target.index(after: $0) } ?? target.startIndex
    return (target, target[..<cut], target[cut...].prefix(200))
  }

  /// Gives the file the target's name.
  func rename(path: String) throws(OutputError) {
    guard Glibc.rename(name, target) == 0 else { throw OutputError(path: path, errno: errno) }
    TemporaryFiles.unregister(slot)
  }

  /// Deletes the file.
  func remove() {
    unlink(name)
    TemporaryFiles.unregister(slot)
  }
}

/// The temporary files of this process, kept so that a signal handler can delete them.
public enum TemporaryFiles {
  private static let capacity = 16
  /// The addresses of C strings that this table owns; 0 in a free place.
  ///
  /// Whoever swaps an address out owns it, so that no string is freed while it is in use.
  private static let names = InlineArray<16, Atomic<UInt>> { _ in Atomic(0) }

  /// Keeps a name; nil if there is no place left, or no memory.
  static func register(_ name: String) -> Int? {
    guard let copy = strdup(name) else { return nil }
    for slot in 0..<capacity {
      let (isFree, _) = names[slot].compareExchange(
        expected: 0,
        desired: UInt(bitPattern: copy),
        ordering: .acquiringAndReleasing
      )
      if isFree { return slot }
    }
    free(copy)
    return nil
  }

  /// Forgets a name.
  static func unregister(_ slot: Int?) {
    guard let slot else { return }
    let address = names[slot].exchange(0, ordering: .acquiringAndReleasing)
    if address != 0 { free(UnsafeMutableRawPointer(bitPattern: address)) }
  }

  /// Deletes the temporary files that are open now.
  ///
  /// Safe in a signal handler once a file has been opened: it only swaps words and calls `unlink`,
  /// and it leaks the names.
  public static func removeAll() {
    for slot in 0..<capacity {
      let address = names[slot].exchange(0, ordering: .acquiringAndReleasing)
      // An address in the table is that of a string from `strdup` which nobody has freed.
      if let name = UnsafePointer<CChar>(bitPattern: address) { unlink(name) }
    }
  }
}
