internal import CKernels

/// Layers of long short-term memory that many rows go through side by side, one step at a time, where the first layer
/// reads earlier values of each row.
///
/// The values of a step come from outside, made of what the step puts out: whoever draws paths calls `next` and
/// `append` in turns. It computes what `longShortTermMemory` computes; nothing is recorded, and no step takes memory for
/// tensors.
///
/// With the values `y` of a row and the lags `l` that reach into them, the sums of the first layer are
/// `s[t] + Σ y[t - l] W[:, l] + U h[t - 1]`, and what is put out is `r[t] + Σ y[t - l] V[:, l] + R h`, where `h` is the
/// output of the last layer; the lags that reach before the first value are for `s` and `r` to contain.
///
/// It is a class because its memory is written to step by step and must not be copied; as a noncopyable structure
/// its initialiser crashed when compiled by Swift 6.3.1.
package final class AutoregressiveLSTM {
  /// A layer with what it remembers at the start, the same for all rows.
  package struct Layer {
    var (inputWeight, recurrentWeight, bias): (Tensor, Tensor, Tensor)
    var (output, cell): (Tensor, Tensor)

    /// - Parameters:
    ///   - inputWeight: Of shape `[4 unit, channel]`; in the first layer a channel is a lag.
    ///   - recurrentWeight: Of shape `[4 unit, unit]`.
    ///   - bias: Of shape `[4 unit]`, for the first layer `[step, 4 unit]`: `s`.
    ///   - output: Of shape `[1, unit]`.
    ///   - cell: Of shape `[1, unit]`.
    package init(
      inputWeight: Tensor,
      recurrentWeight: Tensor,
      bias: Tensor,
      output: Tensor,
      cell: Tensor
    ) {
      (self.inputWeight, self.recurrentWeight, self.bias) = (inputWeight, recurrentWeight, bias)
      (self.output, self.cell) = (output, cell)
    }
  }

  /// What is put out.
  package struct Head {
    var (weight, lagWeight, bias): (Tensor, Tensor, Tensor)

    /// - Parameters:
    ///   - weight: `R`, of shape `[number, unit]`.
    ///   - lagWeight: `V`, of shape `[number, lag]`.
    ///   - bias: `r`, of shape `[step, number]`.
    package init(weight: Tensor, lagWeight: Tensor, bias: Tensor) {
      (self.weight, self.lagWeight, self.bias) = (weight, lagWeight, bias)
    }
  }

  private let rows: Int
  private let steps: Int
  private let units: Int
  private let lags: [Int]
  /// The number of steps that have begun, and of those whose values are known.
  private var (step, appended) = (0, 0)

  // Nobody outside sees these tensors, so that they may be written to.
  /// The values, `[row, step]`.
  private let values: Tensor
  /// The outputs of the layers, `[layer, row, unit]`.
  private let outputs: Tensor
  /// Their cells before a step and after it, in turns, `[2, layer, row, unit]`.
  private let cells: Tensor
  /// The sums of some rows, `[row, 4 unit]`.
  private let sums: Tensor
  /// What a step puts out, `[row, padded number]`.
  private let results: Tensor
  private let resultCount: Int

  /// The weights by column, `[term, sum]`.
  private let lagFactor: Tensor
  private let firstFactor: Tensor
  private let headFactor: Tensor
  private let headLagFactor: Tensor
  /// Those of a further layer: for the output of the layer before, then for its own.
  private let factors: [Tensor]
  private let biases: [Tensor]
  private let headBias: Tensor
  /// The terms of the products that are the same in each step: of the state of a first layer, of those of two
  /// layers, and of what is put out.
  private let recurrentTerms: Kernels.Terms
  private let stackedTerms: Kernels.Terms
  private let headTerms: Kernels.Terms

  /// The rows that go through all layers together: enough for the kernels, few enough for the nearest cache.
  private static let blockRows = 16

  /// - Parameters:
  ///   - layers: In their order.
  ///   - lags: How many steps before its own each value lies that a step reads.
  ///   - rows: The number of rows.
  /// - Precondition: All tensors are of single precision and fit one another.
  package init(_ layers: [Layer], head: Head, lags: [Int], rows: Int) {
    guard let first = layers.first else { preconditionFailure("a network without layers") }
    let units = first.recurrentWeight.shape[1]
    let steps = first.bias.shape[0]
    precondition(
      first.inputWeight.shape == [4 * units, lags.count] && first.bias.shape == [steps, 4 * units]
        && layers.dropFirst().allSatisfy {
          $0.inputWeight.shape == [4 * units, units] && $0.bias.shape == [4 * units]
        }
        && layers.allSatisfy {
          $0.recurrentWeight.shape == [4 * units, units] && $0.output.shape == [1, units]
            && $0.cell.shape == [1, units]
        },
      "layers that do not fit one another"
    )
    let resultCount = head.weight.shape[0]
    precondition(
      head.weight.shape[1] == units && head.lagWeight.shape == [resultCount, lags.count]
        && head.bias.shape == [steps, resultCount],
      "a head of shapes \(head.weight.shape), \(head.lagWeight.shape) and \(head.bias.shape)"
    )
    let tensors =
      layers.flatMap { [$0.inputWeight, $0.recurrentWeight, $0.bias, $0.output, $0.cell] }
      + [head.weight, head.lagWeight, head.bias]
    precondition(
      tensors.allSatisfy { $0.elementType == .float32 },
      "paths are of single precision"
    )
    precondition(lags.allSatisfy { $0 > 0 }, "lags of \(lags) steps")
    func started(_ part: (Layer) -> Tensor) -> Tensor {
      Tensor.stacked(layers.map { part($0).broadcast(to: [rows, units]) }).writableCopy()
    }
    // A few numbers are made up to whole registers, which the kernels like better.
    let width = (resultCount + 15) / 16 * 16
    func padded(_ matrix: Tensor) -> Tensor {
      matrix.padded(before: 0, after: width - matrix.shape[1], along: 1).dense()
    }
    (self.rows, self.steps, self.units, self.lags) = (rows, steps, units, lags)
    self.resultCount = resultCount
    values = .zeros([rows, steps])
    outputs = started(\.output)
    let cell = started(\.cell)
    cells = Tensor.stacked([cell, cell]).writableCopy()
    sums = Tensor(undefined: [Self.blockRows, 4 * units], .float32)
    results = Tensor(undefined: [rows, width], .float32)
    lagFactor = first.inputWeight.transposed().dense()
    firstFactor = first.recurrentWeight.transposed().dense()
    factors = layers.dropFirst().map {
      Tensor.concatenated([$0.inputWeight, $0.recurrentWeight], along: 1).transposed().dense()
    }
    biases = layers.map { $0.bias.dense() }
    headFactor = padded(head.weight.transposed())
    headLagFactor = padded(head.lagWeight.transposed())
    headBias = padded(head.bias)
    recurrentTerms = Kernels.Terms((0..<units).map { $0 * 4 * units })
    stackedTerms = Kernels.Terms(
      left: Array(0..<units) + (0..<units).map { rows * units + $0 },
      right: (0..<2 * units).map { $0 * 4 * units }
    )
    headTerms = Kernels.Terms((0..<units).map { $0 * width })
  }

  /// What the next step puts out, `[row, number]`; the next step writes over it.
  ///
  /// - Precondition: The values of the step before were appended, and there is a step left.
  package func next() -> Tensor {
    precondition(step < steps, "\(steps) steps were asked for")
    precondition(appended == step, "step \(appended) has no values yet")
    let own = lags.indices.filter { lags[$0] <= step }
    let left = own.map { step - lags[$0] }
    let (sumCount, width) = (4 * units, results.shape[1])
    let toSums = Kernels.Terms(left: left, right: own.map { $0 * sumCount })
    let toResults = Kernels.Terms(left: left, right: own.map { $0 * width })
    // All tensors are of single precision and dense and live as long as this value, those that are written to
    // are private to it, and rows and terms lie within them.
    let sums = sums.floats
    for start in stride(from: 0, to: rows, by: Self.blockRows) {
      let count = min(Self.blockRows, rows - start)
      let past = values.floats + start * steps
      let bias = biases[0].floats + step * sumCount
      let first = outputs.floats + start * units
      multiply(count, sumCount, (bias, 0), (past, steps), lagFactor, toSums, to: sums)
      multiply(
        count,
        sumCount,
        (sums, sumCount),
        (first, units),
        firstFactor,
        recurrentTerms,
        to: sums
      )
      advance(count, layer: 0, start)
      for (place, factor) in factors.enumerated() {
        let below = outputs.floats + (place * rows + start) * units
        let bias = biases[place + 1].floats
        multiply(count, sumCount, (bias, 0), (below, units), factor, stackedTerms, to: sums)
        advance(count, layer: place + 1, start)
      }
      let last = outputs.floats + (factors.count * rows + start) * units
      let put = results.floats + start * width
      let headBias = headBias.floats + step * width
      multiply(count, width, (headBias, 0), (last, units), headFactor, headTerms, to: put)
      multiply(count, width, (put, width), (past, steps), headLagFactor, toResults, to: put)
    }
    step += 1
    return results.sliced(0..<resultCount, along: 1)
  }

  /// Sets the values of the step that was asked for last; those beyond the bounds are brought back to them.
  ///
  /// - Precondition: There is one for each row, of single precision, and the step has none yet.
  package func append(_ drawn: Tensor, within bounds: ClosedRange<Float>) {
    precondition(
      drawn.shape == [rows] && drawn.elementType == .float32,
      "\(drawn.elementType) values of shape \(drawn.shape) for \(rows) rows"
    )
    precondition(appended < step, "values for step \(step), which has not begun")
    appended = step
    // Nobody else sees the values.
    let drawn = drawn.dense()
    withExtendedLifetime((drawn.storage, values.storage)) {
      for row in 0..<rows {
        values.floats[row * steps + step - 1] =
          min(max(drawn.floats[row], bounds.lowerBound), bounds.upperBound)
      }
    }
  }

  /// The values that were appended, step by step: `[step, row]`.
  package func history() -> Tensor {
    values.sliced(0..<appended, along: 1).transposed().writableCopy()
  }

  /// Rows of a matrix, and how far apart they are; 0 for one row that stands for all.
  private typealias Rows = (first: UnsafeMutablePointer<Float>, stride: Int)

  /// `out = start + left · right` for dense rows of the result.
  private func multiply(
    _ rows: Int,
    _ columns: Int,
    _ start: Rows,
    _ left: Rows,
    _ right: Tensor,
    _ terms: Kernels.Terms,
    to out: UnsafeMutablePointer<Float>
  ) {
    almanac_correlate_f32(
      1,
      rows,
      columns,
      terms.count,
      start.first,
      start.stride,
      1,
      left.first,
      left.stride,
      terms.left,
      right.floats,
      0,
      terms.right,
      out,
      0,
      columns,
      1,
      nil,
      nil,
      0
    )
  }

  /// Lets the sums of some rows act on the cells and outputs of a layer.
  private func advance(_ count: Int, layer: Int, _ start: Int) {
    let here = (layer * rows + start) * units
    let size = outputs.count
    almanac_lstm_advance_f32(
      count,
      units,
      sums.floats,
      cells.floats + step % 2 * size + here,
      cells.floats + (step + 1) % 2 * size + here,
      outputs.floats + here
    )
  }
}
