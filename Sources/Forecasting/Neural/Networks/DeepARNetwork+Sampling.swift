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
    let (location, scale) = (batch.locations[0], batch.scales[0])
    var states = encoded(batch).map { state in
      LSTM.State(
        output: state.output.broadcast(to: [count, Self.unitCount]),
        cell: state.cell.broadcast(to: [count, Self.unitCount])
      )
    }
    var layers = layers.map(\.withColumnsInOrder)
    let shared = sharedInputs(of: batch, horizon: horizon)
    let lagWeight = layers[0].inputWeight
    let biases = layers[0].bias + matmul(shared, lagWeight.transposed())
    var linear = skip
    let moves = skip.map { map in
      matmul(shared.sliced(0..<plan.lags.count, along: 1), map.weight.transposed())
    }
    // The lags that reach into the paths, and what was drawn, step by step.
    var own: [Int] = []
    var drawn: [Float] = []
    for step in 0..<horizon {
      let reaching = plan.lags.indices.filter { plan.lags[$0] <= step }
      if step == 0 || reaching.count > own.count {
        own = reaching
        layers[0].inputWeight = lagWeight.gathered(at: Indices(own), along: 1)
        layers[0] = layers[0].withColumnsInOrder
        if let skip { linear?.weight = skip.weight.gathered(at: Indices(own), along: 1) }
      }
      layers[0].bias = biases[step]
      linear?.bias = moves?[step]
      var row = [Float](repeating: 0, count: count * own.count)
      for (place, number) in own.enumerated() {
        let first = (step - plan.lags[number]) * count
        for path in 0..<count { row[path * own.count + place] = drawn[first + path] }
      }
      let ownLags = Tensor(floats: row, shape: [count, 1, own.count])
      var flow = ownLags
      for place in layers.indices {
        (flow, states[place]) = layers[place](flow, from: states[place])
      }
      let values = plan.head.samples(
        moved(output(flow), byLags: ownLags, linear).squeezed(at: 1),
        scale: scale,
        using: &stream
      )
      // A path that runs away would otherwise end as what is not a number.
      drawn += values.map { min(max($0, -1e6), 1e6) }
    }
    return (0..<count * horizon).map { place in
      location + scale * Double(drawn[place % horizon * count + place / horizon])
    }
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

extension LSTM {
  /// The layer with its weights column by column in memory, as its steps read them, so that none of many
  /// steps has to lay them out.
  fileprivate var withColumnsInOrder: LSTM {
    func laidOut(_ matrix: Tensor) -> Tensor {
      matrix.transposed().flattened().reshaped(to: [matrix.shape[1], matrix.shape[0]]).transposed()
    }
    var layer = self
    layer.inputWeight = laidOut(inputWeight)
    layer.recurrentWeight = laidOut(recurrentWeight)
    return layer
  }
}
