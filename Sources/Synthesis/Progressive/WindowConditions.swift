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
  /// A one for each level of an attribute that the series has, of shape `[batch, level]`; nil for networks
  /// that know no attributes.
  public var attributes: Tensor?
  /// A one for each series whose own vector is used and a zero for each that is known by its attributes
  /// alone, of shape `[batch, 1]`; nil for ones.
  public var own: Tensor?

  /// Conditions.
  public init(series: Indices, times: Tensor, context: Tensor? = nil) {
    (self.series, self.times, self.context) = (series, times, context)
  }

  /// The vectors of the series: their own, and what the levels of their attributes add.
  ///
  /// - Shape: `[batch, number]`
  func vectors(_ table: Embedding, _ levels: Embedding?) -> Tensor {
    var vectors = table(series)
    if let own { vectors = vectors * own }
    if let levels, let attributes { vectors = vectors + matmul(attributes, levels.weight) }
    return vectors
  }

  /// The vectors of the series, and the time features averaged over `width` steps, as channels to be
  /// joined with others.
  ///
  /// - Shape: `[batch, channel, step / width]` both
  func channels(_ table: Embedding, _ levels: Embedding?, pooledBy width: Int) -> [Tensor] {
    let pooled = times.averagePooled(by: width)
    let rows = vectors(table, levels).expanded(at: -1)
    return [rows.broadcast(to: [rows.shape[0], rows.shape[1], pooled.shape[2]]), pooled]
  }
}
