/// The ids of a long file as they are spelled in it, found by their bytes.
///
/// An id has one segment per id column. A spelling is a number from 0; several spellings (with and
/// without quotes) may stand for one series. Each spelling remembers which one followed it last, so
/// that in a file ordered by time the next row's id is found by one comparison.
struct IDTable: ~Copyable, @unchecked Sendable {
  // Sendable: the pointers are owned by this value alone, which cannot be copied.

  /// Bytes of one id column in the row being read.
  struct Segment {
    var start: UnsafePointer<UInt8>
    var count: Int
  }

  /// How many columns make up an id.
  let columnCount: Int
  /// The bytes of all segments; eight more can be read behind the last.
  private var bytes = GrowingBuffer<UInt8>()
  /// Where segments start; the segments of a spelling are neighbours, and so are the spellings.
  private var offsets = GrowingBuffer<Int>()
  private var hashes = GrowingBuffer<UInt64>()
  private var seriesNumbers = GrowingBuffer<Int>()
  private var followers = GrowingBuffer<Int>()
  /// Spellings by hash, open addressing; −1 is free.
  private var slots = GrowingBuffer<Int>()

  init(columnCount: Int) {
    self.columnCount = columnCount
    bytes.reserve(8)
    offsets.append(0)
    slots.fill(-1, count: 64)
  }

  /// How many spellings there are.
  var count: Int { seriesNumbers.count }

  /// The series that a spelling stands for.
  @inline(__always)
  func series(_ spelling: Int) -> Int { seriesNumbers[spelling] }

  /// The spelling that followed this one last.
  @inline(__always)
  func follower(_ spelling: Int) -> Int { followers[spelling] }

  /// Remembers what followed a spelling.
  @inline(__always)
  mutating func setFollower(_ follower: Int, of spelling: Int) { followers[spelling] = follower }

  /// How many bytes at `p` are the segment of a spelling in one id column, or nil if they are not.
  ///
  /// - Precondition: as many bytes as the longest id has, and seven more, are readable at `p`, or
  ///   the bytes up to a line end are, and seven more.
  @inline(__always)
  func match(_ spelling: Int, column: Int, at p: UnsafePointer<UInt8>) -> Int? {
    let place = spelling * columnCount + column
    let start = offsets[place]
    let count = offsets[place + 1] - start
    let own = bytes.base + start
    var i = 0
    // Spellings hold no line end, so a comparison stops at one before it leaves the text.
    while i + 8 <= count {
      if ByteSearch.word(p + i) != ByteSearch.word(own + i) { return nil }
      i += 8
    }
    let rest = count - i
    if rest > 0 {
      let difference = ByteSearch.word(p + i) ^ ByteSearch.word(own + i)
      if difference << UInt64(64 - 8 * rest) != 0 { return nil }
    }
    return count
  }

  /// The spelling with these segments, or nil.
  func find(_ segments: UnsafePointer<Segment>) -> Int? {
    let hash = hash(segments)
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] >= 0 {
      let spelling = slots[slot]
      if hashes[spelling] == hash, isEqual(spelling, segments) { return spelling }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  private func isEqual(_ spelling: Int, _ segments: UnsafePointer<Segment>) -> Bool {
    for column in 0..<columnCount {
      guard match(spelling, column: column, at: segments[column].start) == segments[column].count
      else { return false }
    }
    return true
  }

  /// Adds a spelling that is not there yet; returns its number.
  mutating func insert(_ segments: UnsafePointer<Segment>, series: Int) -> Int {
    let spelling = count
    for column in 0..<columnCount {
      bytes.append(segments[column].start, count: segments[column].count)
      offsets.append(bytes.count)
    }
    bytes.reserve(8)
    hashes.append(hash(segments))
    seriesNumbers.append(series)
    followers.append(spelling)
    if 2 * count > slots.count {
      slots.fill(-1, count: 2 * slots.count)
      for other in 0..<count { place(other) }
    } else {
      place(spelling)
    }
    return spelling
  }

  private mutating func place(_ spelling: Int) {
    var slot = Int(truncatingIfNeeded: hashes[spelling]) & (slots.count - 1)
    while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
    slots[slot] = spelling
  }

  /// Forgets all spellings.
  mutating func removeAll() {
    bytes.removeAll()
    offsets.removeAll()
    offsets.append(0)
    hashes.removeAll()
    seriesNumbers.removeAll()
    followers.removeAll()
    slots.fill(-1, count: slots.count)
  }

  /// A hash of segments: products of words, folded.
  private func hash(_ segments: UnsafePointer<Segment>) -> UInt64 {
    var hash: UInt64 = 0x9e37_79b9_7f4a_7c15
    for column in 0..<columnCount {
      hash = Self.hash(segments[column].start, count: segments[column].count, seed: hash)
    }
    return hash
  }

  /// A 64-bit hash of bytes.
  ///
  /// - Precondition: seven bytes are readable behind them.
  static func hash(_ p: UnsafePointer<UInt8>, count: Int, seed: UInt64) -> UInt64 {
    var hash = seed ^ UInt64(count)
    var i = 0
    while i < count {
      var word = ByteSearch.word(p + i)
      let rest = count - i
      if rest < 8 { word <<= UInt64(64 - 8 * rest) }
      let product = (word ^ hash).multipliedFullWidth(by: 0xa076_1d64_78bd_642f)
      hash = product.high ^ product.low ^ (hash << 23 | hash >> 41)
      i += 8
    }
    let product = hash.multipliedFullWidth(by: 0xe703_7ed1_a0b4_28db)
    return product.high ^ product.low
  }
}
