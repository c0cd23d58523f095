internal import Glibc

/// Why a file could not be written.
public struct OutputError: Error, Hashable, Sendable {
  /// What happened.
  public enum Fact: Hashable, Sendable {
    /// The disk or quota is full.
    case noSpace
    /// The reader at the other end of a pipe has gone; for a program that is no failure.
    case closedPipe
    /// The file or its folder may not be written.
    case permissionDenied
    /// The folder of the file does not exist.
    case noSuchFolder
    /// The path names a folder.
    case isFolder
    /// Another run is writing the same file.
    case inUse
    /// Another failure of the system, by its number.
    case system(errno: Int32)
    /// zlib failed, by its code.
    case compression(code: Int32)
  }

  /// The path that was to be written; `-` for standard output.
  public var path: String
  /// What happened.
  public var fact: Fact

  init(path: String, fact: Fact) {
    self.path = path
    self.fact = fact
  }

  /// The fact behind a system error number.
  init(path: String, errno code: Int32) {
    self.path = path
    fact =
      switch code {
      case ENOSPC, EDQUOT, EFBIG: .noSpace
      case EPIPE: .closedPipe
      case EACCES, EPERM, EROFS: .permissionDenied
      case ENOENT, ENOTDIR: .noSuchFolder
      case EISDIR: .isFolder
      default: .system(errno: code)
      }
  }
}
