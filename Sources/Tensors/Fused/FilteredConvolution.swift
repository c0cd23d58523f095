internal import CKernels

// Convolutions with kernels of three places by minimal filtering: four multiplications instead of six for
// two neighbouring outputs. Transforms of inputs and kernel, additions only, come before; one of the
// outputs comes after.
//
// Source: Winograd 1980, “Arithmetic Complexity of Computations”; Lavin and Gray 2016, “Fast algorithms for
// convolutional neural networks”, sections 4.1 and 5.
extension ConvolutionRun {
  /// Whether minimal filtering takes less time than the products themselves.
  ///
  /// It has three registers of tiles, which a few short sequences leave empty; with few channels the
  /// transforms take more than is gained.
  var isFiltered: Bool {
    elementType == .float32 && width == 3 && geometry.stride == 1 && geometry.dilation == 1
      && geometry.before < width && min(channels, outChannels) >= 8
      && batch * tileCount >= 96
  }

  /// The pairs of neighbouring outputs of a sequence.
  var tileCount: Int { (outLength + 1) / 2 }

  /// The greatest number of sequences up to `most` whose tiles are worked on without a rest.
  func evenGroupCount(upTo most: Int) -> Int {
    // Three registers of the widest kind hold 48 tiles.
    let even = (1...most).last { ($0 * tileCount).isMultiple(of: 48) }
    return even ?? most
  }

  /// The factors for outputs from inputs.
  func forwardFactors() -> Tensor {
    Kernels.filterFactors(
      rows: outChannels,
      channels: channels,
      of: weight,
      Kernels.FactorLayout(row: 3 * channels, column: 3, place: 1)
    )
  }

  /// The factors for changes of inputs from those of outputs: the kernel from its end.
  func backwardFactors() -> Tensor {
    Kernels.filterFactors(
      rows: channels,
      channels: outChannels,
      of: weight,
      Kernels.FactorLayout(first: 2, row: 3, column: 3 * channels, place: -1)
    )
  }
}

/// The changes of a convolution's kernel in the transformed domain, `Gᵀ[(A Δy) ⊙ (Bᵀ x)]`, where the sum over all
/// tiles is made before the transform.
///
/// Each of the four planes is a product of changes with sequences that are turned over.
struct FilteredWeightChanges {
  private let run: ConvolutionRun
  /// The places of a sequence that is turned over, and the tiles of a group.
  private let (places, tiles): (Int, Int)
  /// Where the changes of each tile of a group begin, and what it sees.
  private let terms: Kernels.Terms

  init(_ run: ConvolutionRun) {
    self.run = run
    let (tileCount, outCount) = (run.tileCount, run.outChannels * run.outLength)
    places = 2 * tileCount + 2
    tiles = run.groupCount * tileCount
    terms = Kernels.Terms(
      left: (0..<tiles).map { $0 / tileCount * outCount + $0 % tileCount * 2 },
      right: (0..<tiles).map { $0 * run.channels }
    )
  }

  /// A place for a group: sequences turned over, sums and differences of changes, and what tiles see.
  func room() -> WeightChanges.Room {
    let (channels, type) = (run.channels, run.elementType)
    return WeightChanges.Room(
      // The places of the padding stay zero.
      rows: Tensor(repeating: 0, shape: [run.groupCount, places, channels], type),
      changes: Tensor(undefined: [run.groupCount, run.outChannels, run.outLength], type),
      planes: Tensor(undefined: [4, tiles, channels], type)
    )
  }

  /// Adds the share of some sequences to `[4, out channel, channel]`.
  func add(
    _ sequences: Range<Int>,
    changes: Kernels.Place,
    in room: WeightChanges.Room,
    to share: Kernels.Place,
    next: Kernels.Span?
  ) {
    let (channels, tileCount) = (run.channels, run.tileCount)
    Kernels.transpose(
      items: sequences.count,
      rows: channels,
      columns: run.length,
      from: (run.input, sequences.lowerBound * channels * run.length),
      to: (room.rows, run.geometry.before * channels),
      stride: places * channels
    )
    for item in 0..<sequences.count {
      Kernels.filterInputs(
        tiles: tileCount,
        channels: channels,
        of: (room.rows, item * places * channels),
        to: (room.planes, item * tileCount * channels),
        plane: tiles * channels
      )
    }
    let count = sequences.count * run.outChannels * tileCount
    Kernels.filterChanges(pairs: count, of: changes, to: room.changes)
    let terms = terms.prefix(sequences.count * tileCount)
    for plane in 0..<4 {
      // The first plane goes with the even changes, the last with the odd ones.
      let isOuter = plane == 0 || plane == 3
      let target = share.offset + plane * run.outChannels * channels
      Kernels.correlate(
        rows: run.outChannels,
        columns: channels,
        start: Kernels.Start(tensor: share.tensor, offset: target, row: channels, column: 1),
        Kernels.Rows(
          tensor: isOuter ? changes.tensor : room.changes,
          offset: (isOuter ? changes.offset : 0) + plane / 2,
          stride: run.outLength
        ),
        room.planes,
        from: plane * tiles * channels,
        terms,
        to: Kernels.Rows(tensor: share.tensor, offset: target, stride: channels),
        next: plane == 0 ? next : nil
      )
    }
  }
}
