internal import CKernels

/// The changes of a convolution's input.
struct InputChanges {
  private let run: ConvolutionRun
  private let change: Tensor
  /// The changes, once every sequence has been computed.
  let input: Tensor
  private let phases: [InputPhase]
  /// Where each term of the sum for an input of a phase starts to read the rows of changes.
  private let offsets: [[Int]]
  private let zero: Tensor
  /// The zeros before a row of changes, and the places of the row: as far as any phase reads.
  private let (before, extent): (Int, Int)

  init(_ run: ConvolutionRun, _ change: Tensor) {
    (self.run, self.change) = (run, change)
    let phases = (0..<run.geometry.stride).map { InputPhase(run, phase: $0) }
    let before = (run.width - 1) * run.geometry.dilation / run.geometry.stride
    let extent = before + max(run.outLength, phases.map(\.end).max() ?? 0)
    offsets = phases.map {
      $0.offsets(extent: extent, before: before, outputs: run.outChannels)
    }
    (self.phases, self.before, self.extent) = (phases, before, extent)
    input = Tensor(undefined: run.input.shape, run.elementType)
    if change.count == 0 { input.fill(with: 0) }
    zero = Tensor(0, run.elementType)
  }

  /// A place for the changes of one sequence with their padding, and for the inputs of a phase.
  func room() -> (rows: Tensor, part: Tensor) {
    (
      Tensor(undefined: [run.outChannels, extent], run.elementType),
      Tensor(undefined: [run.channels, phases.map(\.count).max() ?? 0], run.elementType)
    )
  }

  /// Computes the changes of some sequences.
  func compute(_ sequences: Range<Int>, in room: (rows: Tensor, part: Tensor)) {
    for index in sequences {
      Kernels.splitPhases(
        rows: run.outChannels,
        length: run.outLength,
        before: before,
        stride: 1,
        extent: extent,
        from: (change, index * run.outChannels * run.outLength),
        to: (room.rows, 0)
      )
      for (phase, offsets) in zip(phases, offsets) where phase.count > 0 {
        let first = index * run.channels * run.length
        let isWhole = run.geometry.stride == 1
        Kernels.correlate(
          rows: run.channels,
          columns: phase.count,
          start: Kernels.Start(tensor: zero, row: 0, column: 0),
          Kernels.Rows(tensor: phase.weight, stride: phase.places.count * run.outChannels),
          room.rows,
          offsets,
          to: isWhole
            ? Kernels.Rows(tensor: input, offset: first, stride: run.length)
            : Kernels.Rows(tensor: room.part, stride: phase.count)
        )
        if !isWhole { spread(room.part, of: phase, to: first) }
      }
    }
  }

  /// Deals the inputs of a phase out to their places.
  private func spread(_ part: Tensor, of phase: InputPhase, to first: Int) {
    let shape: Shape = [run.channels, phase.count]
    Tensor.write(
      Tensor(viewing: part, offset: 0, shape: shape, strides: [phase.count, 1]),
      into: Tensor(
        viewing: input,
        offset: first + phase.firstInput,
        shape: shape,
        strides: [run.length, run.geometry.stride]
      )
    )
  }
}

/// The changes of a convolution's weight and of its bias, which is the weight of one more channel, of
/// ones.
struct WeightChanges {
  private let run: ConvolutionRun
  private let change: Tensor
  private let offsets: [Int]
  /// The shares of the pieces of the work, `[piece, out channel, term]`.
  private let shares: Tensor

  init(_ run: ConvolutionRun, _ change: Tensor, pieces: Int) {
    (self.run, self.change) = (run, change)
    offsets = run.offsets + [run.sequenceExtent]
    shares = Tensor(
      repeating: 0,
      shape: [pieces, run.outChannels, offsets.count],
      run.elementType
    )
  }

  /// The change of the weight.
  var weight: Tensor {
    shares.sum(along: 0).sliced(0..<offsets.count - 1, along: 1).reshaped(to: run.weight.shape)
  }

  /// The change of the bias.
  var bias: Tensor { shares.sum(along: 0).selected(offsets.count - 1, along: 1) }

  /// The places of a copied sequence and of the ones.
  private var item: Int { run.sequenceExtent + run.roundedLength }

  private var isWhole: Bool { run.roundedLength == run.outLength }

  /// A place for copied sequences, and for changes with zeros up to the length the kernel wants.
  func room() -> (rows: Tensor, changes: Tensor) {
    let rows = Tensor(undefined: [run.groupCount, item], run.elementType)
    let ones = rows.sliced(run.sequenceExtent..<item, along: 1)
    Tensor.write(Tensor(1, run.elementType).broadcast(to: ones.shape), into: ones)
    let shape: Shape = [isWhole ? 0 : run.groupCount, run.outChannels, run.roundedLength]
    return (rows, Tensor(undefined: shape, run.elementType))
  }

  /// Adds the share of some sequences of a piece of the work.
  func add(
    _ sequences: Range<Int>,
    of piece: Range<Int>,
    in room: (rows: Tensor, changes: Tensor),
    to number: Int
  ) {
    for (position, index) in sequences.enumerated() {
      run.copySequence(index, to: room.rows, at: position * item)
    }
    let (count, outCount) = (run.channels * run.length, run.outChannels * run.outLength)
    if !isWhole {
      Kernels.splitPhases(
        rows: sequences.count * run.outChannels,
        length: run.outLength,
        before: 0,
        stride: 1,
        extent: run.roundedLength,
        from: (change, sequences.lowerBound * outCount),
        to: (room.changes, 0)
      )
    }
    let (next, following) = (
      sequences.upperBound, min(run.groupCount, piece.upperBound - sequences.upperBound)
    )
    Kernels.correlateWeights(
      items: sequences.count,
      rows: run.outChannels,
      columns: run.roundedLength,
      Kernels.Rows(
        tensor: isWhole ? change : room.changes,
        offset: isWhole ? sequences.lowerBound * outCount : 0,
        stride: run.roundedLength
      ),
      room.rows,
      item: item,
      offsets,
      to: Kernels.Rows(
        tensor: shares,
        offset: number * run.outChannels * offsets.count,
        stride: offsets.count
      ),
      next: (
        Kernels.Span(tensor: change, offset: next * outCount, count: following * outCount),
        Kernels.Span(tensor: run.input, offset: next * count, count: following * count)
      )
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

  init(_ run: ConvolutionRun, phase: Int) {
    let (weight, geometry, length) = (run.weight, run.geometry, run.length)
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
