/// The double nearest to a decimal number, ties to even.
enum DecimalRounding {
  /// The double nearest to `significand · 10^exponent`, or nil where 128 bits cannot decide.
  ///
  /// Infinity when the number is too large.
  ///
  /// - Source: Clinger 1990, “How to read floating point numbers accurately”; Lemire 2021,
  ///   “Number parsing at a gigabyte per second”.
  @inline(__always)
  static func nearest(_ significand: UInt64, exponent: Int) -> Double? {
    // A significand and a power of ten that are both exact leave one rounding to the processor.
    if significand <= 1 << 53 {
      if exponent <= 0, exponent >= -22 {
        return Double(significand) / PowersOfTen.exact[-exponent]
      }
      if exponent > 0, exponent <= 22 {
        return Double(significand) * PowersOfTen.exact[exponent]
      }
    }
    return nearestByTable(significand, exponent: exponent)
  }

  @inline(never)
  private static func nearestByTable(_ significand: UInt64, exponent: Int) -> Double? {
    if significand == 0 || exponent < PowersOfTen.exponents.lowerBound { return 0 }
    if exponent > 308 { return .infinity }
    let leading = significand.leadingZeroBitCount
    let w = significand << UInt64(leading)
    let power = PowersOfTen.floor(exponent)
    // Reciprocals down to 10^-27 are rounded up: then products of exact quotients come out exact.
    let low = (-27)...(-1) ~= exponent ? power.low + 1 : power.low
    var (high, product) = w.multipliedFullWidth(by: power.high)
    // 55 bits are wanted; the low word of the power matters only if the bits below are all ones.
    if high & 0x1ff == 0x1ff {
      let (more, _) = w.multipliedFullWidth(by: low)
      let (sum, carry) = product.addingReportingOverflow(more)
      product = sum
      if carry { high += 1 }
    }
    if product == .max, !((-27)...55 ~= exponent) { return nil }
    let upper = Int(high >> 63)
    let shift = UInt64(upper + 9)
    var mantissa = high >> shift
    var biased = PowersOfTen.floorLog2(exponent) + 63 + upper - leading + 1023
    if biased <= 0 {
      // Subnormal: shift into place, then round.
      if 1 - biased >= 64 { return 0 }
      mantissa >>= UInt64(1 - biased)
      mantissa += mantissa & 1
      mantissa >>= 1
      return Double(bitPattern: mantissa)
    }
    // Exactly half way is possible only for these exponents; then to even, which is down here.
    if product <= 1, -4...23 ~= exponent, mantissa & 3 == 1, mantissa << shift == high {
      mantissa &= ~1
    }
    mantissa += mantissa & 1
    mantissa >>= 1
    if mantissa >= 1 << 53 {
      mantissa = 1 << 52
      biased += 1
    }
    if biased >= 0x7ff { return .infinity }
    return Double(bitPattern: UInt64(biased) << 52 | mantissa & ((1 << 52) - 1))
  }

  /// Most digits that can decide a rounding: half way between two subnormals has 767.
  static let mostDigits = 800

  /// The double nearest to `0.d₁d₂… · 10^point`, in exact arithmetic.
  ///
  /// Infinity when the number is too large. The digits are values 0…9; of more than `mostDigits`
  /// the caller keeps those and appends a 1 for a remainder that is not zero.
  ///
  /// - Complexity: O(n²) for n digits, once in many million numbers.
  static func nearest(digits: [UInt8], point: Int) -> Double {
    if point > 310 { return .infinity }
    if point < -326 { return 0 }
    var numerator = BigInteger(0)
    for digit in digits { numerator.multiply(by: 10, adding: UInt32(digit)) }
    if numerator.isZero { return 0 }
    var denominator = BigInteger(1)
    let exponent = point - digits.count
    if exponent >= 0 {
      numerator.multiply(byPowerOfTen: exponent)
    } else {
      denominator.multiply(byPowerOfTen: -exponent)
    }
    // 2^(scale) ≤ numerator / denominator < 2^(scale + 2).
    let scale = numerator.bitWidth - denominator.bitWidth - 1
    // The last bit of the result weighs 2^last; one more bit is made, to round by.
    let last = max(scale - 52, -1074)
    let made = last - 1
    if made >= 0 { denominator.shiftLeft(by: made) } else { numerator.shiftLeft(by: -made) }
    var quotient: UInt64 = 0
    let steps = max(0, numerator.bitWidth - denominator.bitWidth)
    for step in stride(from: steps, through: 0, by: -1) {
      var part = denominator
      part.shiftLeft(by: step)
      quotient <<= 1
      if part <= numerator {
        numerator.subtract(part)
        quotient |= 1
      }
    }
    // The quotient may have one bit too many: round at the bit that weighs one half.
    let surplus = max(0, 64 - quotient.leadingZeroBitCount - 54)
    let width = UInt64(surplus + 1)
    let half: UInt64 = 1 << (width - 1)
    let rest = quotient & (half << 1 - 1)
    var mantissa = quotient >> width
    if rest > half || (rest == half && (!numerator.isZero || mantissa & 1 == 1)) { mantissa += 1 }
    return Double(sign: .plus, exponent: last + surplus, significand: Double(mantissa))
  }
}
