internal import CZlib

/// A gzip decompressor; a file of several members reads as their contents in sequence.
struct Inflater: ~Copyable, @unchecked Sendable {
  // Sendable: the pointers are owned by this value alone, which cannot be copied.
  private let file: String
  /// On the heap, because zlib keeps its address.
  private let stream: UnsafeMutablePointer<z_stream>
  private let input: UnsafeMutablePointer<UInt8>
  private let capacity: Int
  /// Whether a member has ended and another may follow.
  private var isBetweenMembers = false

  /// - Parameter start: the bytes read from the file so far.
  init(file: String, start: UnsafeBufferPointer<UInt8>) throws(CSVError) {
    self.file = file
    capacity = max(1 << 18, start.count)
    input = .allocate(capacity: capacity)
    _ = UnsafeMutableBufferPointer(start: input, count: capacity).update(fromContentsOf: start)
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    stream.pointee.next_in = input
    stream.pointee.avail_in = UInt32(start.count)
    // 15 + 16: the largest window, in gzip's frame.
    let code = inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard code == Z_OK else { throw CSVError(.gzipDamaged, file: file) }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
    input.deallocate()
  }

  /// Reads at least one byte of the contents; returns the count, 0 at the end.
  mutating func read(
    from source: InputDescriptor,
    into start: UnsafeMutablePointer<UInt8>,
    capacity room: Int
  ) throws(CSVError) -> Int {
    let room = min(room, 1 << 30)
    stream.pointee.next_out = start
    stream.pointee.avail_out = UInt32(room)
    while true {
      if stream.pointee.avail_in == 0 {
        let count = try source.read(into: input, capacity: capacity)
        if count == 0 {
          guard isBetweenMembers else { throw CSVError(.gzipDamaged, file: file) }
          return 0
        }
        stream.pointee.next_in = input
        stream.pointee.avail_in = UInt32(count)
      }
      if isBetweenMembers {
        // Padding with zeros after the last member is common on tapes and in archives.
        let rest = UnsafeMutableBufferPointer(
          start: stream.pointee.next_in,
          count: Int(stream.pointee.avail_in)
        )
        // An addition to the pointer in its place makes the compiler fail under ThreadSanitizer.
        let left = UnsafeMutableBufferPointer(rebasing: rest[rest.prefix { $0 == 0 }.endIndex...])
        stream.pointee.next_in = left.baseAddress
        stream.pointee.avail_in = UInt32(left.count)
        if stream.pointee.avail_in == 0 { continue }
        guard inflateReset(stream) == Z_OK else { throw CSVError(.gzipDamaged, file: file) }
        isBetweenMembers = false
      }
      let code = inflate(stream, Z_NO_FLUSH)
      let made = room - Int(stream.pointee.avail_out)
      if code == Z_STREAM_END {
        isBetweenMembers = true
      } else if code != Z_OK, code != Z_BUF_ERROR {
        throw CSVError(.gzipDamaged, file: file)
      }
      if made > 0 { return made }
    }
  }
}
