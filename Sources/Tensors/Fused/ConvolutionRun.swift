internal import CKernels

/// A convolution by kernels, and the way back.
///
/// Each sequence is copied once, with its padding, into rows that every place of the kernel reads from
/// a start of its own: with a stride, row `p` of a channel holds the places `p, p + stride, …`, so
/// that outputs next to each other always read inputs next to each other. Without padding and stride it
/// is read where it is.
struct ConvolutionRun {
  let (input, weight): (Tensor, Tensor)
  let geometry: ConvolutionGeometry
  /// What sums below zero are multiplied by.
  let slope: Double
  let (batch, channels, length): (Int, Int, Int)
  let (outChannels, width, outLength): (Int, Int, Int)

  /// - Parameter slope: Of the leaky unit behind the convolution; 1 for none.
  init(_ input: Tensor, _ weight: Tensor, _ geometry: ConvolutionGeometry, slope: Double = 1) {
    (self.input, self.weight, self.geometry, self.slope) = (input, weight, geometry, slope)
    (batch, channels, length) = (input.shape[0], input.shape[1], input.shape[2])
    (outChannels, width) = (weight.shape[0], weight.shape[2])
    outLength = geometry.outputLength(length, width: width)
  }

  var elementType: ElementType { input.elementType }

  /// Half the multiplications of one sequence over eight, which take about one elementary step.
  private var cost: Int { outChannels * channels * width * outLength / 8 }

  /// Whether sequences are read where they are.
  var readsInPlace: Bool {
    geometry.stride == 1 && geometry.before == 0 && geometry.after == 0
  }

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

  /// Where each term starts to read a sequence that is where it is.
  var offsetsInPlace: [Int] {
    (0..<channels * width).map { $0 / width * length + $0 % width * geometry.dilation }
  }

  /// The sequences that are worked on together: few enough for the cache.
  var groupCount: Int {
    let elements = sequenceExtent + (outChannels + 1) * roundedLength
    let most = max(1, min(16, (1 << 18) / max(1, elements * elementType.byteCount)))
    return isFiltered ? evenGroupCount(upTo: most) : most
  }

  /// The places of all rows of a copied sequence.
  var sequenceExtent: Int { channels * geometry.stride * extent }

  /// Copies some sequences of the input, one after the other.
  func copy(_ sequences: Range<Int>, to rows: Tensor) {
    Kernels.splitPhases(
      rows: sequences.count * channels,
      length: length,
      before: geometry.before,
      stride: geometry.stride,
      extent: extent,
      from: (input, sequences.lowerBound * channels * length),
      to: (rows, 0)
    )
  }

  /// The sequences of a tensor, of `count` elements each, that come after those of a group.
  func next(
    after group: Range<Int>,
    of piece: Range<Int>,
    in tensor: Tensor,
    _ count: Int
  ) -> Kernels.Span? {
    let number = min(groupCount, piece.upperBound - group.upperBound)
    return number > 0
      ? Kernels.Span(tensor: tensor, offset: group.upperBound * count, count: number * count) : nil
  }

  /// The convolution, what the leaky unit makes of it, and `addend` besides.
  func forward(bias: Tensor?, adding addend: Tensor?) -> Tensor {
    let y = Tensor(undefined: [batch, outChannels, outLength], elementType)
    if y.count == 0 { return y }
    let start = (bias ?? Tensor(repeating: 0, shape: [outChannels], elementType)).dense()
    let addend = addend?.dense()
    let terms = Kernels.Terms(
      readsInPlace ? offsetsInPlace : offsets
    )
    let (inCount, outCount) = (channels * length, outChannels * outLength)
    if isFiltered {
      let factors = forwardFactors()
      forEachPiece(of: batch, cost: cost) { range in
        Kernels.filter(
          Kernels.Filtered(
            source: (input, range.lowerBound * inCount),
            count: range.count,
            channels: channels,
            length: length,
            before: geometry.before
          ),
          rows: outChannels,
          length: outLength,
          start: start,
          factors: factors,
          to: (y, range.lowerBound * outCount),
          finish: Kernels.Finish(
            slope: slope,
            addend: addend,
            offset: range.lowerBound * outCount
          )
        )
      }
      return y
    }
    forEachPiece(of: batch, cost: cost) { range in
      let rows =
        readsInPlace ? input : Tensor(undefined: [groupCount, sequenceExtent], elementType)
      for group in range.split(by: groupCount) {
        if !readsInPlace { copy(group, to: rows) }
        let target = group.lowerBound * outCount
        Kernels.correlate(
          rows: outChannels,
          columns: outLength,
          start: Kernels.Start(tensor: start, row: 1, column: 0),
          Kernels.Rows(tensor: weight, stride: channels * width),
          rows,
          from: readsInPlace ? group.lowerBound * inCount : 0,
          terms,
          to: Kernels.Rows(tensor: y, offset: target, stride: outLength),
          items: Kernels.Items(
            count: group.count,
            right: readsInPlace ? inCount : sequenceExtent,
            out: outCount
          ),
          finish: Kernels.Finish(slope: slope, addend: addend, offset: target),
          next: next(after: group, of: range, in: input, inCount)
        )
      }
    }
    return y
  }

  /// The changes of input, weight and bias.
  ///
  /// - Parameters:
  ///   - output: What the convolution came to; its signs are those before the leaky unit.
  func pullback(_ change: Tensor, output: Tensor?, _ isFollowed: [Bool]) -> [Tensor?] {
    let change = change.dense()
    let inputs = isFollowed[0] ? InputChanges(self, isEmpty: change.count == 0) : nil
    let weights =
      isFollowed.dropFirst().contains(true)
      ? WeightChanges(self, pieces: pieceCount(of: batch, cost: cost)) : nil
    if change.count > 0 {
      let outCount = outChannels * outLength
      // Some sequences at a time, so that the second walk over a change finds it in the cache.
      forEachPiece(
        of: batch,
        cost: cost,
        numbered: { piece, range in
          let (room, otherRoom) = (inputs?.room(), weights?.room())
          let own = output.map { _ in Tensor(undefined: [groupCount, outCount], elementType) }
          for group in range.split(by: groupCount) {
            var changes = (tensor: change, offset: group.lowerBound * outCount)
            if let own, let output {
              Kernels.pullBackLeakyReLU(
                count: group.count * outCount,
                slope: slope,
                change: changes,
                output: (output, group.lowerBound * outCount),
                to: own
              )
              changes = (own, 0)
            }
            if let weights, let otherRoom {
              weights.add(
                group,
                changes: changes,
                in: otherRoom,
                to: piece,
                next: next(after: group, of: range, in: input, channels * length)
              )
            }
            if let inputs, let room {
              inputs.compute(
                group,
                changes: changes,
                in: room,
                next: next(after: group, of: range, in: change, outCount)
              )
            }
          }
        }
      )
    }
    return [inputs?.input, weights?.weight, weights?.bias]
  }
}
