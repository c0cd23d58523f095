/// The same numbers in every run.
struct Noise: RandomNumberGenerator {
  var state: UInt64

  /// - Source: Steele, Lea and Flood 2014, SplitMix64.
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  mutating func values(_ count: Int) -> [Double] {
    (0..<count).map { _ in Double.random(in: -1...1, using: &self) }
  }

  mutating func walk(_ count: Int) -> [Double] {
    var sum = 0.0
    return values(count).map { step in
      sum += step
      return sum
    }
  }
}
