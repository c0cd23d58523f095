public import Tensors

/// A recurrent layer with an output and a cell state.
///
/// - Shape: `[batch, step, channel] → [batch, step, unit]`
/// - Source: Hochreiter and Schmidhuber 1997; see `longShortTermMemory` for the formulas.
public struct LSTM: Layer {
  /// What the layer remembers between steps.
  public struct State: Sendable {
    /// The last output, of shape `[batch, unit]`.
    public var output: Tensor
    /// The cell, of shape `[batch, unit]`.
    public var cell: Tensor

    /// A state.
    public init(output: Tensor, cell: Tensor) {
      (self.output, self.cell) = (output, cell)
    }
  }

  /// Of shape `[4 unit, channel]`: input, forget, candidate and output gate.
  public var inputWeight: Tensor
  /// Of shape `[4 unit, unit]`.
  public var recurrentWeight: Tensor
  /// Of shape `[4 unit]`.
  public var bias: Tensor

  /// The number of units.
  public var unitCount: Int { recurrentWeight.shape[1] }

  /// A layer with parameters drawn evenly from `±1/√units`.
  public init(inputSize: Int, unitCount: Int, using random: inout RandomStream) {
    func draw(_ shape: Shape) -> Tensor {
      Initializer.fanIn.draw(shape, inputs: unitCount, using: &random)
    }
    inputWeight = draw([4 * unitCount, inputSize])
    recurrentWeight = draw([4 * unitCount, unitCount])
    bias = draw([4 * unitCount])
  }

  /// The outputs of all steps, from a state of zeros.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    let zeros = zeroState(for: input)
    return run(input, from: zeros, keepsCell: false).permuted(1, 0, 2)
  }

  /// The outputs of all steps, and the state after the last.
  ///
  /// - Parameter state: The state before the first step; nil for zeros.
  public func callAsFunction(
    _ input: Tensor,
    from state: State?
  ) -> (output: Tensor, state: State) {
    let start = state ?? zeroState(for: input)
    let packed = run(input, from: start, keepsCell: true)
    let steps = input.shape[1]
    let last = steps == 0 ? start.output : packed.selected(steps - 1)
    let output = packed.sliced(0..<steps).permuted(1, 0, 2)
    return (output, State(output: last, cell: packed.selected(steps)))
  }

  private func zeroState(for input: Tensor) -> State {
    let zeros = Tensor.zeros([input.shape[0], unitCount], input.elementType)
    return State(output: zeros, cell: zeros)
  }

  private func run(_ input: Tensor, from start: State, keepsCell: Bool) -> Tensor {
    longShortTermMemory(
      input,
      inputWeight: inputWeight,
      recurrentWeight: recurrentWeight,
      bias: bias,
      output: start.output,
      cell: start.cell,
      keepsCell: keepsCell
    )
  }

  /// Shows the weights and the bias.
  public mutating func visitParameters(_ visitor: inout some ParameterVisitor) {
    visitor.visit("inputWeight", &inputWeight)
    visitor.visit("recurrentWeight", &recurrentWeight)
    visitor.visit("bias", &bias)
  }
}

/// A recurrent layer whose output is its state.
///
/// - Shape: `[batch, step, channel] → [batch, step, unit]`
/// - Source: Cho and others 2014; see `gatedRecurrentUnit` for the formulas.
public struct GRU: Layer {
  /// Of shape `[3 unit, channel]`: reset gate, update gate and candidate.
  public var inputWeight: Tensor
  /// Of shape `[3 unit, unit]`.
  public var recurrentWeight: Tensor
  /// Of shape `[3 unit]`.
  public var inputBias: Tensor
  /// Of shape `[3 unit]`.
  public var recurrentBias: Tensor

  /// The number of units.
  public var unitCount: Int { recurrentWeight.shape[1] }

  /// A layer with parameters drawn evenly from `±1/√units`.
  public init(inputSize: Int, unitCount: Int, using random: inout RandomStream) {
    func draw(_ shape: Shape) -> Tensor {
      Initializer.fanIn.draw(shape, inputs: unitCount, using: &random)
    }
    inputWeight = draw([3 * unitCount, inputSize])
    recurrentWeight = draw([3 * unitCount, unitCount])
    inputBias = draw([3 * unitCount])
    recurrentBias = draw([3 * unitCount])
  }

  /// The outputs of all steps, from a state of zeros.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    self(input, from: nil)
  }

  /// The outputs of all steps; that of the last is the state.
  ///
  /// - Parameter state: The state before the first step, of shape `[batch, unit]`; nil for zeros.
  public func callAsFunction(_ input: Tensor, from state: Tensor?) -> Tensor {
    gatedRecurrentUnit(
      input,
      inputWeight: inputWeight,
      recurrentWeight: recurrentWeight,
      inputBias: inputBias,
      recurrentBias: recurrentBias,
      output: state ?? .zeros([input.shape[0], unitCount], input.elementType)
    ).permuted(1, 0, 2)
  }

  /// Shows the weights and the biases.
  public mutating func visitParameters(_ visitor: inout some ParameterVisitor) {
    visitor.visit("inputWeight", &inputWeight)
    visitor.visit("recurrentWeight", &recurrentWeight)
    visitor.visit("inputBias", &inputBias)
    visitor.visit("recurrentBias", &recurrentBias)
  }
}
