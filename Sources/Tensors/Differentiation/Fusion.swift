internal import CKernels

extension Tensor {
  /// A value that kernels computed, with a pullback by kernels too.
  ///
  /// The plain composition of operations defines what is computed. It is used for the way back when
  /// that is itself being recorded, so that second derivatives work.
  ///
  /// - Parameters:
  ///   - value: The result.
  ///   - operands: What it was computed from.
  ///   - plain: The same computation by recorded operations.
  ///   - pullback: The changes of the operands for a change of the value; told which operands are
  ///     followed, it may leave out the others. It is called at most once.
  static func fused(
    _ value: Tensor,
    of operands: [Tensor],
    plain: @escaping ([Tensor]) -> Tensor,
    pullback: @escaping (_ change: Tensor, _ isFollowed: [Bool]) -> [Tensor?]
  ) -> Tensor {
    guard let tape = Tape.following(operands) else { return value }
    let isFollowed = operands.map(tape.follows)
    return tape.recordJointly(value, operands) { change in
      if Tape.following(operands + [change]) == nil { return pullback(change, isFollowed) }
      return valueWithPullback(at: operands, of: plain) { _ in change }.1
    }
  }

  /// A copy with dense elements that nobody else sees, so that kernels may write to it.
  func writableCopy() -> Tensor { applying(almanac_copy) }
}
