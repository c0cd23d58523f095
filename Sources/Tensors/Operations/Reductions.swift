internal import CKernels

extension Tensor {
  // MARK: Sums and means

  /// The sum of all elements.
  public func sum() -> Tensor { sum(along: Array(0..<rank)) }

  /// The sum along axes.
  ///
  /// - Parameter keepingRank: Whether the axes stay, with extent 1.
  public func sum(along axes: Int..., keepingRank: Bool = false) -> Tensor {
    sum(along: axes, keepingRank: keepingRank)
  }

  /// The sum along axes.
  ///
  /// - Parameter keepingRank: Whether the axes stay, with extent 1.
  public func sum(along axes: [Int], keepingRank: Bool = false) -> Tensor {
    let axes = resolved(axes)
    let y = reducing(almanac_sum, along: axes, keepingRank: keepingRank)
    guard let tape = Tape.following(self) else { return y }
    let (kept, original) = (reducedShape(axes, keepingRank: true), shape)
    return tape.record(y, self) { $0.reshaped(to: kept).broadcast(to: original) }
  }

  /// The sum of the squares of all elements, 0 where there are none.
  public func sumOfSquares() -> Tensor { sumOfSquares(along: Array(0..<rank)) }

  /// `Σ x²` along axes, without room for the squares.
  ///
  /// - Parameter keepingRank: Whether the axes stay, with extent 1.
  public func sumOfSquares(along axes: Int..., keepingRank: Bool = false) -> Tensor {
    sumOfSquares(along: axes, keepingRank: keepingRank)
  }

  /// `Σ x²` along axes, without room for the squares.
  ///
  /// - Parameter keepingRank: Whether the axes stay, with extent 1.
  public func sumOfSquares(along axes: [Int], keepingRank: Bool = false) -> Tensor {
    let axes = resolved(axes)
    let y = reducing(almanac_sum_of_squares, along: axes, keepingRank: keepingRank)
    guard let tape = Tape.following(self) else { return y }
    let kept = reducedShape(axes, keepingRank: true)
    return tape.record(y, self) { change in
      let change = change.reshaped(to: kept).broadcast(to: shape)
      return Tensor.pullingBack(almanac_scaled_product, change, at: self, parameter: 2) {
        change * (2 * self)
      }
    }
  }

  /// The mean of all elements; not a number when there are none.
  public func mean() -> Tensor { mean(along: Array(0..<rank)) }

  /// The mean along axes; not a number where there are no elements.
  ///
  /// - Parameter keepingRank: Whether the axes stay, with extent 1.
  public func mean(along axes: Int..., keepingRank: Bool = false) -> Tensor {
    mean(along: axes, keepingRank: keepingRank)
  }

  /// The mean along axes; not a number where there are no elements.
  ///
  /// - Parameter keepingRank: Whether the axes stay, with extent 1.
  public func mean(along axes: [Int], keepingRank: Bool = false) -> Tensor {
    let number = resolved(axes).reduce(1) { $0 * shape[$1] }
    return sum(along: axes, keepingRank: keepingRank) / Double(number)
  }

  /// The mean squared distance from the mean along axes.
  ///
  /// - Parameters:
  ///   - correction: What is taken off the number of elements before dividing; 1 for the sample
  ///     variance.
  ///   - keepingRank: Whether the axes stay, with extent 1.
  public func variance(
    along axes: Int...,
    correction: Double = 0,
    keepingRank: Bool = false
  ) -> Tensor {
    let number = Double(resolved(axes).reduce(1) { $0 * shape[$1] })
    let distances = self - mean(along: axes, keepingRank: true)
    return distances.sumOfSquares(along: axes, keepingRank: keepingRank) / (number - correction)
  }

  // MARK: Extremes

  /// The largest element along an axis, minus infinity where there is none; equal largest elements
  /// share the derivative.
  public func maximum(along axis: Int, keepingRank: Bool = false) -> Tensor {
    extreme(almanac_largest, along: axis, keepingRank: keepingRank)
  }

  /// The smallest element along an axis, infinity where there is none; equal smallest elements share
  /// the derivative.
  public func minimum(along axis: Int, keepingRank: Bool = false) -> Tensor {
    extreme(almanac_smallest, along: axis, keepingRank: keepingRank)
  }

  private func extreme(
    _ reduction: almanac_reduction,
    along axis: Int,
    keepingRank: Bool
  ) -> Tensor {
    let axis = shape.axis(axis)
    let y = reducing(reduction, along: [axis], keepingRank: keepingRank)
    guard let tape = Tape.following(self) else { return y }
    let kept = reducedShape([axis], keepingRank: true)
    let mask = detached() .== y.reshaped(to: kept)
    let shares = mask / mask.sum(along: axis, keepingRank: true)
    return tape.record(y, self) { $0.reshaped(to: kept) * shares }
  }

  /// The first position of the largest element along an axis.
  ///
  /// - Precondition: The axis is not empty.
  public func positionOfMaximum(along axis: Int) -> Indices {
    position(of: almanac_largest, along: axis)
  }

  /// The first position of the smallest element along an axis.
  ///
  /// - Precondition: The axis is not empty.
  public func positionOfMinimum(along axis: Int) -> Indices {
    position(of: almanac_smallest, along: axis)
  }

  // MARK: Products and running sums

  /// The product along an axis.
  ///
  /// The derivative divides by the elements, so it is not defined where one is zero.
  public func product(along axis: Int, keepingRank: Bool = false) -> Tensor {
    let axis = shape.axis(axis)
    let value = reducing(almanac_product, along: [axis], keepingRank: keepingRank)
    guard let tape = Tape.following(self) else { return value }
    let y = tape.next(value)
    let kept = reducedShape([axis], keepingRank: true)
    return tape.record(y, self) { ($0 * y).reshaped(to: kept) / self }
  }

  /// The sums of the elements up to each position along an axis, or from each position on.
  public func cumulativeSum(along axis: Int, reversed: Bool = false) -> Tensor {
    let axis = shape.axis(axis)
    let x = dense()
    let y = Tensor(undefined: shape, elementType)
    let (outer, count, inner) = shape.split(at: axis)
    withExtendedLifetime((x.storage, y.storage)) {
      let direction: Int32 = reversed ? 1 : 0
      switch elementType {
      case .float32: almanac_cumulate_f32(direction, outer, count, inner, x.floats, y.floats)
      case .float64: almanac_cumulate_f64(direction, outer, count, inner, x.doubles, y.doubles)
      }
    }
    guard let tape = Tape.following(self) else { return y }
    return tape.record(y, self) { $0.cumulativeSum(along: axis, reversed: !reversed) }
  }

  /// `log Σ exp(x)` along an axis, without overflow.
  public func logSumExp(along axis: Int, keepingRank: Bool = false) -> Tensor {
    let axis = shape.axis(axis)
    // The shift cancels, so that it may be constant; where it is infinite there is nothing to shift.
    let largest = detached().maximum(along: axis, keepingRank: true)
    let shift = largest.replaced(with: 0, where: abs(largest) .== .infinity)
    let y = log(exp(self - shift).sum(along: axis, keepingRank: true)) + shift
    return keepingRank ? y : y.squeezed(at: axis)
  }
}
