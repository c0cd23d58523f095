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
    if !isNarrow, q < 0, let five = PowersOfTen.five(0 &- Self.unit(q)) {
      self.init(c, exponent: q, in: Self.unit(q), five: five)
    } else {
      self.init(c, exponent: q, isNarrow: isNarrow)
    }
  }

  /// The decimal of `c · 2^q`; `isNarrow` says whether the neighbour below is at half the distance.
  @inline(never)
  private init(_ c: UInt64, exponent q: Int, isNarrow: Bool) {
    // k = ⌊log10 of the rounding interval's width⌋
    let k = isNarrow ? (q * 1_262_611 - 524_031) >> 22 : Self.unit(q)
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

  /// What comes behind the point of the shortest decimal of `whole + c · 2^q`.
  ///
  /// - Precondition: the sum is a normal double with the lowest bit `2^q`, −52 ≤ q < 0, and 0 < c <
  ///   2^−q.
  @inline(__always)
  init(fraction c: UInt64, exponent q: Int) {
    // The interval of a double that is not whole ends at or before the whole numbers beside it, which
    // are doubles: the decimal has the same whole part. That part is a multiple of 10 units, so it
    // makes no difference to the digits chosen.
    let k = Self.unit(q)
    let five = PowersOfTen.five(0 &- k) ?? 0
    self.init(c, exponent: q, in: k, five: five)
  }

  /// The decimal of `c · 2^q` in units of `10^k`, where `five = 5^−k` makes all of it exact.
  ///
  /// - Precondition: `q < 0`, and neither neighbour is at half the distance.
  @inline(__always)
  private init(_ c: UInt64, exponent q: Int, in k: Int, five: UInt64) {
    // With `unit` for 10^k, the value is 2 · c · five, and the ends of its rounding interval are at
    // the distance `five`.
    let (high, low) = (2 &* c).multipliedFullWidth(by: five)
    let shift = UInt64(truncatingIfNeeded: k &- q &+ 1)
    let unit: UInt64 = 1 &<< shift
    let s = high &<< (64 &- shift) | low &>> shift
    let rest = low & (unit &- 1)
    // Even ends belong to the interval.
    let reach = five &+ (1 &- (c & 1))
    let tens = s / 10
    let below = (s &- 10 &* tens) &<< shift &+ rest
    let above = 10 &* unit &- below
    // The interval is narrower than ten units: at most one multiple of ten is inside, and saves a
    // digit. It is at least one unit wide: the nearest unit is inside. Which it will be cannot be
    // foreseen, so both are made and one is chosen, without a branch.
    let isUp = 2 &* rest &+ (s & 1) > unit
    let isTenUp = above < reach
    let isTen = below < reach || isTenUp
    let ten = 10 &* (tens &+ (isTenUp ? 1 : 0))
    digits = isTen ? ten : s &+ (isUp ? 1 : 0)
    exponent = k
  }

  /// `⌊log10 2^q⌋`: that of the width of the rounding interval.
  @inline(__always)
  private static func unit(_ q: Int) -> Int { (q &* 1_262_611) >> 22 }

  /// `⌊c · power / 2^128⌋`, its last bit set if anything was cut off.
  @inline(__always)
  private static func scaled(_ c: UInt64, by power: PowersOfTen.Bits) -> UInt64 {
    let (carry, _) = c.multipliedFullWidth(by: power.low)
    let (high, low) = c.multipliedFullWidth(by: power.high)
    let (middle, overflow) = low.addingReportingOverflow(carry)
    return (high + (overflow ? 1 : 0)) | (middle > 1 ? 1 : 0)
  }
}
