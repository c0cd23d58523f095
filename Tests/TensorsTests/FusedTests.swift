import AlmanacTesting
import Parallelism
import Testing

@testable import Tensors

/// The extents of a recurrent network, or of a convolution.
struct Extents: Sendable, CustomTestStringConvertible {
  var (batch, steps, channels, units): (Int, Int, Int, Int)
  var testDescription: String { "\(batch) × \(steps), \(channels) → \(units)" }

  init(_ batch: Int, _ steps: Int, _ channels: Int, _ units: Int) {
    (self.batch, self.steps, self.channels, self.units) = (batch, steps, channels, units)
  }

  static let awkward = [
    Extents(2, 3, 3, 2), Extents(1, 1, 1, 1), Extents(0, 3, 2, 2), Extents(3, 0, 2, 2),
    Extents(2, 3, 0, 2), Extents(17, 2, 3, 17), Extents(2, 17, 1, 3), Extents(1, 2, 65, 64),
    Extents(3, 2, 2, 65), Extents(17, 17, 2, 3), Extents(130, 3, 1, 2),
  ]
}

@Suite("Fused operations")
struct FusedTests {
  private func draw(_ shapes: [Shape], _ elementType: ElementType = .float64) -> [Tensor] {
    var random = RandomStream(seed: 8)
    return shapes.map { Tensor.uniform($0, in: -0.8...0.8, elementType, using: &random) }
  }

  private func lstmShapes(_ e: Extents) -> [Shape] {
    [
      [e.batch, e.steps, e.channels], [4 * e.units, e.channels], [4 * e.units, e.units],
      [4 * e.units], [e.batch, e.units], [e.batch, e.units],
    ]
  }

  private func lstm(_ v: [Tensor]) -> Tensor {
    longShortTermMemory(
      v[0],
      inputWeight: v[1],
      recurrentWeight: v[2],
      bias: v[3],
      output: v[4],
      cell: v[5]
    )
  }

  private func gruShapes(_ e: Extents) -> [Shape] {
    [
      [e.batch, e.steps, e.channels], [3 * e.units, e.channels], [3 * e.units, e.units],
      [3 * e.units], [3 * e.units], [e.batch, e.units],
    ]
  }

  private func gru(_ v: [Tensor]) -> Tensor {
    gatedRecurrentUnit(
      v[0],
      inputWeight: v[1],
      recurrentWeight: v[2],
      inputBias: v[3],
      recurrentBias: v[4],
      output: v[5]
    )
  }

  @Test("the fused LSTM is the plain one", .tags(.property), arguments: Extents.awkward)
  func lstmValues(_ e: Extents) {
    let doubles = draw(lstmShapes(e))
    expectEqual(lstm(doubles), plainLongShortTermMemory(doubles), within: 1e-13)
    let floats = draw(lstmShapes(e), .float32)
    expectEqual(lstm(floats), plainLongShortTermMemory(floats), within: 1e-5)
    expectEqual(withThreads(3) { lstm(floats) }, lstm(floats), within: 1e-5)
  }

  @Test("the fused LSTM has gradients", .tags(.gradient), arguments: Extents.awkward)
  func lstmGradients(_ e: Extents) {
    expectGradients(
      at: draw(lstmShapes(e)),
      samples: 4,
      of: lstm
    )
  }

  @Test("the fused GRU is the plain one", .tags(.property), arguments: Extents.awkward)
  func gruValues(_ e: Extents) {
    let doubles = draw(gruShapes(e))
    expectEqual(gru(doubles), plainGatedRecurrentUnit(doubles), within: 1e-13)
    let floats = draw(gruShapes(e), .float32)
    expectEqual(gru(floats), plainGatedRecurrentUnit(floats), within: 1e-5)
    expectEqual(withThreads(3) { gru(floats) }, gru(floats), within: 1e-5)
  }

  @Test("the fused GRU has gradients", .tags(.gradient), arguments: Extents.awkward)
  func gruGradients(_ e: Extents) {
    expectGradients(
      at: draw(gruShapes(e)),
      samples: 4,
      of: gru
    )
  }

  @Test(
    "recurrent layers take sequences, and changes of outputs, in any order of memory",
    .tags(.gradient),
    arguments: [
      Extents(5, 9, 3, 4), Extents(17, 17, 2, 3), Extents(33, 6, 4, 20), Extents(5, 9, 1, 4),
    ]
  )
  func recurrentOrders(_ e: Extents) {
    for (shapes, layer) in [(lstmShapes(e), outputsOfLSTM), (gruShapes(e), gru)] {
      var v = draw(shapes)
      let dense = layer(v)
      v[0] = v[0].permuted(1, 0, 2).writableCopy()
      let stepsFirst = { (v: [Tensor]) in layer([v[0].permuted(1, 0, 2)] + v[1...]) }
      expectEqual(stepsFirst(v), dense, within: 1e-15)
      expectGradients(at: v, samples: 4) { stepsFirst($0).permuted(1, 0, 2) }
      // Channels out of order and sequences that overlap are copied.
      v[0] = v[0].permuted(2, 1, 0).writableCopy()
      expectGradients(at: v, samples: 2) { layer([$0[0].permuted(1, 2, 0)] + $0[1...]) }
      v[0] = v[0].selected(0).selected(0).writableCopy()
      expectGradients(at: v, samples: 2) { v in
        layer([v[0].expanded(at: 0).expanded(at: 2).broadcast(to: shapes[0])] + v[1...])
      }
    }
  }

  @Test(
    "recurrent layers have the same gradients on several threads",
    .tags(.property),
    arguments: [Extents(17, 17, 2, 3), Extents(130, 9, 3, 20), Extents(260, 40, 5, 24)]
  )
  func recurrentThreads(_ e: Extents) {
    for (shapes, layer) in [(lstmShapes(e), lstm), (gruShapes(e), gru)] {
      let v = draw(shapes)
      func gradients(_ threads: Int) -> [Tensor] {
        withThreads(threads) {
          valueWithGradient(at: v) { layer($0).squared().sum() }.1
        }
      }
      for (several, one) in zip(gradients(3), gradients(1)) {
        expectEqual(several, one, within: 1e-11 * Double(e.batch * e.steps))
      }
    }
  }

  /// Without the last cell.
  private func outputsOfLSTM(_ v: [Tensor]) -> Tensor {
    longShortTermMemory(
      v[0],
      inputWeight: v[1],
      recurrentWeight: v[2],
      bias: v[3],
      output: v[4],
      cell: v[5],
      keepsCell: false
    )
  }

  static let geometries = [
    ConvolutionGeometry(),
    .keepingLength(width: 3),
    .causal(width: 3, dilation: 4),
    ConvolutionGeometry(dilation: 2, before: 7, after: 1),
    ConvolutionGeometry(stride: 2, before: 1, after: 1),
    ConvolutionGeometry(stride: 3, dilation: 2, before: 2),
  ]

  @Test("the fused convolution is the sum that defines it", .tags(.property), arguments: geometries)
  func convolutionValues(_ geometry: ConvolutionGeometry) {
    for length in awkwardSizes {
      let v = draw([[2, 3, length], [4, 3, 3]])
      let y = convolution(v[0], v[1], geometry)
      expectEqual(y, plainConvolution(v, geometry), within: 1e-13)
      let (x, w) = (v[0].elements, v[1].elements)
      var expected: [Double] = []
      for b in 0..<2 {
        for o in 0..<4 {
          for t in 0..<y.shape[2] {
            var sum = 0.0
            for i in 0..<3 {
              for k in 0..<3 {
                let place = t * geometry.stride + k * geometry.dilation - geometry.before
                guard 0 <= place && place < length else { continue }
                sum += w[(o * 3 + i) * 3 + k] * x[(b * 3 + i) * length + place]
              }
            }
            expected.append(sum)
          }
        }
      }
      expectEqual(y, Tensor(expected, shape: y.shape, .float64), within: 1e-13)
    }
  }

  @Test(
    "the fused convolution has gradients",
    .tags(.gradient),
    arguments: geometries,
    awkwardSizes
  )
  func convolutionGradients(_ geometry: ConvolutionGeometry, length: Int) {
    expectGradients(at: draw([[2, 3, length], [2, 3, 3], [2]]), samples: 5) {
      convolution($0[0], $0[1], bias: $0[2], geometry).squared()
    }
  }

  /// Enough channels for the sequences to be turned over.
  @Test(
    "the weights of many channels have gradients",
    .tags(.gradient),
    arguments: geometries,
    [(9, 17), (8, 64), (17, 9)]
  )
  func wideConvolutionGradients(_ geometry: ConvolutionGeometry, channels: (Int, Int)) {
    for length in [3, 17, 65] {
      let shapes: [Shape] = [[3, channels.0, length], [channels.1, channels.0, 3], [channels.1]]
      let variables = draw(shapes)
      func convolved(_ v: [Tensor]) -> Tensor { convolution(v[0], v[1], bias: v[2], geometry) }
      expectGradients(at: variables, samples: 4, of: convolved)
      func slopes(_ of: @escaping ([Tensor]) -> Tensor) -> [Tensor] {
        valueWithGradient(at: variables) { of($0).squared().sum() }.gradients
      }
      for (fused, plain) in zip(slopes(convolved), slopes { plainConvolution($0, geometry) }) {
        expectEqual(fused, plain, within: 1e-10)
      }
      // Single precision has kernels of its own.
      let floats = draw(shapes, .float32)
      expectEqual(convolved(floats), plainConvolution(floats, geometry), within: 1e-4)
      func singleSlopes(_ of: @escaping ([Tensor]) -> Tensor) -> [Tensor] {
        valueWithGradient(at: floats) { of($0).squared().sum() }.gradients
      }
      let references = slopes { plainConvolution($0, geometry) }
      for ((single, plain), double) in zip(
        zip(singleSlopes(convolved), singleSlopes { plainConvolution($0, geometry) }),
        references
      ) {
        let size = double.elements.map(\.magnitude).max() ?? 0
        expectEqual(single, plain, within: 1e-5 * (1 + size))
      }
    }
  }

  @Test(
    "a convolution with a leaky unit, or with something added, is what they make one after the other",
    .tags(.gradient),
    arguments: geometries,
    [1, 3, 17, 65]
  )
  func finishedConvolutions(_ geometry: ConvolutionGeometry, length: Int) {
    for channels in [2, 9] {
      let shapes: [Shape] = [[2, channels, length], [channels + 1, channels, 3], [channels + 1]]
      let v = draw(shapes)
      let plain = convolution(v[0], v[1], bias: v[2], geometry)
      func leaky(_ v: [Tensor]) -> Tensor {
        convolution(v[0], v[1], bias: v[2], geometry, leakySlope: 0.2)
      }
      expectEqual(leaky(v), leakyReLU(plain, slope: 0.2), within: 1e-13)
      let addend = draw([plain.shape])
      func added(_ v: [Tensor]) -> Tensor {
        convolution(v[0], v[1], bias: v[2], geometry, adding: v[3])
      }
      expectEqual(added(v + addend), plain + addend[0], within: 1e-13)
      expectGradients(at: v + addend, samples: 4, of: added)
      // The sums lie well above the corner, or well below, so that no difference crosses it.
      for sign in [1.0, -1] {
        let shifted = [v[0], v[1], v[2] + sign * 30]
        expectGradients(at: shifted, samples: 4, of: leaky)
      }
      let (value, slopes) = valueWithGradient(at: v) { leaky($0).squared().sum() }
      let (expected, expectedSlopes) = valueWithGradient(at: v) {
        leakyReLU(convolution($0[0], $0[1], bias: $0[2], geometry), slope: 0.2).squared().sum()
      }
      expectEqual(value, expected, within: 1e-12)
      for (slope, other) in zip(slopes, expectedSlopes) { expectEqual(slope, other, within: 1e-11) }
    }
  }

  @Test("a convolution of no examples, no channels or width 1 holds", arguments: [0, 1])
  func degenerateConvolutions(extent: Int) {
    for shapes in [
      [[extent, 2, 5], [3, 2, 3]], [[2, extent, 5], [3, extent, 3]], [[2, 2, 5], [extent, 2, 1]],
    ] as [[Shape]] {
      expectGradients(at: draw(shapes), samples: 5) {
        convolution($0[0], $0[1], .keepingLength(width: $0[1].shape[2]))
      }
    }
  }
}
