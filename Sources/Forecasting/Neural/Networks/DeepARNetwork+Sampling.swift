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
    ForecastDistribution(
      paths: paths(of: batch, count: Self.pathCount, horizon: horizon, using: &stream),
      horizon: horizon
    )
  }

  /// Paths after the one window of a batch, one after the other: `[path, step]`.
  func paths(
    of batch: WindowBatch,
    count: Int,
    horizon: Int,
    using stream: inout RandomStream
  ) -> [Double] {
    let (context, past) = (plan.shape.context, plan.shape.past)
    let values = batch.values.floatElements
    let features = batch.features.floatElements
    let known = statics(batch).floatElements
    let (location, scale) = (batch.locations[0], batch.scales[0])
    let featureCount = plan.featureCount
    var states = encoded(batch).map { state in
      LSTM.State(
        output: state.output.broadcast(to: [count, Self.unitCount]),
        cell: state.cell.broadcast(to: [count, Self.unitCount])
      )
    }
    var drawn = [Float](repeating: 0, count: count * horizon)
    for step in 0..<horizon {
      // What all paths are shown alike goes through the first layer once, into its bias; lags that reach
      // into the paths, and one at least, are what is left of its input.
      let reaching = plan.lags.indices.filter { plan.lags[$0] <= step }
      let own = reaching.isEmpty ? [0] : reaching
      var shared = plan.lags.map { $0 > step ? values[past + step - $0] : 0 }
      if reaching.isEmpty { shared[0] = 0 }
      shared += features[(context + step) * featureCount..<(context + step + 1) * featureCount]
      shared += known
      var row = [Float](repeating: 0, count: count * own.count)
      for path in 0..<count {
        for (place, number) in own.enumerated() {
          let lag = plan.lags[number]
          row[path * own.count + place] =
            lag > step ? values[past + step - lag] : drawn[path * horizon + step - lag]
        }
      }
      var first = layers[0]
      let width = shared.count
      first.bias =
        first.bias
        + matmul(Tensor(floats: shared, shape: [1, width]), first.inputWeight.transposed())
        .squeezed(at: 0)
      first.inputWeight = first.inputWeight.gathered(at: Indices(own), along: 1)
      var flow = Tensor(floats: row, shape: [count, 1, own.count])
      for place in layers.indices {
        let layer = place == 0 ? first : layers[place]
        (flow, states[place]) = layer(flow, from: states[place])
      }
      let outputs = output(flow).floatElements
      let size = plan.head.parameterCount
      for path in 0..<count {
        let value = plan.head.sample(
          StepOutput(
            parameters: outputs[path * size..<(path + 1) * size],
            location: 0,
            scale: scale
          ),
          using: &stream
        )
        // A path that runs away would otherwise end as what is not a number.
        drawn[path * horizon + step] = Float(min(max(value, -1e6), 1e6))
      }
    }
    return drawn.map { location + scale * Double($0) }
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
