internal import Glibc

/// A window on a file that moves forward and always holds the whole of the row being read.
///
/// Behind its last byte lie line feeds, so that a search for the end of a field needs no other
/// bound; a row that ends among them is not complete yet. When the file has ended, and its last
/// line has no line end, the first of them becomes part of the text: every line then ends.
struct InputBuffer: ~Copyable, @unchecked Sendable {
  // Sendable: the pointer is owned by this value alone, which cannot be copied.
  private var source: ByteSource
  private var base: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  /// The offset of the first byte that has not been consumed.
  private(set) var position = 0
  /// The offset behind the last byte.
  private(set) var end = 0
  /// Whether the file holds nothing more than what is here.
  private(set) var isAtEnd = false

  /// How many line feeds lie behind the last byte.
  private static let padding = 64
  private static let initialCapacity = 1 << 20

  init(path: String, cancellation: ReadingCancellation? = nil) throws(CSVError) {
    source = try ByteSource(path: path, cancellation: cancellation)
    capacity = Self.initialCapacity
    base = .allocate(capacity: capacity + 1 + Self.padding)
    pad()
  }

  deinit { base.deallocate() }

  /// The path as given.
  var file: String { source.file }

  /// The first byte that has not been consumed; `available` bytes and the padding can be read there
  /// until the next call of `refill`.
  var start: UnsafePointer<UInt8> { UnsafePointer(base + position) }

  /// How many bytes have not been consumed.
  var available: Int { end - position }

  /// Marks bytes as consumed.
  mutating func consume(_ count: Int) {
    precondition(count <= available, "more consumed than there is")
    position += count
  }

  /// Reads on; returns false if the file had ended.
  ///
  /// The window at least doubles what had not been consumed, so that a row which takes many calls
  /// is looked at in a total time proportional to its length.
  mutating func refill() throws(CSVError) -> Bool {
    try fill(toHold: max(2 * available, available + 1))
  }

  /// Reads on until `count` bytes have not been consumed or the file ends; returns false if nothing
  /// was read because the file had ended.
  mutating func fill(toHold count: Int) throws(CSVError) -> Bool {
    if isAtEnd || count <= available { return !isAtEnd }
    // The kept bytes lie within both the old and the new memory.
    let kept = available
    if count > capacity {
      let newCapacity = max(count, 2 * capacity)
      let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: newCapacity + 1 + Self.padding)
      memcpy(larger, base + position, kept)
      base.deallocate()
      base = larger
      capacity = newCapacity
    } else if position > 0 {
      memmove(base, base + position, kept)
    }
    position = 0
    end = kept
    repeat {
      let read = try source.read(into: base + end, capacity: capacity - end)
      if read == 0 {
        isAtEnd = true
        if end > 0, base[end - 1] != Ascii.lineFeed {
          base[end] = Ascii.lineFeed
          end += 1
        }
      }
      end += read
    } while end < count && !isAtEnd
    pad()
    return true
  }

  private func pad() {
    // There is room for one byte more than `capacity`, and then for the padding.
    memset(base + end, Int32(Ascii.lineFeed), Self.padding)
  }
}
