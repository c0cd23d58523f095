internal import NeuralNetworks
internal import Tensors

extension DeepARNetwork {
  /// The quantiles of paths that are drawn all at once, step by step.
  func distribution(
    of batch: WindowBatch,
    horizon: Int,
    errors: [[Double]],
    using stream: inout RandomStream
  ) -> ForecastDistribution {
    let paths = paths(of: batch, count: Self.pathCount, horizon: horizon, using: &stream)
    return ForecastDistribution(
      samples: (0..<horizon).map { Array(paths[$0 * Self.pathCount..<($0 + 1) * Self.pathCount]) }
    )
  }

  /// Paths after the one window of a batch, step by step: `[step, path]`.
  func paths(
    of batch: WindowBatch,
    count: Int,
    horizon: Int,
    using stream: inout RandomStream
  ) -> [Double] {
    let (location, scale) = (batch.locations[0], batch.scales[0])
    let walk = walk(of: batch, count: count, horizon: horizon)
    for _ in 0..<horizon {
      // A path that runs away would otherwise end as what is not a number.
      walk.append(plan.head.samples(walk.next(), scale: scale, using: &stream), within: -1e6...1e6)
    }
    return walk.history().floatElements.map { location + scale * Double($0) }
  }

  /// The layers after the context of the one window, for paths that begin there.
  private func walk(of batch: WindowBatch, count: Int, horizon: Int) -> AutoregressiveLSTM {
    let shared = sharedInputs(of: batch, horizon: horizon)
    let (lagRange, inputs) = (0..<plan.lags.count, layers[0].inputWeight)
    let encoded = self.encoded(batch)
    var parts = zip(layers, encoded).map { layer, state in
      AutoregressiveLSTM.Layer(
        inputWeight: layer.inputWeight,
        recurrentWeight: layer.recurrentWeight,
        bias: layer.bias,
        output: state.output,
        cell: state.cell
      )
    }
    parts[0] = AutoregressiveLSTM.Layer(
      inputWeight: inputs.sliced(lagRange, along: 1),
      recurrentWeight: layers[0].recurrentWeight,
      bias: layers[0].bias + matmul(shared, inputs.transposed()),
      output: encoded[0].output,
      cell: encoded[0].cell
    )
    // Which of the numbers are moved by the lags, and how far.
    let width = plan.head.parameterCount
    let direction = plan.head.moved(.zeros([1, 1, width]), by: Tensor([[1]])).flattened()
    let bias = output.bias ?? .zeros([width])
    let map = skip?.weight ?? .zeros([1, plan.lags.count])
    let moves = matmul(shared.sliced(lagRange, along: 1), map.transposed())
    return AutoregressiveLSTM(
      parts,
      head: AutoregressiveLSTM.Head(
        weight: output.weight,
        lagWeight: direction.expanded(at: 1) * map,
        bias: bias + moves * direction
      ),
      lags: plan.lags,
      rows: count
    )
  }

  /// What all paths are shown alike at each step of the horizon, of shape `[step, channel]`: lags that reach
  /// into the paths count as 0.
  private func sharedInputs(of batch: WindowBatch, horizon: Int) -> Tensor {
    let (context, past) = (plan.shape.context, plan.shape.past)
    let values = batch.values.floatElements
    let features = batch.features.floatElements
    let known = statics(batch).floatElements
    var rows: [Float] = []
    for step in 0..<horizon {
      let first = (context + step) * plan.featureCount
      rows += plan.lags.map { $0 > step ? values[past + step - $0] : 0 }
      rows += features[first..<first + plan.featureCount]
      rows += known
    }
    return Tensor(floats: rows, shape: [horizon, rows.count / horizon])
  }

  /// The states of the layers after the context.
  private func encoded(_ batch: WindowBatch) -> [LSTM.State] {
    var flow = inputs(of: batch).sliced(0..<plan.shape.context, along: 1)
    var states: [LSTM.State] = []
    for layer in layers {
      let (output, state) = layer(flow, from: nil)
      flow = output
      states.append(state)
    }
    return states
  }
}
