/// The shortest decimal number that reads back to a double; of several, the nearest to it.
struct ShortestDecimal {
  /// The digits as a whole number; may end in zeros.
  var digits: UInt64
  /// The power of ten that `digits` are multiplied by.
  var exponent: Int

  /// - Precondition: `value` is finite and greater than zero.
  /// - Source: Giulietti 2020, “The Schubfach way to render doubles”.
  init(_ value: Double) {
    let bits = value.bitPattern
    let fraction = bits & ((1 << 52) - 1)
    let biased = Int(bits >> 52)
    // value = c · 2^q
    let c = biased == 0 ? fraction : fraction | 1 << 52
    let q = max(biased, 1) - 1075
    // Below a power of two the neighbour is at half the distance.
    let isNarrow = fraction == 0 && biased > 1
    // k = ⌊log10 of the rounding interval's width⌋
    let k = (q * 1_262_611 - (isNarrow ? 524_031 : 0)) >> 22
    let h = UInt64(q + PowersOfTen.floorLog2(-k) + 1)
    let power = PowersOfTen.ceiling(-k)
    // Four times the value and the ends of its rounding interval, in units of 10^k.
    let middle = Self.scaled((4 * c) << h, by: power)
    let isOpen = c & 1
    let lower = Self.scaled((4 * c - 2 + (isNarrow ? 1 : 0)) << h, by: power) + isOpen
    let upper = Self.scaled((4 * c + 2) << h, by: power) - isOpen
    let s = middle / 4
    if s >= 10 {
      // At most one multiple of 10 is inside when the width is below 10: then a digit is saved.
      let tens = s / 10
      let isDownInside = lower <= 40 * tens
      let isUpInside = 40 * tens + 40 <= upper
      if isDownInside != isUpInside {
        digits = tens + (isUpInside ? 1 : 0)
        exponent = k + 1
        return
      }
    }
    let isDownInside = lower <= 4 * s
    let isUpInside = 4 * s + 4 <= upper
    exponent = k
    if isDownInside != isUpInside {
      digits = s + (isUpInside ? 1 : 0)
    } else {
      let half = 4 * s + 2
      digits = s + (middle > half || (middle == half && s & 1 == 1) ? 1 : 0)
    }
  }

  /// `⌊c · power / 2^128⌋`, its last bit set if anything was cut off.
  @inline(__always)
  private static func scaled(_ c: UInt64, by power: PowersOfTen.Bits) -> UInt64 {
    let (carry, _) = c.multipliedFullWidth(by: power.low)
    let (high, low) = c.multipliedFullWidth(by: power.high)
    let (middle, overflow) = low.addingReportingOverflow(carry)
    return (high + (overflow ? 1 : 0)) | (middle > 1 ? 1 : 0)
  }
}
