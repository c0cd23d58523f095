internal import CKernels
internal import Parallelism

// Pointers into the storage. Whoever takes one keeps the storage alive with `withExtendedLifetime`
// for as long as the pointer is used.
extension Tensor {
  /// The first element. The storage holds single precision; every caller has looked.
  var floats: UnsafeMutablePointer<Float> {
    storage.address.assumingMemoryBound(to: Float.self) + offset
  }

  /// The first element. The storage holds double precision; every caller has looked.
  var doubles: UnsafeMutablePointer<Double> {
    storage.address.assumingMemoryBound(to: Double.self) + offset
  }

  /// Sets every element. The tensor has just been made, so nobody else sees its storage.
  func fill(with value: Double) {
    withExtendedLifetime(storage) {
      switch elementType {
      case .float32: almanac_fill_f32(count, Float(value), floats)
      case .float64: almanac_fill_f64(count, value, doubles)
      }
    }
  }

  /// This tensor, or a copy of it whose elements lie one after the other in row-major order.
  ///
  /// It is not followed by a gradient, being the same value.
  func dense() -> Tensor {
    isDense ? self : applying(almanac_copy)
  }

  /// Adds `factor` times another tensor to this one, in place if nobody else sees the storage.
  ///
  /// - Precondition: Both have one shape and element type, and no gradient follows either.
  mutating func accumulate(_ other: Tensor, times factor: Double = 1) {
    requireMatch(with: other)
    precondition(shape == other.shape, "cannot add \(other.shape) to \(shape) in place")
    if !isDense || !isKnownUniquelyReferenced(&storage) { self = applying(almanac_copy) }
    let source = other.dense()
    withExtendedLifetime((storage, source.storage)) {
      switch elementType {
      case .float32: almanac_accumulate_f32(count, Float(factor), source.floats, floats)
      case .float64: almanac_accumulate_f64(count, factor, source.doubles, doubles)
      }
    }
  }

  /// Checks that two operands hold the same kind of element.
  func requireMatch(with other: Tensor) {
    precondition(
      elementType == other.elementType,
      "operands of \(elementType) and \(other.elementType), shapes \(shape) and \(other.shape)"
    )
  }
}

/// How many pieces `forEachPiece` cuts work into.
func pieceCount(of count: Int, cost: Int) -> Int {
  let leastWork = 1 << 15
  let perPiece = max(1, leastWork / max(1, cost))
  return threadAllowance > 1 && count >= 2 * perPiece ? min(count / perPiece, 64) : 1
}

/// Calls `body` with ranges that together cover `0..<count`, on several threads if they are allowed
/// and the work, `cost` elementary steps for each of the `count`, is worth it.
///
/// The ranges do not depend on the number of threads unless there is only one.
func forEachPiece(of count: Int, cost: Int, _ body: (Range<Int>) -> Void) {
  forEachPiece(of: count, cost: cost, numbered: { _, range in body(range) })
}

/// Calls `body` as `forEachPiece` does, and tells it the number of the piece.
func forEachPiece(of count: Int, cost: Int, numbered body: (Int, Range<Int>) -> Void) {
  let pieces = pieceCount(of: count, cost: cost)
  if pieces == 1 { return body(0, 0..<count) }
  withoutActuallyEscaping(body) { body in
    // The body writes to the range it is given and to nothing else.
    nonisolated(unsafe) let body = body
    parallelForEach(count: pieces) { piece in
      body(piece, count * piece / pieces..<count * (piece + 1) / pieces)
    }
  }
}
