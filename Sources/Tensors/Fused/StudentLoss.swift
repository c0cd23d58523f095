internal import CKernels

/// The negative logarithm of Student's density at a target, from the numbers that a network puts out.
///
/// The location is `p[0]`, the deviation `softplus(p[1]) + leastDeviation`, and there are `2 + softplus(p[2])` degrees of
/// freedom. The slopes are computed with the value, in one pass.
///
/// - Shape: `[…, 3], […] → […]`
package func studentLoss(_ parameters: Tensor, target: Tensor, leastDeviation: Double) -> Tensor {
  precondition(
    parameters.shape.last == 3 && Shape(parameters.shape.dropLast()) == target.shape,
    "parameters of shape \(parameters.shape) for targets of shape \(target.shape)"
  )
  parameters.requireMatch(with: target)
  let (p, y) = (parameters.detached().dense(), target.detached().dense())
  let losses = Tensor(undefined: y.shape, y.elementType)
  let slopes = Tensor(undefined: p.shape, y.elementType)
  // Every piece writes to its own part of what has just been made.
  forEachPiece(of: y.count, cost: 100) { range in
    let first = range.lowerBound
    withExtendedLifetime((p.storage, y.storage, losses.storage, slopes.storage)) {
      switch y.elementType {
      case .float32:
        almanac_student_loss_f32(
          range.count,
          p.floats + 3 * first,
          y.floats + first,
          Float(leastDeviation),
          losses.floats + first,
          slopes.floats + 3 * first
        )
      case .float64:
        almanac_student_loss_f64(
          range.count,
          p.doubles + 3 * first,
          y.doubles + first,
          leastDeviation,
          losses.doubles + first,
          slopes.doubles + 3 * first
        )
      }
    }
  }
  return Tensor.fused(
    losses,
    of: [parameters, target],
    plain: { plainStudentLoss($0[0], target: $0[1], leastDeviation: leastDeviation) },
    pullback: { change, isFollowed in
      let changes = change.expanded(at: -1) * slopes
      return [changes, isFollowed[1] ? -changes.selected(0, along: -1) : nil]
    }
  )
}

/// The definition of `studentLoss`, operation by operation.
func plainStudentLoss(
  _ parameters: Tensor,
  target: Tensor,
  leastDeviation: Double
) -> Tensor {
  let deviation = softplus(parameters.selected(1, along: -1)) + leastDeviation
  let half = 0.5 * softplus(parameters.selected(2, along: -1)) + 1
  let distance = (target - parameters.selected(0, along: -1)) / deviation
  return (half + 0.5) * log(0.5 * distance.squared() / half + 1) + log(deviation)
    + 0.5 * log(half) - logGammaRatio(half) + halfLogOfTwoPi
}

private let halfLogOfTwoPi = 0.918938533204672742

/// `log Γ(x + ½) - log Γ(x)` for `x` of at least 1, without the cancellation of large logarithms.
///
/// - Source: the asymptotic series of the quotient, Abramowitz and Stegun 1964, 6.1.47, from `x + 4` on.
func logGammaRatio(_ x: Tensor) -> Tensor {
  let far = x + 4
  let inverse = 1 / far
  let square = inverse.squared()
  let series = inverse * (-1.0 / 8 + square * (1.0 / 192 - square * (1.0 / 640)))
  let above = (x + 0.5) * (x + 1.5) * (x + 2.5) * (x + 3.5)
  let below = x * (x + 1) * (x + 2) * (x + 3)
  return 0.5 * log(far) + series - log(above / below)
}
