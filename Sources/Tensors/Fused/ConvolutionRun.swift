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

  var elementType: ElementType { input.elementType }

  /// Half the multiplications of one sequence over eight, which take about one elementary step.
  private var cost: Int { outChannels * channels * width * outLength / 8 }

  /// The outputs, rounded up to what the kernel for weights wants.
  var roundedLength: Int {
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
  var offsets: [Int] {
    (0..<channels * width).map { term in
      term / width * geometry.stride * extent + start(term % width)
    }
  }

  /// The sequences that are worked on together: enough that adding up the registers of the kernel for
  /// weights does not count, few enough for the cache.
  var groupCount: Int {
    let elements = sequenceExtent + (outChannels + 1) * roundedLength
    return max(1, min(16, (1 << 19) / max(1, elements * elementType.byteCount)))
  }

  /// The places of all rows of a copied sequence.
  var sequenceExtent: Int { channels * geometry.stride * extent }

  /// Copies sequence `index` of the input.
  func copySequence(_ index: Int, to rows: Tensor, at start: Int = 0) {
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
    let inputs = isFollowed[0] ? InputChanges(self, change) : nil
    let weights =
      isFollowed.dropFirst().contains(true)
      ? WeightChanges(self, change, pieces: pieceCount(of: batch, cost: cost)) : nil
    if change.count > 0 {
      // Some sequences at a time, so that the second walk over a change finds it in the cache.
      forEachPiece(
        of: batch,
        cost: cost,
        numbered: { piece, range in
          let (room, otherRoom) = (inputs?.room(), weights?.room())
          for first in stride(from: range.lowerBound, to: range.upperBound, by: groupCount) {
            let group = first..<min(first + groupCount, range.upperBound)
            if let weights, let otherRoom {
              weights.add(group, of: range, in: otherRoom, to: piece)
            }
            if let inputs, let room { inputs.compute(group, in: room) }
          }
        }
      )
    }
    return [inputs?.input, weights?.weight, weights?.bias]
  }
}
