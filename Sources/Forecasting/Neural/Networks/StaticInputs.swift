internal import NeuralNetworks
internal import Tensors

/// What a network knows of a series as a whole: a learned vector for each of its attributes, and the
/// window's magnitude.
///
/// - Shape: a batch → `[window, channel]`
struct StaticInputs: Module {
  private var embeddings: [Embedding]
  /// The channels.
  let size: Int

  init(_ plan: NetworkPlan, using random: inout RandomStream) {
    var embeddings: [Embedding] = []
    for count in plan.categoryCounts {
      embeddings.append(Embedding(count: count, size: min(50, (count + 1) / 2), using: &random))
    }
    size = embeddings.reduce(1) { $0 + $1.weight.shape[1] }
    self.embeddings = embeddings
  }

  func callAsFunction(_ batch: WindowBatch) -> Tensor {
    Tensor.concatenated(
      zip(embeddings, batch.categories).map { $0($1) } + [batch.magnitude],
      along: 1
    )
  }

  mutating func visitParameters(_ visitor: inout some ParameterVisitor) {
    visitor.visit("embeddings", &embeddings)
  }
}
