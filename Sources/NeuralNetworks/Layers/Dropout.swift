public import Tensors

/// The tensor with each element zeroed with a probability, and the others scaled so that the mean
/// stays.
///
/// - Parameter random: Draws which elements go; nil, outside of training, keeps all.
/// - Precondition: `probability` is at least 0 and less than 1.
/// - Source: Srivastava and others 2014, “Dropout”, in the inverted form.
public func dropout(
  _ input: Tensor,
  probability: Double,
  using random: inout RandomStream?
) -> Tensor {
  precondition(0 <= probability && probability < 1, "a dropout of \(probability)")
  guard probability > 0, var stream = random else { return input }
  let kept = Tensor.bernoulli(
    input.shape,
    probability: 1 - probability,
    value: 1 / (1 - probability),
    input.elementType,
    using: &stream
  )
  random = stream
  return input * kept
}
