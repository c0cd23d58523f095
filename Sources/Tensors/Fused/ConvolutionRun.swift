internal import CKernels

/// A convolution by kernels, and the way back.
///
/// Each sequence is copied once, with its padding, into rows that every place of the kernel reads from
/// a start of its own: with a stride, row `p` of a channel holds the places `p, p + stride, …`, so
/// that outputs next to each other always read inputs next to each other.
struct ConvolutionRun {
  let (input, weight): (Tensor, Tensor)
  let geometry: ConvolutionGeometry
  let (batch, channels, length): (Int, Int, Int)
  let (outChannels, width, outLength): (Int, Int, Int)

  init(_ input: Tensor, _ weight: Tensor, _ geometry: ConvolutionGeometry) {
    (self.input, self.weight, self.geometry) = (input, weight, geometry)
    (batch, channels, length) = (input.shape[0], input.shape[1], input.shape[2])
    (outChannels, width) = (weight.shape[0], weight.shape[2])
    outLength = geometry.outputLength(length, width: width)
  }

  private var elementType: ElementType { input.elementType }

  /// Half the multiplications of one sequence over eight, which take about one elementary step.
  private var cost: Int { outChannels * channels * width * outLength / 8 }

  /// The outputs, rounded up to what the kernel for weights wants.
  private var roundedLength: Int {
    let lanes = Int(almanac_correlation_bytes) / elementType.byteCount
    return (outLength + lanes - 1) / lanes * lanes
  }

  /// The places of each row of a copied sequence: as many as an output at `roundedLength` reads.
  private var extent: Int { roundedLength + (width - 1) * geometry.dilation / geometry.stride }

  /// Where place `k` of the kernel starts to read a channel's rows.
  private func start(_ k: Int) -> Int {
    let place = k * geometry.dilation
    return place % geometry.stride * extent + place / geometry.stride
  }

  /// Where each term of the sum for an output starts to read, channel by channel.
  private var offsets: [Int] {
    (0..<channels * width).map { term in
      term / width * geometry.stride * extent + start(term % width)
    }
  }

  /// The places of all rows of a copied sequence.
  private var sequenceExtent: Int { channels * geometry.stride * extent }

  /// Copies sequence `index` of the input.
  private func copySequence(_ index: Int, to rows: Tensor, at start: Int = 0) {
    Kernels.splitPhases(
      rows: channels,
      length: length,
      before: geometry.before,
      stride: geometry.stride,
      extent: extent,
      from: (input, index * channels * length),
      to: (rows, start)
    )
  }

  /// The sequence after number `index` of a tensor of sequences of `count` elements, if there is one.
  private func next(
    _ index: Int,
    of range: Range<Int>,
    in tensor: Tensor,
    _ count: Int
  ) -> Kernels.Span? {
    index + 1 < range.upperBound
      ? Kernels.Span(tensor: tensor, offset: (index + 1) * count, count: count) : nil
  }

  func forward(_ bias: Tensor?) -> Tensor {
    let y = Tensor(undefined: [batch, outChannels, outLength], elementType)
    if y.count == 0 { return y }
    let start = (bias ?? Tensor(repeating: 0, shape: [outChannels], elementType)).dense()
    let offsets = offsets
    forEachPiece(of: batch, cost: cost) { range in
      let rows = Tensor(undefined: [sequenceExtent], elementType)
      for index in range {
        copySequence(index, to: rows)
        Kernels.correlate(
          rows: outChannels,
          columns: outLength,
          start: Kernels.Start(tensor: start, row: 1, column: 0),
          Kernels.Rows(tensor: weight, stride: channels * width),
          rows,
          offsets,
          to: Kernels.Rows(tensor: y, offset: index * outChannels * outLength, stride: outLength),
          next: next(index, of: range, in: input, channels * length)
        )
      }
    }
    return y
  }

  func pullback(_ change: Tensor, _ isFollowed: [Bool]) -> [Tensor?] {
    let change = change.dense()
    let weights = isFollowed.dropFirst().contains(true) ? weightChanges(change) : nil
    return [isFollowed[0] ? inputChange(change) : nil, weights?.weight, weights?.bias]
  }

  private func inputChange(_ change: Tensor) -> Tensor {
    let x = Tensor(undefined: input.shape, elementType)
    if x.count == 0 { return x }
    let phases = (0..<geometry.stride).map { phase in
      InputPhase(self, weight, geometry, phase: phase, length: length)
    }
    let zero = Tensor(repeating: 0, shape: [1], elementType)
    // The changes with zeros before and after, as far as any phase reads.
    let before = (width - 1) * geometry.dilation / geometry.stride
    let extent = before + max(outLength, phases.map(\.end).max() ?? 0)
    let sources = phases.map { $0.offsets(extent: extent, before: before, outputs: outChannels) }
    forEachPiece(of: batch, cost: cost) { range in
      let rows = Tensor(undefined: [outChannels, extent], elementType)
      let part = Tensor(undefined: [channels, phases.map(\.count).max() ?? 0], elementType)
      for index in range {
        Kernels.splitPhases(
          rows: outChannels,
          length: outLength,
          before: before,
          stride: 1,
          extent: extent,
          from: (change, index * outChannels * outLength),
          to: (rows, 0)
        )
        for (phase, offsets) in zip(phases, sources) where phase.count > 0 {
          let own = index * channels * length
          let target =
            geometry.stride == 1
            ? Kernels.Rows(tensor: x, offset: own, stride: length)
            : Kernels.Rows(tensor: part, stride: phase.count)
          Kernels.correlate(
            rows: channels,
            columns: phase.count,
            start: Kernels.Start(tensor: zero, row: 0, column: 0),
            Kernels.Rows(tensor: phase.weight, stride: phase.places.count * outChannels),
            rows,
            offsets,
            to: target,
            next: next(index, of: range, in: change, outChannels * outLength)
          )
          if geometry.stride > 1 {
            let dense = Tensor(
              viewing: part,
              offset: 0,
              shape: [channels, phase.count],
              strides: [phase.count, 1]
            )
            let spread = Tensor(
              viewing: x,
              offset: own + phase.firstInput,
              shape: dense.shape,
              strides: [length, geometry.stride]
            )
            Tensor.write(dense, into: spread)
          }
        }
      }
    }
    return x
  }

  /// The changes of the weight and of the bias, which is the weight of one more channel, of ones.
  private func weightChanges(_ change: Tensor) -> (weight: Tensor, bias: Tensor) {
    let terms = channels * width
    let pieces = pieceCount(of: batch, cost: cost)
    let parts = Tensor(repeating: 0, shape: [pieces, outChannels, terms + 1], elementType)
    let offsets = offsets + [sequenceExtent]
    let item = sequenceExtent + roundedLength
    // Enough sequences at a time that adding up the registers does not count, few enough for the cache.
    let bytes = (item + outChannels * roundedLength) * elementType.byteCount
    let group = max(1, min(16, (1 << 19) / max(1, bytes)))
    let isWhole = roundedLength == outLength
    forEachPiece(
      of: batch,
      cost: cost,
      numbered: { piece, range in
        let rows = Tensor(undefined: [group, item], elementType)
        let ones = rows.sliced(sequenceExtent..<item, along: 1)
        Tensor.write(Tensor(1, elementType).broadcast(to: ones.shape), into: ones)
        let rounded =
          isWhole
          ? change : Tensor(undefined: [group, outChannels, roundedLength], elementType)
        for first in stride(from: range.lowerBound, to: range.upperBound, by: group) {
          let count = min(group, range.upperBound - first)
          let following = min(group, range.upperBound - first - count)
          for position in 0..<count {
            copySequence(first + position, to: rows, at: position * item)
          }
          if !isWhole {
            Kernels.splitPhases(
              rows: count * outChannels,
              length: outLength,
              before: 0,
              stride: 1,
              extent: roundedLength,
              from: (change, first * outChannels * outLength),
              to: (rounded, 0)
            )
          }
          Kernels.correlateWeights(
            items: count,
            rows: outChannels,
            columns: roundedLength,
            Kernels.Rows(
              tensor: rounded,
              offset: isWhole ? first * outChannels * outLength : 0,
              stride: roundedLength
            ),
            rows,
            item: item,
            offsets,
            to: Kernels.Rows(
              tensor: parts,
              offset: piece * outChannels * (terms + 1),
              stride: terms + 1
            ),
            next: following == 0
              ? nil
              : (
                Kernels.Span(
                  tensor: change,
                  offset: (first + count) * outChannels * outLength,
                  count: following * outChannels * outLength
                ),
                Kernels.Span(
                  tensor: input,
                  offset: (first + count) * channels * length,
                  count: following * channels * length
                )
              )
          )
        }
      }
    )
    let sum = parts.sum(along: 0)
    return (
      sum.sliced(0..<terms, along: 1).reshaped(to: weight.shape), sum.selected(terms, along: 1)
    )
  }
}

/// The inputs at one of the places that a stride tells apart, and the places of the kernel that see
/// them.
private struct InputPhase {
  /// The places of the kernel.
  let places: [Int]
  /// How many outputs later than the input's own place each of them reads it.
  let delays: [Int]
  /// Their weights, the channels outermost, `[channel, out channel, place]`.
  let weight: Tensor
  /// The first input of this phase, its place among the rows, and the number of inputs.
  let (firstInput, firstPlace, count): (Int, Int, Int)

  init(
    _ run: ConvolutionRun,
    _ weight: Tensor,
    _ geometry: ConvolutionGeometry,
    phase: Int,
    length: Int
  ) {
    let stride = geometry.stride
    places = (0..<weight.shape[2]).filter { $0 * geometry.dilation % stride == phase }
    delays = places.map { $0 * geometry.dilation / stride }
    self.weight = weight.gathered(at: Indices(places), along: 2).permuted(1, 0, 2).dense()
    firstPlace = max(0, (geometry.before - phase + stride - 1) / stride)
    firstInput = firstPlace * stride + phase - geometry.before
    count = firstInput < length ? (length - firstInput + stride - 1) / stride : 0
  }

  /// The place after the last.
  var end: Int { firstPlace + count }

  /// Where each term of the sum starts to read rows of `extent` changes, `before` of which are zeros.
  func offsets(extent: Int, before: Int, outputs: Int) -> [Int] {
    (0..<outputs).flatMap { output in
      delays.map { output * extent + before + firstPlace - $0 }
    }
  }
}
