extension NumberText {
  /// The most bytes that `write` fills: sign, 17 digits, point, and `e-308` or four zeros.
  static let greatestLength = 32

  /// Writes the shortest text that reads back to `value`; returns the count of bytes.
  ///
  /// Nothing for NaN.
  ///
  /// - Precondition: `start` has room for `greatestLength` bytes.
  @inline(__always)
  static func write(_ value: Double, to start: UnsafeMutablePointer<UInt8>) -> Int {
    var p = start
    var magnitude = value
    if value.sign == .minus, !value.isNaN {
      p[0] = Ascii.minus
      p += 1
      magnitude = -value
    }
    if magnitude < 1e15 {
      // Whole numbers, and numbers of up to four decimals and fifteen digits: so many digits name
      // a double uniquely, so if they read back, they are the shortest (and no shorter ones do).
      // Signed conversion is one instruction on every processor; unsigned is not.
      let whole = UInt64(bitPattern: Int64(magnitude))
      if Double(whole) == magnitude {
        p = writeWhole(whole, to: p)
        p[0] = Ascii.point
        p[1] = Ascii.zero
        return p + 2 - start
      }
      let scaled = magnitude * 10_000
      if scaled >= 1, scaled < 1e15 {
        let digits = UInt64(bitPattern: Int64(scaled + 0.5))
        if Double(digits) / 10_000 == magnitude {
          return writeFourDecimals(digits, to: p) - start
        }
      }
    }
    return writeShortest(magnitude, to: p) - start
  }

  /// Writes `digits / 10 000`, without zeros at the end; returns the end.
  ///
  /// - Precondition: `digits` is not a multiple of 10 000.
  @inline(__always)
  private static func writeFourDecimals(
    _ digits: UInt64,
    to start: UnsafeMutablePointer<UInt8>
  ) -> UnsafeMutablePointer<UInt8> {
    let whole = digits / 10_000
    let part = Int(digits &- whole &* 10_000)
    let p = writeWhole(whole, to: start)
    p[0] = Ascii.point
    let high = part / 100
    let low = part % 100
    writePair(high, to: p + 1)
    writePair(low, to: p + 3)
    var end = p + 5
    while end[-1] == Ascii.zero { end -= 1 }
    return end
  }

  /// Writes the shortest text of any number that is not negative; returns the end.
  @inline(never)
  private static func writeShortest(
    _ value: Double,
    to start: UnsafeMutablePointer<UInt8>
  ) -> UnsafeMutablePointer<UInt8> {
    if value.isNaN { return start }
    if value == .infinity {
      start[0] = 105
      start[1] = 110
      start[2] = 102
      return start + 3
    }
    var decimal = ShortestDecimal(value)
    while decimal.digits % 10 == 0 {
      decimal.digits /= 10
      decimal.exponent += 1
    }
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { buffer in
      // Twenty bytes hold every 64-bit number; the copies below stay within them.
      guard let digits = buffer.baseAddress else { return start }
      let count = writeWhole(decimal.digits, to: digits) - digits
      // value = 0.d₁d₂… · 10^point
      let point = decimal.exponent + count
      var p = start
      func put(_ byte: UInt8) {
        p[0] = byte
        p += 1
      }
      func copy(_ range: Range<Int>) {
        for i in range { put(digits[i]) }
      }
      if point > 16 || point < -3 {
        copy(0..<1)
        if count > 1 {
          put(Ascii.point)
          copy(1..<count)
        }
        put(Ascii.lowerE)
        let exponent = point - 1
        put(exponent < 0 ? Ascii.minus : Ascii.plus)
        if abs(exponent) < 10 { put(Ascii.zero) }
        p = writeWhole(UInt64(abs(exponent)), to: p)
      } else if point <= 0 {
        put(Ascii.zero)
        put(Ascii.point)
        for _ in 0..<(-point) { put(Ascii.zero) }
        copy(0..<count)
      } else if point >= count {
        copy(0..<count)
        for _ in count..<point { put(Ascii.zero) }
        put(Ascii.point)
        put(Ascii.zero)
      } else {
        copy(0..<point)
        put(Ascii.point)
        copy(point..<count)
      }
      return p
    }
  }

  /// Writes a whole number; returns the end.
  ///
  /// - Precondition: `start` has room for 20 bytes.
  @inline(__always)
  static func writeWhole(
    _ number: UInt64,
    to start: UnsafeMutablePointer<UInt8>
  ) -> UnsafeMutablePointer<UInt8> {
    let end = start + digitCount(number)
    var p = end
    var rest = number
    while rest >= 100 {
      let quotient = rest / 100
      p -= 2
      writePair(Int(truncatingIfNeeded: rest &- quotient &* 100), to: p)
      rest = quotient
    }
    if rest >= 10 {
      writePair(Int(truncatingIfNeeded: rest), to: p - 2)
    } else {
      (p - 1).pointee = Ascii.zero + UInt8(truncatingIfNeeded: rest)
    }
    return end
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

  /// Writes the two digits of a number below 100.
  @inline(__always)
  static func writePair(_ number: Int, to p: UnsafeMutablePointer<UInt8>) {
    // ⌊n · 103 / 1024⌋ = ⌊n / 10⌋ below 100.
    let tens = (number * 103) >> 10
    p[0] = Ascii.zero &+ UInt8(truncatingIfNeeded: tens)
    p[1] = Ascii.zero &+ UInt8(truncatingIfNeeded: number - tens * 10)
  }
}
