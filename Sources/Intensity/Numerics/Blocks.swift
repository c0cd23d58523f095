internal import Glibc
internal import Parallelism

/// Computes the values of `0..<count` in blocks, on the threads that are allowed, in order.
///
/// The blocks do not depend on the number of threads.
func inBlocks<Value: Sendable>(
  of count: Int,
  size: Int = 1024,
  _ body: @Sendable (Range<Int>) -> [Value]
) -> [Value] {
  let blocks = parallelMap(count: (count + size - 1) / size) { block in
    body(block * size..<min((block + 1) * size, count))
  }
  return blocks.count == 1 ? blocks[0] : Array(blocks.joined())
}

/// `exp(-x) - 1`, exact for small `x`.
func expm1Negative(_ x: Double) -> Double { expm1(-x) }
