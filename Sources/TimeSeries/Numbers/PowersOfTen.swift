/// The powers of ten that number text needs, to 128 bits each.
///
/// `10^k = bits · 2^(⌊log2 10^k⌋ − 127)`, where `bits` has its highest bit set and is cut off below.
/// Five's powers do all the work: the two in `10^k = 5^k · 2^k` only moves the exponent.
enum PowersOfTen {
  /// The smallest and largest exponent in the table: what reading (−342) and printing (324) ask for.
  static let exponents = -342...324

  /// A power of ten's leading bits.
  struct Bits {
    var high: UInt64
    var low: UInt64
  }

  /// The bits of `10^exponents`, computed at first use: a fraction of a millisecond.
  private static let table: [Bits] = {
    var table: [Bits] = []
    table.reserveCapacity(exponents.count)
    // ⌊⌊x / 5⌋ / 5⌋ = ⌊x / 25⌋, so repeated division of a large enough power of two is exact.
    var reciprocal = BigInteger(1)
    reciprocal.shiftLeft(by: 960)
    for _ in 0..<(-exponents.lowerBound) {
      reciprocal.divide(by: 5)
      let (high, low) = reciprocal.leadingBits
      table.append(Bits(high: high, low: low))
    }
    table.reverse()
    var power = BigInteger(1)
    for _ in 0...exponents.upperBound {
      let (high, low) = power.leadingBits
      table.append(Bits(high: high, low: low))
      power.multiply(by: 5)
    }
    return table
  }()

  /// The leading bits of `10^exponent`, cut off.
  ///
  /// - Precondition: `exponent` is in `exponents`.
  static func floor(_ exponent: Int) -> Bits {
    table[exponent - exponents.lowerBound]
  }

  /// The leading bits of `10^exponent`, rounded up.
  ///
  /// - Precondition: `exponent` is in `exponents`.
  static func ceiling(_ exponent: Int) -> Bits {
    var bits = floor(exponent)
    // 5^55 is the last power below 2^128; reciprocals are never exact.
    if exponent < 0 || exponent > 55 {
      // The low word is never all ones (a test looks), so nothing is carried.
      bits.low += 1
    }
    return bits
  }

  /// ⌊log2 10^k⌋ for |k| ≤ 1233.
  @inline(__always)
  static func floorLog2(_ k: Int) -> Int {
    (k * 1_741_647) >> 19
  }

  /// `5^exponent` for an exponent in 0...22, else nil.
  @inline(__always)
  static func five(_ exponent: Int) -> UInt64? {
    UInt(bitPattern: exponent) < UInt(fives.count) ? fives[exponent] : nil
  }

  private static let fives: [UInt64] = [
    1, 5, 25, 125, 625, 3_125, 15_625, 78_125, 390_625, 1_953_125, 9_765_625, 48_828_125,
    244_140_625, 1_220_703_125, 6_103_515_625, 30_517_578_125, 152_587_890_625, 762_939_453_125,
    3_814_697_265_625, 19_073_486_328_125, 95_367_431_640_625, 476_837_158_203_125,
    2_384_185_791_015_625,
  ]

  /// 10^0 … 10^22: those that a double holds exactly.
  static let exact: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]
}
