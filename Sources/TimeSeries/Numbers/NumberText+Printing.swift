extension NumberText {
  /// How many bytes `write` may touch: sign, 17 digits, point, and `e-308` or four zeros are the
  /// text, and it stores digits eight or sixteen at a time.
  static let greatestLength = 48

  /// Writes the shortest text that reads back to `value`; returns the count of bytes.
  ///
  /// Nothing for NaN.
  ///
  /// - Precondition: `start` has room for `greatestLength` bytes.
  @inline(__always)
  static func write(_ value: Double, to start: UnsafeMutablePointer<UInt8>) -> Int {
    // Written in any case, and kept if it is one.
    start[0] = Ascii.minus
    let p = start + Int(value.bitPattern >> 63)
    let magnitude = value.magnitude
    // Numbers of up to four decimals and twelve digits: so many digits name a double uniquely, so if
    // they read back, they are the shortest (and no shorter ones do).
    let scaled = magnitude * 10_000
    if scaled < 1e12 {
      // Adding 2^52 rounds to a whole number, which is then in the lowest bits.
      let rounded = scaled + 0x1p52
      if (rounded - 0x1p52) / 10_000 == magnitude {
        let digits = rounded.bitPattern & ((1 << 52) - 1)
        let whole = digits / 10_000
        let point = DigitWord(whole).storeTrimmed(to: p)
        let part = DigitWord(four: digits &- whole &* 10_000)
        point[0] = Ascii.point
        part.store(to: point + 1)
        return point + 1 + part.countWithoutTrailingZeros - start
      }
    }
    return value.isNaN ? 0 : writeAny(magnitude, to: p) - start
  }

  /// Writes the shortest text of any number greater than zero; returns the end.
  @inline(never)
  private static func writeAny(
    _ value: Double,
    to start: UnsafeMutablePointer<UInt8>
  ) -> UnsafeMutablePointer<UInt8> {
    // value = c · 2^−shift
    let c = value.significandBitPattern | 1 << 52
    let shift = 1075 &- value.exponentBitPattern
    guard shift &- 1 < 52 else { return writeSmallOrLarge(value, to: start) }
    let whole = c &>> UInt64(shift)
    let fraction = c & (1 &<< UInt64(shift) &- 1)
    let point = writeWhole(whole, to: start)
    point[0] = Ascii.point
    if fraction == 0 {
      point[1] = Ascii.zero
      return point + 2
    }
    // At most 17 digits, of which one at least is in front of the point.
    let decimal = ShortestDecimal(fraction: fraction, exponent: 0 &- Int(shift))
    return writeDecimals(decimal.digits &* wholePowers[16 &+ decimal.exponent], to: point + 1)
  }

  /// Writes what comes behind the point: a number below 10^16 in sixteen digits, without zeros at
  /// the end; returns the end.
  ///
  /// - Precondition: `number` is not zero.
  @inline(__always)
  private static func writeDecimals(
    _ number: UInt64,
    to p: UnsafeMutablePointer<UInt8>
  ) -> UnsafeMutablePointer<UInt8> {
    let high = number / 100_000_000
    let low = number &- high &* 100_000_000
    let (first, second) = (DigitWord(high), DigitWord(low))
    first.store(to: p)
    second.store(to: p + 8)
    return p
      + (low == 0 ? first.countWithoutTrailingZeros : 8 + second.countWithoutTrailingZeros)
  }

  /// Writes a number below 1 or from 2^52 on; returns the end.
  private static func writeSmallOrLarge(
    _ value: Double,
    to start: UnsafeMutablePointer<UInt8>
  ) -> UnsafeMutablePointer<UInt8> {
    var p = start
    if value == .infinity {
      for byte in "inf".utf8 {
        p[0] = byte
        p += 1
      }
      return p
    }
    if value >= 1, value < 1e16 {
      // Whole doubles below 10^16 are at most 2 apart: none has a shorter text than all its digits.
      p = writeWhole(UInt64(value), to: p)
      p[0] = Ascii.point
      p[1] = Ascii.zero
      return p + 2
    }
    let decimal = ShortestDecimal(value)
    let count = digitCount(decimal.digits)
    // value = 0.d₁d₂… · 10^point, in 17 digits: the first, and sixteen more.
    let point = decimal.exponent + count
    let digits = decimal.digits &* wholePowers[17 - count]
    let first = digits / wholePowers[16]
    let rest = digits &- first &* wholePowers[16]
    let firstDigit = Ascii.zero + UInt8(truncatingIfNeeded: first)
    if point > -4, point <= 0 {
      // The point and the zeros behind it; those that are too many are written over.
      DigitWord(0).store(to: p)
      p[1] = Ascii.point
      p += 2 - point
      p[0] = firstDigit
      return rest == 0 ? p + 1 : writeDecimals(rest, to: p + 1)
    }
    p[0] = firstDigit
    p += 1
    if rest != 0 {
      p[0] = Ascii.point
      p = writeDecimals(rest, to: p + 1)
    }
    let exponent = point - 1
    p[0] = Ascii.lowerE
    p[1] = exponent < 0 ? Ascii.minus : Ascii.plus
    p[2] = Ascii.zero
    return writeWhole(UInt64(exponent.magnitude), to: exponent.magnitude < 10 ? p + 3 : p + 2)
  }

  /// Writes a whole number; returns the end.
  ///
  /// - Precondition: `start` has room for 24 bytes.
  @inline(__always)
  static func writeWhole(
    _ number: UInt64,
    to start: UnsafeMutablePointer<UInt8>
  ) -> UnsafeMutablePointer<UInt8> {
    if number < 100_000_000 { return DigitWord(number).storeTrimmed(to: start) }
    return writeLongWhole(number, to: start)
  }

  /// Writes a whole number of at least nine digits; returns the end.
  @inline(never)
  private static func writeLongWhole(
    _ number: UInt64,
    to start: UnsafeMutablePointer<UInt8>
  ) -> UnsafeMutablePointer<UInt8> {
    let high = number / 100_000_000
    let end = writeWhole(high, to: start)
    DigitWord(number &- high &* 100_000_000).store(to: end)
    return end + 8
  }

  /// How many decimal digits a number has; 1 for zero.
  @inline(__always)
  private static func digitCount(_ number: UInt64) -> Int {
    if number < 10 { return 1 }
    // 1233 / 4096 is just above log10 2: the estimate is right or one too high.
    let estimate = ((64 - number.leadingZeroBitCount) * 1233) >> 12
    return number < wholePowers[estimate] ? estimate : estimate + 1
  }

  /// 10^0 … 10^19.
  private static let wholePowers: [UInt64] = [
    1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000,
    10_000_000_000, 100_000_000_000, 1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000,
    1_000_000_000_000_000, 10_000_000_000_000_000, 100_000_000_000_000_000,
    1_000_000_000_000_000_000, 10_000_000_000_000_000_000,
  ]
}
