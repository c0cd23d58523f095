extension Tensor {
  /// The means of consecutive windows of `width` along an axis.
  ///
  /// - Shape: `[…, n, …] → […, n / width, …]`
  /// - Precondition: `width` is positive and divides the extent.
  public func averagePooled(by width: Int, along axis: Int = -1) -> Tensor {
    let axis = shape.axis(axis)
    return windowed(by: width, along: axis).mean(along: axis + 1)
  }

  /// The largest elements of consecutive windows of `width` along an axis.
  ///
  /// - Shape: `[…, n, …] → […, n / width, …]`
  /// - Precondition: `width` is positive and divides the extent.
  public func maximumPooled(by width: Int, along axis: Int = -1) -> Tensor {
    let axis = shape.axis(axis)
    return windowed(by: width, along: axis).maximum(along: axis + 1)
  }

  private func windowed(by width: Int, along axis: Int) -> Tensor {
    precondition(
      width > 0 && shape[axis].isMultiple(of: width),
      "axis \(axis) of \(shape) does not divide into windows of \(width)"
    )
    var target = shape.replacing(axis, with: shape[axis] / width)
    target.insert(width, at: axis + 1)
    return reshaped(to: target)
  }

  /// Each element `times` times in a row along an axis: nearest-neighbour up-sampling.
  ///
  /// - Shape: `[…, n, …] → […, n · times, …]`
  public func repeated(_ times: Int, along axis: Int = -1) -> Tensor {
    precondition(times > 0, "\(times) repetitions")
    let axis = shape.axis(axis)
    let stretched = expanded(at: axis + 1)
    return stretched.broadcast(to: stretched.shape.replacing(axis + 1, with: times))
      .reshaped(to: shape.replacing(axis, with: shape[axis] * times))
  }
}
