internal import CKernels

/// Correlation with three factors by minimal filtering, in single precision.
extension Kernels {
  /// Where each of three factors for an output and an input channel lies: `[r, c, k]` is at
  /// `first + r row + c column + k place`.
  struct FactorLayout {
    var first = 0
    var row: Int
    var column: Int
    var place: Int
  }

  /// The sequences that are filtered: dense, `[item, channel, length]`, with `before` zeros in front.
  struct Filtered {
    var source: Place
    var count: Int
    var channels: Int
    var length: Int
    var before: Int
  }

  /// The factors of `weight`, as `filter` reads them.
  static func filterFactors(
    rows: Int,
    channels: Int,
    of weight: Tensor,
    _ layout: FactorLayout
  ) -> Tensor {
    let group = Int(almanac_filter_rows)
    let factors = Tensor(
      undefined: [(rows + group - 1) / group * group, 4, channels],
      weight.elementType
    )
    withExtendedLifetime((weight, factors)) {
      almanac_filter_factors(
        rows,
        channels,
        weight.floats + layout.first,
        layout.row,
        layout.column,
        layout.place,
        factors.floats
      )
    }
    return factors
  }

  /// `out[i, r, t] = start[r] + Σ_c Σ_k factors[r, c, k] x[i, c, t + k - before]`, and what `finish` says
  ///
  /// What comes next is fetched into the cache meanwhile. Every output lies in the storage, dense, `[item, row, length]`, and nobody else writes to it.
  static func filter(
    _ x: Filtered,
    rows: Int,
    length: Int,
    start: Tensor?,
    factors: Tensor,
    to out: Place,
    finish: Finish = Finish(),
    next: Span? = nil
  ) {
    let scratch = Tensor(
      undefined: [4, x.channels, Int(almanac_filter_places)],
      x.source.tensor.elementType
    )
    withExtendedLifetime((x.source.tensor, start, factors, scratch, out.tensor, finish.addend)) {
      almanac_filter(
        x.count,
        rows,
        x.channels,
        x.length,
        x.before,
        length,
        start?.floats,
        factors.floats,
        x.source.tensor.floats + x.source.offset,
        scratch.floats,
        out.tensor.floats + out.offset,
        Float(finish.slope),
        finish.addend.map { $0.floats + finish.offset },
        next.map { $0.tensor.floats + $0.offset },
        next?.count ?? 0
      )
    }
  }

  /// What the tiles of a sequence, dense, `[place, channel]`, see of it, as four planes `plane` elements
  /// apart.
  static func filterInputs(
    tiles: Int,
    channels: Int,
    of source: Place,
    to target: Place,
    plane: Int
  ) {
    withExtendedLifetime((source.tensor, target.tensor)) {
      almanac_filter_inputs(
        tiles,
        channels,
        source.tensor.floats + source.offset,
        plane,
        target.tensor.floats + target.offset
      )
    }
  }

  /// The sums and differences of neighbouring changes, in their places.
  static func filterChanges(pairs: Int, of source: Place, to target: Tensor) {
    withExtendedLifetime((source.tensor, target)) {
      almanac_filter_changes(pairs, source.tensor.floats + source.offset, target.floats)
    }
  }

  /// The changes `[row, 3, channel]` of the factors, from those of their combinations, dense,
  /// `[4, row, channel]`.
  static func filterWeights(_ changes: Tensor) -> Tensor {
    let (rows, channels) = (changes.shape[1], changes.shape[2])
    let weights = Tensor(repeating: 0, shape: [rows, 3, channels], changes.elementType)
    withExtendedLifetime((changes, weights)) {
      almanac_filter_weights(rows, channels, changes.floats, weights.floats)
    }
    return weights
  }
}
