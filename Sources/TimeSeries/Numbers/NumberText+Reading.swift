extension NumberText {
  /// Reads all of some bytes; spaces and tabs around them are ignored.
  static func read(_ bytes: [UInt8], decimalPoint: UInt8) -> Reading {
    bytes.withUnsafeBufferPointer { bytes in
      guard let start = bytes.baseAddress else { return .missing }
      return read(start, count: bytes.count, decimalPoint: decimalPoint)
    }
  }

  /// Reads the `count` bytes at `start`; spaces and tabs around them are ignored.
  ///
  /// The pointer is read at `start..<start + count` only.
  static func read(
    _ start: UnsafePointer<UInt8>,
    count: Int,
    decimalPoint: UInt8
  ) -> Reading {
    var p = start
    var end = start + count
    while p < end, p[0] == Ascii.space || p[0] == Ascii.tab { p += 1 }
    while p < end, end[-1] == Ascii.space || end[-1] == Ascii.tab { end -= 1 }
    if p == end { return .missing }
    let isNegative = p[0] == Ascii.minus
    var q = isNegative || p[0] == Ascii.plus ? p + 1 : p
    guard q < end, isDigit(q[0]) || q[0] == decimalPoint else { return word(p, end) }

    // Digits: the first 19 significant ones fit a word.
    var significand: UInt64 = 0
    var digits = 0
    var exponent = 0
    var hasDigits = false
    var cutDigits = false
    let firstDigit = q
    var isFraction = false
    while q < end {
      let byte = q[0]
      if isDigit(byte) {
        hasDigits = true
        if digits < 19 {
          significand = significand &* 10 &+ UInt64(byte &- Ascii.zero)
          if significand > 0 { digits += 1 }
          if isFraction { exponent -= 1 }
        } else {
          cutDigits = cutDigits || byte != Ascii.zero
          if !isFraction { exponent += 1 }
        }
      } else if byte == decimalPoint, !isFraction {
        isFraction = true
      } else {
        break
      }
      q += 1
    }
    let digitsEnd = q
    guard hasDigits else { return word(p, end) }
    var written = 0
    if q < end {
      guard q[0] | 0x20 == Ascii.lowerE, let power = exponentText(q + 1, end) else {
        return word(p, end)
      }
      written = power
      exponent += power
    }

    let magnitude: Double
    if let nearest = DecimalRounding.nearest(significand, exponent: exponent),
      !cutDigits || DecimalRounding.nearest(significand + 1, exponent: exponent) == nearest
    {
      magnitude = nearest
    } else {
      magnitude = exactly(firstDigit, digitsEnd, exponent: written, decimalPoint: decimalPoint)
    }
    guard magnitude < .infinity else { return .infinite }
    return .number(isNegative ? -magnitude : magnitude)
  }

  /// Reads the number that most fields hold, digits with an optional minus and decimal point, and
  /// moves `p` behind it; nil, and `p` as it was, if the text at `p` needs a closer look.
  ///
  /// What follows the digits is for the caller to check.
  ///
  /// - Precondition: digits at `p` are followed by another byte, and by eight readable ones.
  @inline(__always)
  static func readPlain(_ p: inout UnsafePointer<UInt8>, decimalPoint: UInt8) -> Double? {
    var q = p
    let isNegative = q[0] == Ascii.minus
    if isNegative { q += 1 }
    let first = q
    var significand: UInt64 = 0
    while isDigit(q[0]) {
      significand = significand &* 10 &+ UInt64(q[0] &- Ascii.zero)
      q += 1
    }
    var digits = q - first
    var exponent = 0
    if q[0] == decimalPoint {
      q += 1
      let fraction = q
      var word = ByteSearch.word(q)
      while isEightDigits(word) {
        significand = significand &* 100_000_000 &+ eightDigits(word)
        q += 8
        word = ByteSearch.word(q)
      }
      while isDigit(q[0]) {
        significand = significand &* 10 &+ UInt64(q[0] &- Ascii.zero)
        q += 1
      }
      exponent = fraction - q
      digits -= exponent
    }
    // Nineteen digits fit 64 bits.
    guard digits > 0, digits <= 19,
      let magnitude = DecimalRounding.nearest(significand, exponent: exponent)
    else { return nil }
    p = q
    return isNegative ? -magnitude : magnitude
  }

  @inline(__always)
  private static func isEightDigits(_ word: UInt64) -> Bool {
    // Every byte is 0x30...0x39: its high half is 3, and adding 6 to it leaves that so.
    (word & 0xf0f0_f0f0_f0f0_f0f0) | ((word &+ 0x0606_0606_0606_0606) & 0xf0f0_f0f0_f0f0_f0f0) >> 4
      == 0x3333_3333_3333_3333
  }

  /// The number that eight digits spell, the first in the lowest byte.
  @inline(__always)
  private static func eightDigits(_ word: UInt64) -> UInt64 {
    // Pairs, then fours, then eight: each step adds neighbours with their weights.
    var x = word &- 0x3030_3030_3030_3030
    x = (x &* 10) &+ (x >> 8)
    let low = (x & 0x0000_00ff_0000_00ff) &* 0x000f_4240_0000_0064
    let high = ((x >> 16) & 0x0000_00ff_0000_00ff) &* 0x0000_2710_0000_0001
    return (low &+ high) >> 32
  }

  @inline(__always)
  static func isDigit(_ byte: UInt8) -> Bool { byte &- Ascii.zero <= 9 }

  /// A signed whole number that fills `start..<end`, or nil; held to ±100 000 000.
  private static func exponentText(
    _ start: UnsafePointer<UInt8>,
    _ end: UnsafePointer<UInt8>
  ) -> Int? {
    var p = start
    guard p < end else { return nil }
    let isNegative = p[0] == Ascii.minus
    if isNegative || p[0] == Ascii.plus { p += 1 }
    guard p < end else { return nil }
    var value = 0
    while p < end {
      guard isDigit(p[0]) else { return nil }
      value = min(value * 10 + Int(p[0] - Ascii.zero), 100_000_000)
      p += 1
    }
    return isNegative ? -value : value
  }

  /// The double nearest to a text of digits and a decimal point, in exact arithmetic.
  private static func exactly(
    _ start: UnsafePointer<UInt8>,
    _ end: UnsafePointer<UInt8>,
    exponent: Int,
    decimalPoint: UInt8
  ) -> Double {
    var digits: [UInt8] = []
    var point = exponent
    var isFraction = false
    var hasRest = false
    var p = start
    while p < end {
      if p[0] == decimalPoint {
        isFraction = true
      } else {
        let digit = p[0] - Ascii.zero
        if digits.isEmpty, digit == 0 {
          if isFraction { point -= 1 }
        } else {
          if !isFraction { point += 1 }
          if digits.count < DecimalRounding.mostDigits {
            digits.append(digit)
          } else {
            hasRest = hasRest || digit != 0
          }
        }
      }
      p += 1
    }
    if hasRest { digits.append(1) }
    return DecimalRounding.nearest(digits: digits, point: point)
  }

  /// What a text that is no number says: missing, infinite or nothing known.
  private static func word(
    _ start: UnsafePointer<UInt8>,
    _ end: UnsafePointer<UInt8>
  ) -> Reading {
    guard end - start <= 9 else { return .malformed }
    let text = String(
      decoding: UnsafeBufferPointer(start: start, count: end - start).lazy.map {
        // Upper-case ASCII letters to lower case.
        $0 &- 65 < 26 ? $0 | 0x20 : $0
      },
      as: UTF8.self
    )
    switch text {
    case "nan", "na", "n/a", "null", "none", "-", "-nan", "#n/a", "#na", "#n/a n/a", "<na>",
      "1.#ind", "-1.#ind", "1.#qnan", "-1.#qnan":
      return .missing
    case "inf", "+inf", "-inf", "infinity", "+infinity", "-infinity":
      return .infinite
    default:
      return .malformed
    }
  }
}
