/// Up to eight decimal digits in a word, a byte each, the first digit in the lowest byte.
///
/// All of them are made, trimmed and stored at once: loops over single digits would branch on the
/// count of digits, which in a column of numbers cannot be foreseen.
struct DigitWord {
  /// The values of the digits, 0…9.
  private var digits: UInt64

  /// The eight digits of a number, with zeros in front.
  ///
  /// - Precondition: `number` is below 10⁸.
  @inline(__always)
  init(_ number: UInt64) {
    let high = number / 10_000
    self.init(fours: high | (number &- high &* 10_000) << 32)
  }

  /// The four digits of a number, with zeros in front, and four zeros.
  ///
  /// - Precondition: `number` is below 10⁴.
  @inline(__always)
  init(four number: UInt64) {
    self.init(fours: number)
  }

  /// The digits of a number below 10⁴ in each half of a word; those of the lower half come first.
  @inline(__always)
  private init(fours: UInt64) {
    // ⌊n · 10486 / 2²⁰⌋ = ⌊n / 100⌋ below 10⁴, and ⌊n · 103 / 2¹⁰⌋ = ⌊n / 10⌋ below 100; no product
    // reaches the next field.
    let hundreds = (fours &* 10_486) >> 20 & 0x0000_007f_0000_007f
    let pairs = hundreds | (fours &- hundreds &* 100) << 16
    let tens = (pairs &* 103) >> 10 & 0x000f_000f_000f_000f
    digits = tens | (pairs &- tens &* 10) << 8
  }

  /// How many zeros are in front; at most seven.
  @inline(__always)
  var leadingZeros: Int { (digits | 1 << 56).trailingZeroBitCount >> 3 }

  /// How many digits there are up to the last that is not zero; at least one.
  @inline(__always)
  var countWithoutTrailingZeros: Int {
    // Counting zeros from the other end takes longer on processors before x86-64-v3.
    8 - (digits | 1).byteSwapped.trailingZeroBitCount >> 3
  }

  /// Stores the eight digits as text.
  @inline(__always)
  func store(to p: UnsafeMutablePointer<UInt8>) {
    Self.store(digits | 0x3030_3030_3030_3030, to: p)
  }

  /// Stores the digits without the zeros in front as text, and fills up the eight bytes with
  /// anything; returns the end of the digits.
  @inline(__always)
  func storeTrimmed(to p: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
    let zeros = leadingZeros
    Self.store((digits | 0x3030_3030_3030_3030) >> UInt64(8 * zeros), to: p)
    return p + (8 - zeros)
  }

  /// Stores a word, its lowest byte first; eight bytes can be written at `p`.
  @inline(__always)
  static func store(_ word: UInt64, to p: UnsafeMutablePointer<UInt8>) {
    UnsafeMutableRawPointer(p).storeBytes(of: word.littleEndian, as: UInt64.self)
  }
}
