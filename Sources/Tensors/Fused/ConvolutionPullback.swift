internal import CKernels

/// The changes of a convolution's input.
struct InputChanges {
  private let run: ConvolutionRun
  /// The changes, once every sequence has been computed.
  let input: Tensor
  private let phases: [InputPhase]
  /// Where each term of the sum for an input of a phase reads the weight and the rows of changes.
  private let terms: [Kernels.Terms]
  private let zero: Tensor
  /// The factors of minimal filtering; nil for products.
  private let factors: Tensor?
  /// The zeros before a row of changes, and the places of the row: as far as any phase reads.
  private let (before, extent): (Int, Int)

  init(_ run: ConvolutionRun, isEmpty: Bool) {
    self.run = run
    factors = run.isFiltered ? run.backwardFactors() : nil
    let phases =
      factors == nil ? (0..<run.geometry.stride).map { InputPhase(run, phase: $0) } : []
    let before = (run.width - 1) * run.geometry.dilation / run.geometry.stride
    let extent = before + max(run.outLength, phases.map(\.end).max() ?? 0)
    terms = phases.map { $0.terms(run, extent: extent, before: before) }
    (self.phases, self.before, self.extent) = (phases, before, extent)
    input = Tensor(undefined: run.input.shape, run.elementType)
    if isEmpty { input.fill(with: 0) }
    zero = Tensor(0, run.elementType)
  }

  /// A place for the changes of a group of sequences with their padding, and for the inputs of a phase.
  func room() -> (rows: Tensor, part: Tensor) {
    let (count, type) = (run.groupCount, run.elementType)
    let most = isWhole ? 0 : phases.map(\.count).max() ?? 0
    return (
      Tensor(undefined: [readsInPlace ? 0 : count, run.outChannels, extent], type),
      Tensor(undefined: [count, run.channels, most], type)
    )
  }

  /// Whether changes are read where they are.
  private var readsInPlace: Bool {
    factors != nil || before == 0 && extent == run.outLength
  }

  /// Whether there is one phase, which is the input.
  private var isWhole: Bool { run.geometry.stride == 1 }

  /// Computes the changes of some sequences, from those of their outputs.
  func compute(
    _ sequences: Range<Int>,
    changes: Kernels.Place,
    in room: (rows: Tensor, part: Tensor),
    next: Kernels.Span?
  ) {
    let first = sequences.lowerBound * run.channels * run.length
    if let factors {
      Kernels.filter(
        Kernels.Filtered(
          source: changes,
          count: sequences.count,
          channels: run.outChannels,
          length: run.outLength,
          before: run.width - 1 - run.geometry.before
        ),
        rows: run.channels,
        length: run.length,
        start: nil,
        factors: factors,
        to: (input, first),
        next: next
      )
      return
    }
    if !readsInPlace {
      Kernels.splitPhases(
        rows: sequences.count * run.outChannels,
        length: run.outLength,
        before: before,
        stride: 1,
        extent: extent,
        from: changes,
        to: (room.rows, 0)
      )
    }
    for (phase, terms) in zip(phases, terms) where phase.count > 0 {
      Kernels.correlate(
        rows: run.channels,
        columns: phase.count,
        start: Kernels.Start(tensor: zero, row: 0, column: 0),
        Kernels.Rows(tensor: run.weight, stride: run.width),
        readsInPlace ? changes.tensor : room.rows,
        from: readsInPlace ? changes.offset : 0,
        terms,
        to: isWhole
          ? Kernels.Rows(tensor: input, offset: first, stride: run.length)
          : Kernels.Rows(tensor: room.part, stride: phase.count),
        items: Kernels.Items(
          count: sequences.count,
          right: run.outChannels * extent,
          out: run.channels * (isWhole ? run.length : phase.count)
        ),
        next: next
      )
      if !isWhole { spread(room.part, of: phase, sequences.count, to: first) }
    }
  }

  /// Deals the inputs of a phase of some sequences out to their places.
  private func spread(_ part: Tensor, of phase: InputPhase, _ sequences: Int, to first: Int) {
    let shape: Shape = [sequences * run.channels, phase.count]
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

/// The changes of a convolution's weight and of its bias.
///
/// A product of the changes with the sequences turned over, `[place, channel]`: there the places of the
/// kernel read one row after the other, and a row fills registers however short a sequence is. For few
/// channels a sum of products of rows takes less than turning them over.
struct WeightChanges {
  /// A place for sequences, for changes as the way of summing wants them, and for what the tiles of
  /// minimal filtering see of sequences.
  struct Room {
    let rows: Tensor
    let changes: Tensor
    let planes: Tensor
  }

  private let run: ConvolutionRun
  private let turnsOver: Bool
  /// Minimal filtering, where that takes less.
  private let filtered: FilteredWeightChanges?
  /// The places of a sequence that is turned over.
  private let places: Int
  /// The terms of a group of sequences that are turned over.
  private let terms: Kernels.Terms
  /// The shares of the pieces of the work, `[piece, out channel, term]`, or `[piece, 4 · out channel, channel]`
  /// with minimal filtering, and `[piece, out channel]`.
  private let (shares, biasShares): (Tensor, Tensor)

  init(_ run: ConvolutionRun, pieces: Int) {
    self.run = run
    let (geometry, channels) = (run.geometry, run.channels)
    // Pairs of changes are read where they are, so there have to be no single ones.
    filtered =
      run.isFiltered && run.outLength.isMultiple(of: 2) ? FilteredWeightChanges(run) : nil
    turnsOver = filtered == nil && run.outChannels >= 8 && channels >= 8
    let places = max(
      (run.outLength - 1) * geometry.stride + (run.width - 1) * geometry.dilation + 1,
      geometry.before + run.length
    )
    self.places = places
    let all = turnsOver ? (0..<run.groupCount * run.outLength).map { $0 } : []
    let (outCount, outLength) = (run.outChannels * run.outLength, run.outLength)
    terms = Kernels.Terms(
      left: all.map { $0 / outLength * outCount + $0 % outLength },
      right: all.map {
        ($0 / outLength * places + $0 % outLength * geometry.stride) * channels
      }
    )
    shares = Tensor(
      repeating: 0,
      shape: filtered == nil
        ? [pieces, run.outChannels, channels * run.width]
        : [pieces, 4 * run.outChannels, channels],
      run.elementType
    )
    biasShares = Tensor(repeating: 0, shape: [pieces, run.outChannels], run.elementType)
  }

  /// The change of the weight.
  var weight: Tensor {
    var sum = shares.sum(along: 0)
    if filtered != nil {
      sum = Kernels.filterWeights(sum.reshaped(to: [4, run.outChannels, run.channels]))
    }
    return turnsOver || filtered != nil
      ? sum.reshaped(to: [run.outChannels, run.width, run.channels]).permuted(0, 2, 1)
      : sum.reshaped(to: run.weight.shape)
  }

  /// The change of the bias.
  var bias: Tensor { biasShares.sum(along: 0) }

  private var isWhole: Bool { turnsOver || run.roundedLength == run.outLength }

  /// A place for a group.
  func room() -> Room {
    if let filtered { return filtered.room() }
    // The places of the padding stay zero.
    let rows =
      turnsOver
      ? Tensor(
        repeating: 0,
        shape: [run.groupCount, places, run.channels],
        run.elementType
      )
      : Tensor(undefined: [run.groupCount, run.sequenceExtent], run.elementType)
    let shape: Shape = [isWhole ? 0 : run.groupCount, run.outChannels, run.roundedLength]
    return Room(
      rows: rows,
      changes: Tensor(undefined: shape, run.elementType),
      planes: Tensor(undefined: [0], run.elementType)
    )
  }

  /// Adds the share of some sequences of a piece of the work, from the changes of their outputs.
  func add(
    _ sequences: Range<Int>,
    changes: Kernels.Place,
    in room: Room,
    to number: Int,
    next: Kernels.Span?
  ) {
    Kernels.addRowSums(
      items: sequences.count,
      rows: run.outChannels,
      columns: run.outLength,
      of: changes,
      to: (biasShares, number * run.outChannels)
    )
    let first = number * shares.shape[1] * shares.shape[2]
    if let filtered {
      filtered.add(sequences, changes: changes, in: room, to: (shares, first), next: next)
      return
    }
    let out = Kernels.Rows(
      tensor: shares,
      offset: first,
      stride: shares.shape[2]
    )
    if turnsOver {
      addTurnedOver(sequences, changes, in: room.rows, to: out, next: next)
    } else {
      addProducts(sequences, changes, in: room, to: out)
    }
  }

  private func addTurnedOver(
    _ sequences: Range<Int>,
    _ changes: Kernels.Place,
    in rows: Tensor,
    to out: Kernels.Rows,
    next: Kernels.Span?
  ) {
    let channels = run.channels
    Kernels.transpose(
      items: sequences.count,
      rows: channels,
      columns: run.length,
      from: (run.input, sequences.lowerBound * channels * run.length),
      to: (rows, run.geometry.before * channels),
      stride: places * channels
    )
    let terms = terms.prefix(sequences.count * run.outLength)
    // The places of a kernel without gaps read one long row.
    let isDense = run.geometry.dilation == 1
    for k in 0..<(isDense ? 1 : run.width) {
      var part = out
      part.offset += k * channels
      Kernels.correlate(
        rows: run.outChannels,
        columns: isDense ? run.width * channels : channels,
        start: Kernels.Start(
          tensor: part.tensor,
          offset: part.offset,
          row: part.stride,
          column: 1
        ),
        Kernels.Rows(tensor: changes.tensor, offset: changes.offset, stride: run.outLength),
        rows,
        from: k * run.geometry.dilation * channels,
        terms,
        to: part,
        next: next
      )
    }
  }

  private func addProducts(
    _ sequences: Range<Int>,
    _ changes: Kernels.Place,
    in room: Room,
    to out: Kernels.Rows
  ) {
    // Sequences without padding are read where they are, if changes are.
    let isInPlace = isWhole && run.readsInPlace
    if !isInPlace { run.copy(sequences, to: room.rows) }
    if !isWhole {
      Kernels.splitPhases(
        rows: sequences.count * run.outChannels,
        length: run.outLength,
        before: 0,
        stride: 1,
        extent: run.roundedLength,
        from: changes,
        to: (room.changes, 0)
      )
    }
    Kernels.correlateWeights(
      items: sequences.count,
      rows: run.outChannels,
      columns: run.roundedLength,
      Kernels.Rows(
        tensor: isWhole ? changes.tensor : room.changes,
        offset: isWhole ? changes.offset : 0,
        stride: run.roundedLength
      ),
      isInPlace ? run.input : room.rows,
      from: isInPlace ? sequences.lowerBound * run.channels * run.length : 0,
      item: isInPlace ? run.channels * run.length : run.sequenceExtent,
      isInPlace ? run.offsetsInPlace : run.offsets,
      to: out
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
  /// The first input of this phase, its place among the rows, and the number of inputs.
  let (firstInput, firstPlace, count): (Int, Int, Int)

  init(_ run: ConvolutionRun, phase: Int) {
    let (geometry, length) = (run.geometry, run.length)
    let stride = geometry.stride
    places = (0..<run.width).filter { $0 * geometry.dilation % stride == phase }
    delays = places.map { $0 * geometry.dilation / stride }
    firstPlace = max(0, (geometry.before - phase + stride - 1) / stride)
    firstInput = firstPlace * stride + phase - geometry.before
    count = firstInput < length ? (length - firstInput + stride - 1) / stride : 0
  }

  /// The place after the last.
  var end: Int { firstPlace + count }

  /// Where each term of the sum finds its weight, and where it starts to read rows of `extent` changes,
  /// `before` of which are zeros.
  func terms(_ run: ConvolutionRun, extent: Int, before: Int) -> Kernels.Terms {
    let (outputs, count) = (0..<run.outChannels, run.channels * run.width)
    return Kernels.Terms(
      left: outputs.flatMap { output in places.map { output * count + $0 } },
      right: outputs.flatMap { output in
        delays.map { output * extent + before + firstPlace - $0 }
      }
    )
  }
}
