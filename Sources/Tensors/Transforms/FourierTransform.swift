internal import CKernels

// A complex tensor is a real one whose last axis holds real and imaginary part.
extension Tensor {
  /// The discrete Fourier transform of complex rows.
  ///
  /// `Y[k] = Σ_j X[j] exp(-2πi jk/n)`
  ///
  /// - Shape: `[…, n, 2] → […, n, 2]`
  /// - Precondition: The last extent is 2, and `n` is positive.
  public func fourierTransform() -> Tensor {
    let y = transformed(.forward, length: complexLength, to: shape)
    guard let tape = Tape.following(self) else { return y }
    return tape.record(y, self) { $0.unscaledInverse() }
  }

  /// The inverse of `fourierTransform`.
  ///
  /// `X[j] = 1/n Σ_k Y[k] exp(2πi jk/n)`
  ///
  /// - Shape: `[…, n, 2] → […, n, 2]`
  /// - Precondition: The last extent is 2, and `n` is positive.
  public func inverseFourierTransform() -> Tensor {
    unscaledInverse() / Double(complexLength)
  }

  private func unscaledInverse() -> Tensor {
    let y = transformed(.backward, length: complexLength, to: shape)
    guard let tape = Tape.following(self) else { return y }
    return tape.record(y, self) { $0.fourierTransform() }
  }

  /// The first half of the discrete Fourier transform of real rows; the other half is its conjugate.
  ///
  /// `Y[k] = Σ_j x[j] exp(-2πi jk/n)`, `k = 0 … n/2`
  ///
  /// - Shape: `[…, n] → […, n/2 + 1, 2]`
  /// - Precondition: `n` is positive.
  public func realFourierTransform() -> Tensor {
    let n = shape[shape.axis(-1)]
    precondition(n > 0, "a row of no elements has no spectrum")
    var target = shape.replacing(rank - 1, with: n / 2 + 1)
    target.append(2)
    let y = transformed(.realForward, length: n, to: target)
    guard let tape = Tape.following(self) else { return y }
    let weights = 1 / Tensor.multiplicities(n, elementType)
    return tape.record(y, self) { ($0 * weights).unscaledRealInverse(count: n) }
  }

  /// The inverse of `realFourierTransform`, for rows of `count` elements.
  ///
  /// Imaginary parts that a real row cannot have, the first and for even `count` the last, count as
  /// zero.
  ///
  /// - Shape: `[…, count/2 + 1, 2] → […, count]`
  /// - Precondition: The last two extents are `count/2 + 1` and 2.
  public func inverseRealFourierTransform(count: Int) -> Tensor {
    unscaledRealInverse(count: count) / Double(count)
  }

  private func unscaledRealInverse(count n: Int) -> Tensor {
    precondition(
      n > 0 && rank >= 2 && shape[rank - 1] == 2 && shape[rank - 2] == n / 2 + 1,
      "a tensor of shape \(shape) is no half spectrum of \(n) elements"
    )
    var target = shape
    target.remove(at: rank - 1)
    let y = transformed(.realBackward, length: n, to: target.replacing(rank - 2, with: n))
    guard let tape = Tape.following(self) else { return y }
    let weights = Tensor.multiplicities(n, elementType)
    return tape.record(y, self) { $0.realFourierTransform() * weights }
  }

  /// How often each entry of a half spectrum stands for in the whole one: 2, but 1 for the entries that
  /// are their own conjugate.
  private static func multiplicities(_ n: Int, _ elementType: ElementType) -> Tensor {
    let entries = (0...n / 2).map { $0 == 0 || 2 * $0 == n ? 1.0 : 2.0 }
    return Tensor(entries, shape: [entries.count, 1], elementType)
  }

  private var complexLength: Int {
    precondition(
      rank >= 2 && shape[rank - 1] == 2 && shape[rank - 2] > 0,
      "a tensor of shape \(shape) has no complex rows"
    )
    return shape[rank - 2]
  }

  private func transformed(_ kind: FourierKind, length: Int, to target: Shape) -> Tensor {
    var x = dense()
    // FFTW's vector code wants its operands aligned as the plan's were.
    if x.offset * elementType.byteCount % 64 != 0 { x = x.applying(almanac_copy) }
    let y = Tensor(undefined: target, elementType)
    let perRow = kind == .realBackward ? length : length * (kind == .realForward ? 1 : 2)
    let rows = (kind == .realBackward ? y.count : count) / perRow
    if rows == 0 { return y }
    FourierPlan.plan(kind, length: length, rows: rows, from: x, to: y).execute(from: x, to: y)
    return y
  }
}
