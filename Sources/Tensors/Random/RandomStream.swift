internal import CKernels
internal import Glibc

/// A reproducible stream of random numbers that any thread can start without asking another.
///
/// The numbers are a function of a key (the seed and the name or number of the stream) and of a
/// counter, so that streams of the same seed never meet and a result does not depend on which
/// thread drew first.
///
/// - Source: Salmon, Moraes, Dror and Shaw 2011, “Parallel random numbers: as easy as 1, 2, 3”,
///   the generator Philox4x32-10.
public struct RandomStream: RandomNumberGenerator, Sendable {
  private let key: SIMD2<UInt32>
  private var counter: SIMD4<UInt32>
  private var block = SIMD4<UInt32>()
  private var used = 4
  private var spareNormal: Double?

  /// The stream number `stream` of a seed.
  public init(seed: UInt64, stream: UInt64 = 0) {
    key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
    counter = SIMD4(
      0,
      0,
      UInt32(truncatingIfNeeded: stream),
      UInt32(truncatingIfNeeded: stream >> 32)
    )
  }

  /// The stream of a seed that belongs to a name, such as the id of a series.
  ///
  /// The name is hashed with 64-bit FNV-1a, so the stream is the same in every process.
  public init(seed: UInt64, name: String) {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    self.init(seed: seed, stream: hash)
  }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    if used == 4 {
      block = Self.philox(counter, key: key)
      used = 0
      counter[0] &+= 1
      if counter[0] == 0 { counter[1] &+= 1 }
    }
    defer { used += 2 }
    return UInt64(block[used]) | UInt64(block[used + 1]) << 32
  }

  /// Passes over `count` times 64 bits, in constant time, so that threads can share what one stream gives.
  ///
  /// - Precondition: `count` is at least 0.
  public mutating func skip(_ count: Int) {
    precondition(count >= 0, "\(count) numbers to skip")
    let ready = (4 - used) / 2
    if count <= ready {
      used += 2 * count
      return
    }
    let ahead = count - ready
    _ = takeBlocks(ahead / 2)
    used = 4
    if ahead % 2 == 1 { _ = next() }
  }

  /// A number drawn evenly from the open interval (0, 1).
  public mutating func uniform() -> Double {
    (Double(next() >> 12) + 0.5) * 0x1p-52
  }

  /// Writes a value with a probability, else 0, to each element of a fresh tensor: four for each block of
  /// random bits.
  ///
  /// The probability is rounded to a multiple of 2⁻³².
  mutating func drawBernoulli(probability: Double, as value: Double, to tensor: Tensor) {
    let limit = UInt64(min(max(probability, 0), 1) * 0x1p32)
    let (first, stream, key) = takeBlocks((tensor.count + 3) / 4)
    withExtendedLifetime(tensor.storage) {
      switch tensor.elementType {
      case .float32:
        let value = Float(value)
        almanac_draw_bernoulli_f32(tensor.count, first, stream, key, limit, value, tensor.floats)
      case .float64:
        almanac_draw_bernoulli_f64(tensor.count, first, stream, key, limit, value, tensor.doubles)
      }
    }
  }

  /// Writes a number for each row of parameters to a fresh tensor: the location, and behind it a deviation
  /// times a number from Student's distribution, as `Tensor.students` says.
  mutating func drawStudents(_ parameters: Tensor, leastDeviation: Double, to tensor: Tensor) {
    let rows = tensor.count
    let (first, stream, key) = takeBlocks((rows + 31) / 32 * 16)
    withExtendedLifetime((parameters.storage, tensor.storage)) {
      let stride = parameters.strides[0]
      switch tensor.elementType {
      case .float32:
        let (from, least) = (parameters.floats, Float(leastDeviation))
        almanac_draw_students_f32(rows, first, stream, key, from, stride, least, tensor.floats)
      case .float64:
        let (from, least) = (parameters.doubles, leastDeviation)
        almanac_draw_students_f64(rows, first, stream, key, from, stride, least, tensor.doubles)
      }
    }
  }

  /// Passes over some blocks of random bits, which kernels make by themselves from what is returned.
  private mutating func takeBlocks(
    _ count: Int
  ) -> (first: UInt64, stream: UInt64, key: UInt64) {
    func joined(_ low: UInt32, _ high: UInt32) -> UInt64 { UInt64(low) | UInt64(high) << 32 }
    let first = joined(counter[0], counter[1])
    let next = first &+ UInt64(count)
    counter[0] = UInt32(truncatingIfNeeded: next)
    counter[1] = UInt32(truncatingIfNeeded: next >> 32)
    return (first, joined(counter[2], counter[3]), joined(key[0], key[1]))
  }

  /// A number drawn from the standard normal distribution.
  ///
  /// - Source: Marsaglia and Bray 1964, the polar method.
  public mutating func normal() -> Double {
    if let spare = spareNormal {
      spareNormal = nil
      return spare
    }
    while true {
      let u = 2 * uniform() - 1
      let v = 2 * uniform() - 1
      let s = u * u + v * v
      if s < 1 && s > 0 {
        let scale = (-2 * log(s) / s).squareRoot()
        spareNormal = v * scale
        return u * scale
      }
    }
  }

  /// Ten rounds of the Philox bijection.
  static func philox(_ counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
    var c = counter
    var k = key
    for _ in 0..<10 {
      let a = UInt64(0xD251_1F53) * UInt64(c[0])
      let b = UInt64(0xCD9E_8D57) * UInt64(c[2])
      c = SIMD4(
        UInt32(truncatingIfNeeded: b >> 32) ^ c[1] ^ k[0],
        UInt32(truncatingIfNeeded: b),
        UInt32(truncatingIfNeeded: a >> 32) ^ c[3] ^ k[1],
        UInt32(truncatingIfNeeded: a)
      )
      k = k &+ SIMD2(0x9E37_79B9, 0xBB67_AE85)
    }
    return c
  }
}
