internal import Glibc

/// What long work has found so far, kept beside one of its outputs so that a killed run can go on:
/// records of numbers, in order.
public struct RecordJournal: ~Copyable {
  private let path: String
  private let name: String
  private let descriptor: Int32
  private static let ending = "scores"

  /// Opens the journal of the run with this mark beside an output.
  ///
  /// - Parameter continues: whether records of an earlier run stay in it.
  /// - Throws: `OutputError` where that is not possible, or another run is writing it.
  public init(beside path: String, mark: String, continues: Bool) throws(OutputError) {
    let cut = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    name = "\(path[..<cut]).\(path[cut...].prefix(200)).\(mark).\(Self.ending)"
    self.path = path
    descriptor = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw OutputError(path: path, errno: errno) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      throw OutputError(path: path, fact: .inUse)
    }
    if !continues, ftruncate(descriptor, 0) != 0 { throw OutputError(path: path, errno: errno) }
  }

  /// The next record of an earlier run; nil at the end, where writing begins.
  ///
  /// - Parameter count: the numbers of the record.
  public mutating func read(count: Int) -> [Double]? {
    let size = count * MemoryLayout<Double>.size
    let start = lseek(descriptor, 0, SEEK_CUR)
    var numbers = [Double](repeating: 0, count: count)
    var done = 0
    while done < size {
      // The system fills at most the rest of the array.
      let got = numbers.withUnsafeMutableBytes { bytes in
        Glibc.read(
          descriptor,
          UnsafeMutableRawBufferPointer(rebasing: bytes[done...]).baseAddress,
          size - done
        )
      }
      if got < 0, errno == EINTR { continue }
      if got <= 0 { break }
      done += got
    }
    if done == size { return numbers }
    // The last record was cut off by the end of the run.
    ftruncate(descriptor, start)
    lseek(descriptor, start, SEEK_SET)
    return nil
  }

  /// Adds a record behind those that were read.
  public mutating func append(_ numbers: [Double]) throws(OutputError) {
    let size = numbers.count * MemoryLayout<Double>.size
    var done = 0
    while done < size {
      // The system reads at most the rest of the array.
      let written = numbers.withUnsafeBytes { bytes in
        Glibc.write(
          descriptor,
          UnsafeRawBufferPointer(rebasing: bytes[done...]).baseAddress,
          size - done
        )
      }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { throw OutputError(path: path, errno: errno) }
      done += written
    }
  }

  /// The path of a file of this run beside the journal, for what are no records.
  public func path(of part: String) -> String { "\(name.dropLast(Self.ending.count))\(part)" }

  /// Removes the journal: everything is done.
  public consuming func remove() {
    unlink(name)
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }
}
