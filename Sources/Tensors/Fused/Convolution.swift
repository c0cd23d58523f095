/// How the kernel of a convolution moves over its input.
public struct ConvolutionGeometry: Sendable, Hashable {
  /// The places from one output to the next.
  public var stride = 1
  /// The places between neighbouring elements of the kernel.
  public var dilation = 1
  /// The zeros put before the input.
  public var before = 0
  /// The zeros put after the input.
  public var after = 0

  /// A geometry; by default the kernel stays inside the input.
  public init(stride: Int = 1, dilation: Int = 1, before: Int = 0, after: Int = 0) {
    precondition(
      stride > 0 && dilation > 0 && before >= 0 && after >= 0,
      "a stride of \(stride), a dilation of \(dilation), padding of \(before) and \(after)"
    )
    (self.stride, self.dilation, self.before, self.after) = (stride, dilation, before, after)
  }

  /// Padding that keeps the length, centred for an odd `width`.
  public static func keepingLength(width: Int, dilation: Int = 1) -> ConvolutionGeometry {
    let reach = dilation * (width - 1)
    return ConvolutionGeometry(dilation: dilation, before: reach / 2, after: reach - reach / 2)
  }

  /// Padding that keeps the length and lets no output see later input.
  public static func causal(width: Int, dilation: Int = 1) -> ConvolutionGeometry {
    ConvolutionGeometry(dilation: dilation, before: dilation * (width - 1))
  }

  /// The length of the output for an input of `length` and a kernel of `width`.
  func outputLength(_ length: Int, width: Int) -> Int {
    let places = length + before + after - dilation * (width - 1) - 1
    return places < 0 ? 0 : places / stride + 1
  }
}

/// The convolution of sequences with a kernel, in the sense of neural networks: nothing is reversed.
///
/// `y[b, o, t] = f(c[o] + Σ_i Σ_k w[o, i, k] x[b, i, stride · t + dilation · k - before]) + a[b, o, t]`
///
/// - Shape: `[batch, channel, step], [out channel, channel, width] → [batch, out channel, out step]`
/// - Parameters:
///   - input: The sequences, `x`.
///   - weight: The kernel, `w`.
///   - bias: What is added to each output channel, `c`, of shape `[out channel]`; nil for nothing.
///   - geometry: Stride, dilation and padding.
///   - leakySlope: The slope below zero of the leaky unit `f`; nil for none.
///   - addend: What is added in the end, `a`, of the shape of the output; nil for nothing.
/// - Precondition: The channels agree; the slope is above 0 and at most 1; there is no leaky unit
///   where something is added.
public func convolution(
  _ input: Tensor,
  _ weight: Tensor,
  bias: Tensor? = nil,
  _ geometry: ConvolutionGeometry = ConvolutionGeometry(),
  leakySlope: Double? = nil,
  adding addend: Tensor? = nil
) -> Tensor {
  input.requireMatch(with: weight)
  for other in [bias, addend] { if let other { input.requireMatch(with: other) } }
  precondition(
    input.rank == 3 && weight.rank == 3 && input.shape[1] == weight.shape[1]
      && bias?.shape ?? [weight.shape[0]] == [weight.shape[0]],
    "a sequence of shape \(input.shape) and a kernel of shape \(weight.shape)"
  )
  let slope = leakySlope ?? 1
  precondition(slope > 0 && slope <= 1, "a leaky unit with a slope of \(slope)")
  precondition(leakySlope == nil || addend == nil, "a leaky unit where something is added")
  let run = ConvolutionRun(
    input.detached().dense(),
    weight.detached().dense(),
    geometry,
    slope: slope
  )
  let outShape: Shape = [run.batch, run.outChannels, run.outLength]
  precondition(
    addend?.shape ?? outShape == outShape,
    "an addend of shape \(addend?.shape ?? []) for an output of \(outShape)"
  )
  let operands = [input, weight] + [bias, addend].compactMap { $0 }
  let hasBias = bias != nil
  func plain(_ operands: [Tensor]) -> Tensor {
    let y = plainConvolution(Array(operands[..<(hasBias ? 3 : 2)]), geometry)
    if addend != nil { return y + operands[operands.count - 1] }
    return leakySlope.map { leakyReLU(y, slope: $0) } ?? y
  }
  let value = run.forward(bias: bias?.detached(), adding: addend?.detached())
  return Tensor.fused(value, of: operands, plain: plain) { change, isFollowed in
    let isAddendFollowed = addend != nil && isFollowed[isFollowed.count - 1]
    let own = isFollowed.dropLast(addend == nil ? 0 : 1)
    var changes: [Tensor?] = own.map { _ in nil }
    if own.contains(true) {
      let all = run.pullback(change, output: leakySlope.map { _ in value }, Array(own))
      changes = Array(all[..<own.count])
    }
    return changes + (addend == nil ? [] : [isAddendFollowed ? change : nil])
  }
}

/// The definition of `convolution`, operation by operation: one product for each place of the kernel.
func plainConvolution(_ operands: [Tensor], _ geometry: ConvolutionGeometry) -> Tensor {
  let (x, w) = (operands[0], operands[1])
  let width = w.shape[2]
  let length = geometry.outputLength(x.shape[2], width: width)
  let padded = x.padded(before: geometry.before, after: geometry.after, along: 2)
  var y = Tensor.zeros([x.shape[0], w.shape[0], length], x.elementType)
  if length == 0 { return y }
  for k in 0..<width {
    let start = k * geometry.dilation
    let end = start + (length - 1) * geometry.stride + 1
    let seen = padded.sliced(start..<end, along: 2).strided(by: geometry.stride, along: 2)
    y = y + matmul(w.selected(k, along: 2), seen)
  }
  return operands.count > 2 ? y + operands[2].expanded(at: -1) : y
}
