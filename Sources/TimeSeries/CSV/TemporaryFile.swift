internal import Glibc
internal import Synchronization

/// A file under a temporary name beside the target that it will replace.
struct TemporaryFile: Sendable {
  private let name: String
  private let target: String
  private let slot: Int?

  /// Creates an empty file beside `path`; `mode` is that of a file to be replaced.
  static func open(
    for path: String,
    mode: mode_t?
  ) throws(OutputError) -> (file: TemporaryFile, descriptor: Int32) {
    var target = path
    // A link is followed: the file behind it is replaced, not the link.
    if let resolved = realpath(path, nil) {
      target = String(cString: resolved)
      free(resolved)
    }
    let cut = target.lastIndex(of: "/").map { target.index(after: $0) } ?? target.startIndex
    for attempt in 0..<100 {
      let name = "\(target[..<cut]).\(target[cut...].prefix(200)).\(getpid())-\(attempt).part"
      let descriptor = Glibc.open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      if descriptor >= 0 {
        if let mode { fchmod(descriptor, mode) }
        let slot = TemporaryFiles.register(name)
        return (TemporaryFile(name: name, target: target, slot: slot), descriptor)
      }
      guard errno == EEXIST else { throw OutputError(path: path, errno: errno) }
    }
    throw OutputError(path: path, errno: EEXIST)
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
