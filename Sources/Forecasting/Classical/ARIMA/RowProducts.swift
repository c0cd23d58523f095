/// Products of stretches of rows that lie one after another in an array.
enum RowProducts {
  private typealias Lanes = SIMD4<Double>

  /// `Σ aᵢ bᵢ` over `count` elements from the given places on.
  static func dot(_ a: [Double], at i: Int, _ b: [Double], at j: Int, count: Int) -> Double {
    precondition(i >= 0 && j >= 0 && i + count <= a.count && j + count <= b.count)
    // Both stretches lie within their arrays, by the precondition.
    return a.withUnsafeBytes { a in
      b.withUnsafeBytes { b in
        var sums = (Lanes.zero, Lanes.zero)
        var k = 0
        while k + 8 <= count {
          let (x, y) = (8 * (i + k), 8 * (j + k))
          sums.0 +=
            a.loadUnaligned(fromByteOffset: x, as: Lanes.self)
            * b.loadUnaligned(fromByteOffset: y, as: Lanes.self)
          sums.1 +=
            a.loadUnaligned(fromByteOffset: x + 32, as: Lanes.self)
            * b.loadUnaligned(fromByteOffset: y + 32, as: Lanes.self)
          k += 8
        }
        var sum = (sums.0 + sums.1).sum()
        while k < count {
          sum +=
            a.load(fromByteOffset: 8 * (i + k), as: Double.self)
            * b.load(fromByteOffset: 8 * (j + k), as: Double.self)
          k += 1
        }
        return sum
      }
    }
  }

  /// Adds `factor · bᵢ` to `aᵢ` over `count` elements from the given places on.
  static func add(
    _ factor: Double,
    _ b: [Double],
    at j: Int,
    to a: inout [Double],
    at i: Int,
    count: Int
  ) {
    precondition(i >= 0 && j >= 0 && i + count <= a.count && j + count <= b.count)
    // Both stretches lie within their arrays, by the precondition.
    a.withUnsafeMutableBytes { a in
      b.withUnsafeBytes { b in
        let factors = Lanes(repeating: factor)
        var k = 0
        while k + 4 <= count {
          let (x, y) = (8 * (i + k), 8 * (j + k))
          let sum =
            a.loadUnaligned(fromByteOffset: x, as: Lanes.self)
            + factors * b.loadUnaligned(fromByteOffset: y, as: Lanes.self)
          a.storeBytes(of: sum, toByteOffset: x, as: Lanes.self)
          k += 4
        }
        while k < count {
          let (x, y) = (8 * (i + k), 8 * (j + k))
          let sum =
            a.load(fromByteOffset: x, as: Double.self)
            + factor * b.load(fromByteOffset: y, as: Double.self)
          a.storeBytes(of: sum, toByteOffset: x, as: Double.self)
          k += 1
        }
      }
    }
  }
}
