internal import Tensors

/// Windows side by side, as a network reads them.
struct WindowBatch: Sendable {
  var shape: WindowShape
  /// The scaled values, 0 where nothing was observed, `[window, past + horizon]`.
  var values: Tensor
  /// 1 where something was observed, else 0, `[window, past + horizon]`.
  var mask: Tensor
  /// Calendar and covariates of the context and the horizon, `[window, context + horizon, feature]`.
  var features: Tensor
  /// The covariates that are known of the past only, of the context, `[window, context, covariate]`.
  var pasts: Tensor
  /// The codes of each attribute, `[window]`.
  var categories: [Indices]
  /// What the values of each window are scaled by: `value = location + scale · scaled`.
  var locations: [Double]
  var scales: [Double]
  /// The scales as far as single precision holds them, `[window, 1]`.
  var scale: Tensor
  /// The scales beside those of the panel, `[window, 1]`.
  var magnitude: Tensor

  /// The number of windows.
  var count: Int { values.shape[0] }

  /// The scaled values before the origin as far as the context reaches, `[window, context]`.
  var context: Tensor { values.sliced(shape.reach..<shape.past, along: 1) }

  /// Where the context was observed.
  var contextMask: Tensor { mask.sliced(shape.reach..<shape.past, along: 1) }

  /// The scaled values after the origin, `[window, horizon]`.
  var future: Tensor { values.sliced(shape.past..<shape.past + shape.horizon, along: 1) }

  /// Where what is after the origin was observed.
  var futureMask: Tensor { mask.sliced(shape.past..<shape.past + shape.horizon, along: 1) }

  /// The batch in another element type.
  func converted(to type: ElementType) -> WindowBatch {
    var batch = self
    batch.values = values.converted(to: type)
    batch.mask = mask.converted(to: type)
    batch.features = features.converted(to: type)
    batch.pasts = pasts.converted(to: type)
    batch.scale = scale.converted(to: type)
    batch.magnitude = magnitude.converted(to: type)
    return batch
  }
}
