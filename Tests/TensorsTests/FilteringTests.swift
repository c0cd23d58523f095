import AlmanacTesting
import Parallelism
import Testing

@testable import Tensors

/// A convolution of width 3 that is made by minimal filtering.
struct FilteredShape: Sendable, CustomTestStringConvertible {
  let (batch, channels, outputs, length, before, after): (Int, Int, Int, Int, Int, Int)
  var testDescription: String {
    "\(batch) × \(channels) → \(outputs), \(length) steps, \(before) + \(after)"
  }

  init(_ batch: Int, _ channels: Int, _ outputs: Int, _ length: Int, _ before: Int, _ after: Int) {
    (self.batch, self.channels, self.outputs) = (batch, channels, outputs)
    (self.length, self.before, self.after) = (length, before, after)
  }

  var geometry: ConvolutionGeometry { ConvolutionGeometry(before: before, after: after) }

  /// Every rest of tiles in a block and of rows in a group; sequences shorter than a register and longer.
  static let all = [
    FilteredShape(100, 8, 8, 1, 1, 1), FilteredShape(97, 9, 11, 2, 2, 0),
    FilteredShape(64, 8, 9, 3, 1, 1), FilteredShape(48, 17, 8, 8, 1, 1),
    FilteredShape(25, 32, 32, 16, 1, 1), FilteredShape(13, 9, 10, 17, 2, 0),
    FilteredShape(7, 11, 9, 33, 1, 1), FilteredShape(4, 8, 12, 64, 1, 1),
    FilteredShape(3, 10, 8, 65, 1, 3), FilteredShape(4, 47, 32, 64, 0, 0),
    FilteredShape(2, 8, 8, 127, 0, 2), FilteredShape(1, 16, 9, 300, 2, 5),
  ]
}

@Suite("Minimal filtering")
struct FilteringTests {
  private func draw(_ shapes: [Shape]) -> [Tensor] {
    var random = RandomStream(seed: 8)
    return shapes.map { Tensor.uniform($0, in: -1...1, .float32, using: &random) }
  }

  private func operands(_ s: FilteredShape) -> [Tensor] {
    draw([[s.batch, s.channels, s.length], [s.outputs, s.channels, 3], [s.outputs]])
  }

  private func doubled(_ tensors: [Tensor]) -> [Tensor] {
    tensors.map { $0.converted(to: .float64) }
  }

  /// The sum of the magnitudes of all that is added up for each output: by minimal filtering, and directly.
  private func magnitudes(_ s: FilteredShape, _ x: Tensor, _ w: Tensor) -> (
    filtered: [Double], direct: [Double]
  ) {
    let (xs, ws) = (x.elements.map(\.magnitude), w.elements.map(\.magnitude))
    let length = s.geometry.outputLength(s.length, width: 3)
    var (filtered, direct): ([Double], [Double]) = ([], [])
    for b in 0..<s.batch {
      for o in 0..<s.outputs {
        for t in 0..<length {
          var (sum, directSum) = (0.0, 0.0)
          for c in 0..<s.channels {
            let g = ws[(o * s.channels + c) * 3..<(o * s.channels + c) * 3 + 3].map { $0 }
            let d = (0..<4).map { k in
              let place = t / 2 * 2 + k - s.before
              return 0 <= place && place < s.length
                ? xs[(b * s.channels + c) * s.length + place] : 0
            }
            let inner = (d[1] + d[2]) * (g[0] + g[1] + g[2])
            sum += inner + (t % 2 == 0 ? (d[0] + d[2]) * g[0] : (d[1] + d[3]) * g[2])
            for k in 0..<3 { directSum += d[t % 2 + k] * g[k] }
          }
          filtered.append(sum)
          direct.append(directSum)
        }
      }
    }
    return (filtered, direct)
  }

  @Test("outputs lie within the stated bound", .tags(.property), arguments: FilteredShape.all)
  func forward(_ s: FilteredShape) {
    let v = operands(s)
    #expect(ConvolutionRun(v[0], v[1], s.geometry).isFiltered)
    let exact = plainConvolution(Array(doubled(v)[..<2]), s.geometry).elements
    let filtered = convolution(v[0], v[1], s.geometry).elements
    // A kernel of four places, the last of which is empty, is not filtered.
    let wide = Tensor.concatenated([v[1], v[1].sliced(0..<1, along: 2) * 0], along: 2)
    var longer = s.geometry
    longer.after += 1
    let direct = convolution(v[0], wide, longer).elements
    let (filteredSizes, directSizes) = magnitudes(s, v[0], v[1])
    let unit = 0x1p-24
    for place in exact.indices {
      let error = (filtered[place] - exact[place]).magnitude
      #expect(error <= Double(2 * s.channels + 6) * unit * filteredSizes[place])
      let directError = (direct[place] - exact[place]).magnitude
      #expect(directError <= Double(3 * s.channels + 1) * unit * directSizes[place])
    }
  }

  @Test(
    "bias, leaky unit and addend come after",
    .tags(.property),
    arguments: FilteredShape.all
  )
  func finish(_ s: FilteredShape) {
    let v = operands(s)
    let plain = plainConvolution(doubled(v), s.geometry)
    func compare(_ fused: Tensor, _ reference: Tensor) {
      expectEqual(fused.converted(to: .float64), reference, within: 1e-5)
    }
    compare(convolution(v[0], v[1], bias: v[2], s.geometry), plain)
    compare(
      convolution(v[0], v[1], bias: v[2], s.geometry, leakySlope: 0.1),
      leakyReLU(plain, slope: 0.1)
    )
    let addend = draw([plain.shape])[0]
    compare(
      convolution(v[0], v[1], bias: v[2], s.geometry, adding: addend),
      plain + addend.converted(to: .float64)
    )
  }

  @Test(
    "every width of registers gives the sums of the definition",
    .tags(.property),
    arguments: FilteredShape.all,
    RegisterTests.widths
  )
  func widths(_ s: FilteredShape, bytes: Int) throws {
    try RegisterTests.require(bytes)
    let v = operands(s)
    let run = ConvolutionRun(v[0], v[1], s.geometry)
    let plain = leakyReLU(plainConvolution(doubled(v), s.geometry), slope: 0.1)
    let addend = draw([plain.shape])[0]
    let out = Tensor(undefined: plain.shape, .float32)
    Kernels.withRegisters(ofAtMost: bytes) {
      Kernels.filter(
        Kernels.Filtered(
          source: (v[0], 0),
          count: s.batch,
          channels: s.channels,
          length: s.length,
          before: s.before
        ),
        rows: s.outputs,
        length: plain.shape[2],
        start: v[2],
        factors: run.forwardFactors(),
        to: (out, 0),
        finish: Kernels.Finish(slope: 0.1, addend: addend)
      )
    }
    let expected = plain + addend.converted(to: .float64)
    expectEqual(out.converted(to: .float64), expected, within: 1e-5)
  }

  @Test(
    "changes of inputs, kernel and bias are those of the definition",
    .tags(.gradient),
    arguments: FilteredShape.all
  )
  func gradients(_ s: FilteredShape) {
    let v = operands(s)
    func slopes(_ at: [Tensor], _ of: @escaping ([Tensor]) -> Tensor) -> [Tensor] {
      valueWithGradient(at: at) { of($0).squared().sum() }.gradients
    }
    let plain = slopes(doubled(v)) { leakyReLU(plainConvolution($0, s.geometry), slope: 0.2) }
    func filtered() -> [Tensor] {
      slopes(v) { convolution($0[0], $0[1], bias: $0[2], s.geometry, leakySlope: 0.2) }
    }
    for (ours, exact) in zip(filtered(), plain) {
      let size = exact.elements.map(\.magnitude).max() ?? 0
      expectEqual(ours.converted(to: .float64), exact, within: 2e-6 * (1 + size))
    }
    for (two, three) in zip(withThreads(2) { filtered() }, withThreads(3) { filtered() }) {
      expectEqual(two, three, within: 0)
    }
  }

  @Test(
    "a number that is not finite stays in its sequence, and reaches the outputs that see it",
    arguments: [Float.nan, .infinity, -.infinity]
  )
  func isolation(_ value: Float) {
    let v = draw([[48, 8, 8], [8, 8, 3]])
    let place = 3
    var elements = v[0].floatElements
    elements[20 * 64 + place] = value
    let x = Tensor(floats: elements, shape: v[0].shape)
    #expect(ConvolutionRun(x, v[1], .keepingLength(width: 3)).isFiltered)
    let y = convolution(x, v[1], .keepingLength(width: 3)).elements
    for (index, output) in y.enumerated() {
      let (sequence, step) = (index / 64, index % 8)
      let sees = sequence == 20 && abs(step - place) <= 1
      #expect(output.isFinite != sees, "sequence \(sequence), step \(step)")
    }
  }
}
