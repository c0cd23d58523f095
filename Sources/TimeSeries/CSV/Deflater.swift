internal import CZlib

/// A gzip compressor.
struct Deflater: ~Copyable, @unchecked Sendable {
  // Sendable: the pointers are owned by this value alone, which cannot be copied.
  private let path: String
  /// On the heap, because zlib keeps its address.
  private let stream: UnsafeMutablePointer<z_stream>
  private let output: UnsafeMutableRawBufferPointer

  init(path: String) throws(OutputError) {
    self.path = path
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    output = .allocate(byteCount: 1 << 16, alignment: 16)
    // 15 + 16: the largest window, in gzip's frame.
    let code = deflateInit2_(
      stream,
      6,
      Z_DEFLATED,
      15 + 16,
      8,
      Z_DEFAULT_STRATEGY,
      ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size)
    )
    guard code == Z_OK else { throw OutputError(path: path, fact: .compression(code: code)) }
  }

  /// Compresses bytes into a descriptor; `isLast` closes the stream.
  mutating func write(
    _ bytes: UnsafeRawBufferPointer,
    isLast: Bool,
    to descriptor: Int32
  ) throws(OutputError) {
    // zlib counts in 32 bits and never writes through its input pointer.
    var rest = bytes[...]
    repeat {
      let part = UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 30))
      rest = rest.dropFirst(part.count)
      stream.pointee.next_in = UnsafeMutablePointer(
        mutating: part.baseAddress?.assumingMemoryBound(to: UInt8.self)
      )
      stream.pointee.avail_in = UInt32(part.count)
      repeat {
        stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = UInt32(output.count)
        let code = deflate(stream, isLast && rest.isEmpty ? Z_FINISH : Z_NO_FLUSH)
        guard code != Z_STREAM_ERROR else {
          throw OutputError(path: path, fact: .compression(code: code))
        }
        let made = output.count - Int(stream.pointee.avail_out)
        try OutputFile.writeAll(
          UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(output)[..<made]),
          to: descriptor,
          path: path
        )
      } while stream.pointee.avail_out == 0
    } while !rest.isEmpty
  }

  deinit {
    deflateEnd(stream)
    stream.deallocate()
    output.deallocate()
  }
}
