internal import CKernels

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
/// `y[b, o, t] = c[o] + Σ_i Σ_k w[o, i, k] x[b, i, stride · t + dilation · k - before]`
///
/// - Shape: `[batch, channel, step], [out channel, channel, width] → [batch, out channel, out step]`
/// - Parameters:
///   - input: The sequences, `x`.
///   - weight: The kernel, `w`.
///   - bias: What is added to each output channel, `c`, of shape `[out channel]`; nil for nothing.
///   - geometry: Stride, dilation and padding.
/// - Precondition: The channels agree.
public func convolution(
  _ input: Tensor,
  _ weight: Tensor,
  bias: Tensor? = nil,
  _ geometry: ConvolutionGeometry = ConvolutionGeometry()
) -> Tensor {
  input.requireMatch(with: weight)
  precondition(
    input.rank == 3 && weight.rank == 3 && input.shape[1] == weight.shape[1]
      && bias?.shape ?? [weight.shape[0]] == [weight.shape[0]],
    "a sequence of shape \(input.shape) and a kernel of shape \(weight.shape)"
  )
  let operands = [input, weight] + (bias.map { [$0] } ?? [])
  func plain(_ operands: [Tensor]) -> Tensor { plainConvolution(operands, geometry) }
  // With a stride the rows of the product are no longer neighbours in memory.
  if geometry.stride > 1 { return plain(operands) }
  let run = ConvolutionRun(input.detached().dense(), weight.detached(), geometry)
  return Tensor.fused(
    run.forward(bias?.detached()),
    of: operands,
    plain: plain,
    pullback: run.pullback
  )
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

/// A convolution of stride 1 as products that add up in place; neither the input nor its padding is
/// copied.
private struct ConvolutionRun {
  let (input, weight): (Tensor, Tensor)
  let geometry: ConvolutionGeometry
  let (batch, channels, length): (Int, Int, Int)
  let (outChannels, width, outLength): (Int, Int, Int)
  /// The weight with the kernel's places outermost, `[width, out channel, channel]`.
  let places: Tensor

  init(_ input: Tensor, _ weight: Tensor, _ geometry: ConvolutionGeometry) {
    (self.input, self.weight, self.geometry) = (input, weight, geometry)
    (batch, channels, length) = (input.shape[0], input.shape[1], input.shape[2])
    (outChannels, width) = (weight.shape[0], weight.shape[2])
    outLength = geometry.outputLength(length, width: width)
    places = weight.permuted(2, 0, 1).dense()
  }

  /// The outputs that see the input, not the padding, through place `k`, and the first input they see.
  private func reach(_ k: Int) -> (outputs: Range<Int>, firstInput: Int) {
    let shift = k * geometry.dilation - geometry.before
    let start = max(0, -shift)
    return (start..<max(start, min(outLength, length - shift)), start + shift)
  }

  func forward(_ bias: Tensor?) -> Tensor {
    let shape: Shape = [batch, outChannels, outLength]
    let y =
      bias?.expanded(at: -1).broadcast(to: shape).writableCopy()
      ?? Tensor(repeating: 0, shape: shape, input.elementType)
    withExtendedLifetime((input.storage, places.storage, y.storage)) {
      forEachPiece(of: batch, cost: outChannels * channels * width * outLength / 8) { range in
        for (index, k) in product(range, 0..<width) {
          let (outputs, first) = reach(k)
          BLAS.addProduct(
            outChannels,
            outputs.count,
            channels,
            BLAS.Matrix(tensor: places, offset: k * outChannels * channels, stride: channels),
            BLAS.Matrix(tensor: input, offset: index * channels * length + first, stride: length),
            to: BLAS.Matrix(
              tensor: y,
              offset: index * outChannels * outLength + outputs.lowerBound,
              stride: outLength
            )
          )
        }
      }
    }
    return y
  }

  func pullback(_ change: Tensor, _ isFollowed: [Bool]) -> [Tensor?] {
    let change = change.dense()
    return [
      isFollowed[0] ? inputChange(change) : nil,
      isFollowed[1] ? weightChange(change) : nil,
    ] + isFollowed.dropFirst(2).map { $0 ? change.sum(along: 0, 2) : nil }
  }

  private func inputChange(_ change: Tensor) -> Tensor {
    let x = Tensor(repeating: 0, shape: input.shape, input.elementType)
    withExtendedLifetime((change.storage, places.storage, x.storage)) {
      forEachPiece(of: batch, cost: outChannels * channels * width * outLength / 8) { range in
        for (index, k) in product(range, 0..<width) {
          let (outputs, first) = reach(k)
          BLAS.addProduct(
            channels,
            outputs.count,
            outChannels,
            BLAS.Matrix(
              tensor: places,
              offset: k * outChannels * channels,
              stride: channels,
              isTransposed: true
            ),
            BLAS.Matrix(
              tensor: change,
              offset: index * outChannels * outLength + outputs.lowerBound,
              stride: outLength
            ),
            to: BLAS.Matrix(tensor: x, offset: index * channels * length + first, stride: length)
          )
        }
      }
    }
    return x
  }

  private func weightChange(_ change: Tensor) -> Tensor {
    let w = Tensor(repeating: 0, shape: places.shape, input.elementType)
    withExtendedLifetime((change.storage, input.storage, w.storage)) {
      forEachPiece(of: width, cost: batch * outChannels * channels * outLength / 8) { range in
        for (k, index) in product(range, 0..<batch) {
          let (outputs, first) = reach(k)
          BLAS.addProduct(
            outChannels,
            channels,
            outputs.count,
            BLAS.Matrix(
              tensor: change,
              offset: index * outChannels * outLength + outputs.lowerBound,
              stride: outLength
            ),
            BLAS.Matrix(
              tensor: input,
              offset: index * channels * length + first,
              stride: length,
              isTransposed: true
            ),
            to: BLAS.Matrix(tensor: w, offset: k * outChannels * channels, stride: channels)
          )
        }
      }
    }
    return w.permuted(1, 2, 0)
  }

  /// Every pair of two ranges, the second running fastest.
  private func product(_ a: Range<Int>, _ b: Range<Int>) -> some Sequence<(Int, Int)> {
    a.lazy.flatMap { first in b.lazy.map { (first, $0) } }
  }
}
