internal import NeuralNetworks
public import Tensors

/// What is given of a batch of windows: whose they are, when they are, and what came before.
public struct WindowConditions: Sendable {
  /// The numbers of the series, of shape `[batch]`.
  public var series: Indices
  /// The time features of every step, of shape `[batch, feature, step]`.
  public var times: Tensor
  /// The scaled values before each window, of shape `[batch, past value]`; nil for networks without
  /// context.
  public var context: Tensor?

  /// Conditions.
  public init(series: Indices, times: Tensor, context: Tensor? = nil) {
    (self.series, self.times, self.context) = (series, times, context)
  }

  /// The vectors of the series, and the time features averaged over `width` steps, as channels to be
  /// joined with others.
  ///
  /// - Shape: `[batch, channel, step / width]` both
  func channels(_ table: Embedding, pooledBy width: Int) -> [Tensor] {
    let pooled = times.averagePooled(by: width)
    let rows = table(series).expanded(at: -1)
    return [rows.broadcast(to: [rows.shape[0], rows.shape[1], pooled.shape[2]]), pooled]
  }
}
