internal import CKernels

extension Tensor {
  /// `exp(x) / Σ exp(x)` along an axis.
  public func softmax(along axis: Int = -1) -> Tensor {
    let axis = shape.axis(axis)
    if axis != rank - 1 { return transposed(axis, -1).softmax().transposed(axis, -1) }
    let value = byRow(
      single: { almanac_softmax_f32($0, $1, $2, $4) },
      double: { almanac_softmax_f64($0, $1, $2, $4) }
    )
    guard let tape = Tape.following(self) else { return value }
    let y = tape.next(value)
    return tape.record(y, self) { change in
      if Tape.following(change, y) != nil {
        return y * (change - (change * y).sum(along: -1, keepingRank: true))
      }
      return y.byRow(
        change,
        single: { almanac_softmax_pullback_f32($0, $1, $2, $3[0], $4) },
        double: { almanac_softmax_pullback_f64($0, $1, $2, $3[0], $4) }
      )
    }
  }

  /// `x - log Σ exp(x)` along an axis.
  public func logSoftmax(along axis: Int = -1) -> Tensor {
    let axis = shape.axis(axis)
    if axis != rank - 1 { return transposed(axis, -1).logSoftmax().transposed(axis, -1) }
    let value = byRow(
      single: { almanac_log_softmax_f32($0, $1, $2, $4) },
      double: { almanac_log_softmax_f64($0, $1, $2, $4) }
    )
    guard let tape = Tape.following(self) else { return value }
    let y = tape.next(value)
    return tape.record(y, self) { change in
      if Tape.following(change, y) != nil {
        return change - exp(y) * change.sum(along: -1, keepingRank: true)
      }
      return y.byRow(
        change,
        single: { almanac_log_softmax_pullback_f32($0, $1, $2, $3[0], $4) },
        double: { almanac_log_softmax_pullback_f64($0, $1, $2, $3[0], $4) }
      )
    }
  }
}
