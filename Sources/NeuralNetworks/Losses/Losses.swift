internal import Glibc
public import Tensors

// Losses are means over all elements, or over all rows, so that they do not grow with the batch. The mean of
// nothing is not a number, which a training reports; its gradient is empty.

/// `mean((ŷ - y)²)`
///
/// - Precondition: Both have one shape.
public func meanSquaredError(_ prediction: Tensor, _ target: Tensor) -> Tensor {
  requireSameShape(prediction, target)
  return (prediction - target).sumOfSquares() / Double(prediction.count)
}

/// `mean(|ŷ - y|)`
///
/// - Precondition: Both have one shape.
public func meanAbsoluteError(_ prediction: Tensor, _ target: Tensor) -> Tensor {
  requireSameShape(prediction, target)
  return abs(prediction - target).mean()
}

/// The mean of `e²/2` where the error `e` is at most `width`, and of `width (|e| - width/2)` beyond.
///
/// - Precondition: Both have one shape, and `width` is positive.
/// - Source: Huber 1964, “Robust estimation of a location parameter”.
public func huberLoss(_ prediction: Tensor, _ target: Tensor, width: Double = 1) -> Tensor {
  requireSameShape(prediction, target)
  precondition(width > 0, "a width of \(width)")
  let error = abs(prediction - target)
  let near = error.clamped(to: 0...width)
  return (near * (error - 0.5 * near)).mean()
}

/// The mean of `q (y - ŷ)` where the target lies above and `(1 - q) (ŷ - y)` where it lies below, over
/// all quantile levels `q`.
///
/// - Shape: `[…, level], […]`
/// - Precondition: The last extent of the prediction is the number of levels.
/// - Source: Koenker and Bassett 1978, “Regression quantiles”.
public func quantileLoss(_ prediction: Tensor, _ target: Tensor, levels: [Double]) -> Tensor {
  let level = Tensor(levels, prediction.elementType)
  let target = target.expanded(at: -1)
  precondition(
    prediction.shape == target.shape.broadcast(with: level.shape),
    "predictions of shape \(prediction.shape) for \(levels.count) levels"
  )
  let error = target - prediction
  return maximum(level * error, (level - 1) * error).mean()
}

/// The mean of `log σ + (y - μ)² / 2σ² + log(2π)/2`.
///
/// - Precondition: All three have one shape, and every deviation is positive.
public func gaussianLoss(mean: Tensor, deviation: Tensor, _ target: Tensor) -> Tensor {
  requireSameShape(mean, target)
  requireSameShape(deviation, target)
  let distance = (target - mean) / deviation
  return (log(deviation) + 0.5 * distance.squared()).mean() + 0.5 * log(2 * Double.pi)
}

/// The mean of `-log softmax(x)[class]` over all rows.
///
/// - Shape: `[…, class], […]`
/// - Precondition: There is a class for each row, and it is a position of the last axis.
public func crossEntropy(_ scores: Tensor, _ classes: Indices) -> Tensor {
  softmaxCrossEntropy(scores, classes).mean()
}

/// The mean of `-y log σ(x) - (1 - y) log(1 - σ(x))`.
///
/// - Precondition: Both have one shape.
public func binaryCrossEntropy(_ scores: Tensor, _ target: Tensor) -> Tensor {
  requireSameShape(scores, target)
  return (softplus(scores) - scores * target).mean()
}

private func requireSameShape(_ a: Tensor, _ b: Tensor) {
  precondition(a.shape == b.shape, "a loss between shapes \(a.shape) and \(b.shape)")
}
