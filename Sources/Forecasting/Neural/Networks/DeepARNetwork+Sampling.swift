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
    let (lagCount, featureCount) = (plan.lags.count, plan.featureCount)
    let width = lagCount + featureCount + known.count
    var states = encoded(batch).map { state in
      LSTM.State(
        output: state.output.broadcast(to: [count, Self.unitCount]),
        cell: state.cell.broadcast(to: [count, Self.unitCount])
      )
    }
    var drawn = [Float](repeating: 0, count: count * horizon)
    var row = [Float](repeating: 0, count: count * width)
    for step in 0..<horizon {
      let common = features[(context + step) * featureCount..<(context + step + 1) * featureCount]
      for path in 0..<count {
        let start = path * width
        for (place, lag) in plan.lags.enumerated() {
          row[start + place] =
            lag > step ? values[past + step - lag] : drawn[path * horizon + step - lag]
        }
        for (place, feature) in common.enumerated() { row[start + lagCount + place] = feature }
        for (place, number) in known.enumerated() {
          row[start + lagCount + featureCount + place] = number
        }
      }
      var flow = Tensor(floats: row, shape: [count, 1, width])
      for place in layers.indices {
        (flow, states[place]) = layers[place](flow, from: states[place])
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
