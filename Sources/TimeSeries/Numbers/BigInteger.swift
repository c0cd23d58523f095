/// A whole number of any size: just the arithmetic that exact number text needs.
struct BigInteger {
  /// The digits to base 2³², lowest first, without leading zeros.
  private(set) var limbs: [UInt32]

  init(_ value: UInt64) {
    limbs = [UInt32(truncatingIfNeeded: value), UInt32(truncatingIfNeeded: value >> 32)]
    trim()
  }

  /// How many bits the number has; 0 for zero.
  var bitWidth: Int {
    guard let top = limbs.last else { return 0 }
    return limbs.count * 32 - top.leadingZeroBitCount
  }

  var isZero: Bool { limbs.isEmpty }

  /// Replaces the number by `self · factor + term`.
  mutating func multiply(by factor: UInt32, adding term: UInt32 = 0) {
    var carry = UInt64(term)
    for i in limbs.indices {
      carry += UInt64(limbs[i]) * UInt64(factor)
      limbs[i] = UInt32(truncatingIfNeeded: carry)
      carry >>= 32
    }
    if carry > 0 { limbs.append(UInt32(carry)) }
    trim()
  }

  /// Replaces the number by `self · 10^exponent`.
  mutating func multiply(byPowerOfTen exponent: Int) {
    var left = exponent
    while left >= 9 {
      multiply(by: 1_000_000_000)
      left -= 9
    }
    for _ in 0..<left { multiply(by: 10) }
  }

  /// Replaces the number by the whole part of `self / divisor`.
  mutating func divide(by divisor: UInt32) {
    var remainder: UInt64 = 0
    for i in limbs.indices.reversed() {
      let part = remainder << 32 | UInt64(limbs[i])
      limbs[i] = UInt32(part / UInt64(divisor))
      remainder = part % UInt64(divisor)
    }
    trim()
  }

  /// Replaces the number by `self · 2^count`.
  mutating func shiftLeft(by count: Int) {
    guard !isZero, count > 0 else { return }
    let bits = UInt32(count % 32)
    if bits > 0 { multiply(by: 1 << bits) }
    limbs.insert(contentsOf: repeatElement(0, count: count / 32), at: 0)
  }

  /// Replaces the number by `self − other`.
  ///
  /// - Precondition: `other` is not larger.
  mutating func subtract(_ other: BigInteger) {
    var borrow: Int64 = 0
    for i in limbs.indices {
      let taken = i < other.limbs.count ? Int64(other.limbs[i]) : 0
      let difference = Int64(limbs[i]) - taken + borrow
      limbs[i] = UInt32(truncatingIfNeeded: difference)
      borrow = difference < 0 ? -1 : 0
    }
    precondition(borrow == 0, "a larger number was subtracted from a smaller one")
    trim()
  }

  /// The highest 128 bits, moved up so that the first of them is set; the rest is cut off.
  ///
  /// - Precondition: the number is not zero.
  var leadingBits: (high: UInt64, low: UInt64) {
    var top: UInt128 = 0
    var count = 0
    for limb in limbs.reversed().prefix(5) {
      // Five limbs hold at least 129 bits; what does not fit is cut below.
      if count < 128 {
        let room = 128 - count
        let width = count == 0 ? 32 - limb.leadingZeroBitCount : 32
        if width <= room {
          top = top << UInt128(width) | UInt128(limb)
          count += width
        } else {
          top = top << UInt128(room) | UInt128(limb >> UInt32(width - room))
          count = 128
        }
      }
    }
    top <<= UInt128(128 - count)
    return (UInt64(truncatingIfNeeded: top >> 64), UInt64(truncatingIfNeeded: top))
  }

  private mutating func trim() {
    while limbs.last == 0 { limbs.removeLast() }
  }
}

extension BigInteger: Comparable {
  static func < (a: BigInteger, b: BigInteger) -> Bool {
    if a.limbs.count != b.limbs.count { return a.limbs.count < b.limbs.count }
    for i in a.limbs.indices.reversed() where a.limbs[i] != b.limbs[i] {
      return a.limbs[i] < b.limbs[i]
    }
    return false
  }
}
