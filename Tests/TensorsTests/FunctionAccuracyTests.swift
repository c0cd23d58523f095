import AlmanacTesting
import Foundation
import Parallelism
import Testing

@testable import Tensors

@Suite("Accuracy of elementary functions", .tags(.property))
struct FunctionAccuracyTests {
  struct Function: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var apply: @Sendable (Tensor) -> Tensor
    var reference: @Sendable (Double) -> Double
  }

  static let functions = [
    Function(testDescription: "exp", apply: { exp($0) }, reference: { exp($0) }),
    Function(testDescription: "log", apply: { log($0) }, reference: { log($0) }),
    Function(testDescription: "tanh", apply: { tanh($0) }, reference: { tanh($0) }),
    Function(testDescription: "sigmoid", apply: { sigmoid($0) }) { x in
      x < 0 ? exp(x) / (1 + exp(x)) : 1 / (1 + exp(-x))
    },
    Function(testDescription: "softplus", apply: { softplus($0) }) { x in
      x.isNaN ? x : max(x, 0) + log1p(exp(-abs(x)))
    },
    Function(testDescription: "gelu", apply: { gelu($0) }) { x in
      x < -40 ? 0 : 0.5 * x * erfc(-x * 0.5.squareRoot())
    },
    Function(testDescription: "silu", apply: { silu($0) }) { x in
      x < 0 ? (x < -200 ? 0 : x * exp(x) / (1 + exp(x))) : x / (1 + exp(-x))
    },
    Function(testDescription: "expm1", apply: { expm1($0) }, reference: { expm1($0) }),
    Function(testDescription: "log1p", apply: { log1p($0) }, reference: { log1p($0) }),
    Function(testDescription: "sin", apply: { sin($0) }, reference: { sin($0) }),
    Function(testDescription: "cos", apply: { cos($0) }, reference: { cos($0) }),
    Function(testDescription: "erf", apply: { erf($0) }, reference: { erf($0) }),
    Function(testDescription: "cube", apply: { power($0, 3) }, reference: { pow($0, 3) }),
    Function(testDescription: "power -0.3", apply: { power($0, -0.3) }) {
      pow($0, Double(Float(-0.3)))
    },
    Function(testDescription: "power of 1.7", apply: { power(Tensor(1.7), $0) }) {
      pow(Double(Float(1.7)), $0)
    },
  ]

  /// Every 4,001st of all floats, specials included: infinities, subnormals, not-a-numbers.
  static let samples: [Float] = stride(from: UInt32(0), to: UInt32.max - 4001, by: 4001).map {
    Float(bitPattern: $0)
  }

  /// Some functions are looked up in registers of 64 bytes, where there are any, and plain else.
  static let registers = [16, 64]

  /// What `body` comes to with the functions for such registers.
  private func with<Result>(registers bytes: Int, _ body: () -> Result) throws -> Result {
    try RegisterTests.require(bytes)
    return withThreads(1) { Kernels.withRegisters(ofAtMost: bytes, body) }
  }

  @Test(
    "single precision is within 2 units in the last place",
    arguments: functions,
    registers
  )
  func singlePrecision(_ function: Function, registers: Int) throws {
    let inputs = Self.samples + [0, -0, .infinity, -.infinity, .nan, .leastNonzeroMagnitude]
    let outputs = try with(registers: registers) {
      function.apply(Tensor(floats: inputs, shape: [inputs.count])).floatElements
    }
    var worst = (error: 0.0, input: Float(0))
    for (input, output) in zip(inputs, outputs) {
      let expected = function.reference(Double(input))
      let nearest = Float(expected)
      if output == nearest || (output.isNaN && nearest.isNaN) { continue }
      let unit = Double(max(nearest.magnitude.ulp, .leastNonzeroMagnitude))
      let error = (Double(output) - expected).magnitude / unit
      if !(error <= worst.error) { worst = (error, input) }
    }
    #expect(worst.error <= 2, "\(worst.error) units at \(worst.input)")
  }

  @Test("functions with an end reach it", arguments: registers)
  func ends(registers: Int) throws {
    try with(registers: registers) {
      for far: Float in [9.5, 12, 1e30, .infinity] {
        let x = Tensor(floats: [far, -far], shape: [2])
        #expect(tanh(x).floatElements == [1, -1])
        #expect(erf(x).floatElements == [1, -1])
        #expect(sigmoid(x + 10).floatElements[0] == 1)
      }
      #expect(gelu(Tensor(floats: [20, -20], shape: [2])).floatElements == [20, 0])
    }
  }

  @Test(
    "neither the length of the tensor nor its strides matter",
    arguments: functions,
    registers
  )
  func lengths(_ function: Function, registers: Int) throws {
    var random = RandomStream(seed: 3)
    let whole = Tensor.uniform([65], in: 0.1...4, using: &random)
    let table = Tensor.uniform([65, 40], in: 0.1...4, using: &random)
    try with(registers: registers) {
      let values = function.apply(whole).floatElements
      for size in awkwardSizes {
        #expect(function.apply(whole.sliced(0..<size)).floatElements == Array(values[..<size]))
      }
      let turned = function.apply(table.transposed())
      #expect(turned.floatElements == function.apply(table).transposed().floatElements)
      let one = function.apply(whole[3..<4].broadcast(to: [50]))
      #expect(one.floatElements == [Float](repeating: values[3], count: 50))
    }
  }

  #if arch(x86_64)
    struct DoubleFunction: Sendable, CustomTestStringConvertible {
      var testDescription: String
      var apply: @Sendable (Tensor) -> Tensor
      var reference: @Sendable (Float80) -> Float80
    }

    static let doubleFunctions = [
      DoubleFunction(testDescription: "exp", apply: { exp($0) }, reference: { exp($0) }),
      DoubleFunction(testDescription: "log", apply: { log($0) }, reference: { log($0) }),
      DoubleFunction(testDescription: "tanh", apply: { tanh($0) }) { tanh($0) },
      DoubleFunction(testDescription: "sigmoid", apply: { sigmoid($0) }) { x in
        x < 0 ? exp(x) / (1 + exp(x)) : 1 / (1 + exp(-x))
      },
      DoubleFunction(testDescription: "softplus", apply: { softplus($0) }) { x in
        x.isNaN ? x : max(x, 0) + log1p(exp(-abs(x)))
      },
      DoubleFunction(testDescription: "silu", apply: { silu($0) }) { x in
        x < 0 ? (x < -2000 ? 0 : x * exp(x) / (1 + exp(x))) : x / (1 + exp(-x))
      },
      DoubleFunction(testDescription: "gelu", apply: { gelu($0) }) { x in
        x < -40 ? 0 : x * normalDistribution(x)
      },
      DoubleFunction(testDescription: "expm1", apply: { expm1($0) }) { expm1($0) },
      DoubleFunction(testDescription: "log1p", apply: { log1p($0) }) { log1p($0) },
      DoubleFunction(testDescription: "sin", apply: { sin($0) }) { sin($0) },
      DoubleFunction(testDescription: "cos", apply: { cos($0) }) { cos($0) },
      DoubleFunction(testDescription: "erf", apply: { erf($0) }) { erf($0) },
      DoubleFunction(testDescription: "cube", apply: { power($0, 3) }) { pow($0, 3) },
      DoubleFunction(testDescription: "power -0.3", apply: { power($0, -0.3) }) {
        pow($0, Float80(-0.3 as Double))
      },
      DoubleFunction(
        testDescription: "power of 1.7",
        apply: { power(Tensor(1.7, .float64), $0) },
        reference: { pow(Float80(1.7 as Double), $0) }
      ),
    ]

    /// The standard normal distribution function. The tail magnifies what rounding its argument loses up to
    /// 1,500 times, so that is made good.
    static func normalDistribution(_ x: Float80) -> Float80 {
      let root = Float80(0.5).squareRoot(), z = -x * root
      guard z.isFinite else { return x > 0 ? 1 : 0 }
      let rootRest = Float80(0.5).addingProduct(-root, root) / (2 * root)
      let rest = (-z).addingProduct(-x, root) - x * rootRest
      return 0.5 * (erfc(z) - rest * exp(-z * z) * 2 / Float80.pi.squareRoot())
    }

    /// Numbers of all magnitudes and signs, more of them near 1, specials included.
    static let doubleSamples: [Double] = {
      var random = RandomStream(seed: 64)
      var samples: [Double] = [
        0, -0, .infinity, -.infinity, .nan, .leastNonzeroMagnitude, -.leastNonzeroMagnitude,
        .greatestFiniteMagnitude, -.greatestFiniteMagnitude, 709.78, -708.4, -744.9, -745.2,
      ]
      for _ in 0..<100_000 {
        samples.append(4 * random.normal())
        samples.append(-800 + 1600 * Double(random.next() >> 11) * 0x1p-53)
        samples.append(-40 + 80 * Double(random.next() >> 11) * 0x1p-53)
        samples.append(Double(bitPattern: random.next()))
      }
      return samples
    }()

    /// The 64 digits of extended precision tell the error to some thousandths of a unit.
    @Test("double precision is within 2 units in the last place", arguments: doubleFunctions)
    func doublePrecision(_ function: DoubleFunction) {
      let inputs = Self.doubleSamples
      let outputs = function.apply(Tensor(inputs, shape: [inputs.count], .float64)).elements
      var worst = (error: 0.0, input: 0.0)
      for (input, output) in zip(inputs, outputs) {
        let expected = function.reference(Float80(input))
        let nearest = Double(expected)
        if output == nearest || (output.isNaN && nearest.isNaN) { continue }
        let unit = max(nearest.magnitude.ulp, .leastNonzeroMagnitude)
        let error = Double((Float80(output) - expected).magnitude / Float80(unit))
        if !(error <= worst.error) { worst = (error, input) }
      }
      #expect(worst.error <= 2, "\(worst.error) units at \(worst.input)")
    }
  #endif

  #if arch(x86_64)
    /// The slopes of functions. Near where a slope crosses zero its terms leave no digits, so that bounds are
    /// on the absolute error, in units in the last place of 1.
    static let slopes = [
      DoubleFunction(testDescription: "gelu", apply: { gelu($0) }) { x in
        x < -40 ? 0 : normalDistribution(x) + x * exp(-x * x / 2) / (2 * Float80.pi).squareRoot()
      },
      DoubleFunction(testDescription: "silu", apply: { silu($0) }) { x in
        let s = 1 / (1 + exp(-x))
        return x < -200 ? 0 : s + x * s / (1 + exp(x))
      },
    ]

    @Test(
      "slopes of gelu and silu are within their bounds",
      arguments: slopes,
      [(ElementType.float32, 16), (.float32, 64), (.float64, 16)]
    )
    func slopeAccuracy(_ function: DoubleFunction, kind: (type: ElementType, registers: Int)) throws
    {
      let type = kind.type
      // The crossings are near -0.752 and -1.278.
      let inputs =
        stride(from: -150.0, to: 150, by: 0.0137).map { $0 }
        + stride(from: -3.0, to: 3, by: 0.0000613).map { $0 }
        + [0, -0.0, 1e-30, -1e300, 1e300].map { type == .float32 ? max(-1e30, min(1e30, $0)) : $0 }
      let x = Tensor(inputs, shape: [inputs.count], type)
      let outputs = try with(registers: kind.registers) {
        gradient(at: x) { function.apply($0).sum() }.elements
      }
      let unit = type == .float32 ? 0x1p-23 : 0x1p-52
      var worst = (error: 0.0, input: 0.0)
      for (input, output) in zip(x.elements, outputs) {
        let expected = function.reference(Float80(input))
        let bound = 1.5 + (function.testDescription == "silu" ? min(input.magnitude, 64) / 4 : 0)
        let error = Double((Float80(output) - expected).magnitude) / (unit * bound)
        if !(error <= worst.error) { worst = (error, input) }
      }
      #expect(worst.error <= 1, "\(worst.error) times its bound at \(worst.input)")
    }
  #endif

  /// The units between numbers and what they should be; not finite where one is not.
  private func worstError(_ outputs: [Float], _ expected: [Double]) -> Double {
    guard outputs.count == expected.count else { return .infinity }
    return zip(outputs, expected).map { output, expected in
      (Double(output) - expected).magnitude / Double(Float(expected).magnitude.ulp)
    }.reduce(0) { worst, error in error <= worst ? worst : error.isNaN ? .infinity : error }
  }

  /// The gates of a step of an LSTM, told apart by gates beside them that are wide open or shut.
  @Test("gates of an LSTM are within 2.5 units in the last place", arguments: registers)
  func gates(registers: Int) throws {
    let x = stride(from: Float(-86.5), to: 86.5, by: 0.00571).map { $0 }
    // As many units as fill a register, all alike, so that the loop is vector code.
    let (n, units) = (x.count, 16)
    func cell(input: Float, output: [Float], start: [Float]) throws -> [Float] {
      let bias: [Float] = [input, 87, 0, 0]
      let weight: [Float] = [0, 0, 0, 1]
      func repeated(_ gates: [Float]) -> [Float] {
        gates.flatMap { gate in [Float](repeating: gate, count: units) }
      }
      let outputs = try with(registers: registers) {
        longShortTermMemory(
          Tensor(floats: output, shape: [n, 1, 1]),
          inputWeight: Tensor(floats: repeated(weight), shape: [4 * units, 1]),
          recurrentWeight: .zeros([4 * units, units]),
          bias: Tensor(floats: repeated(bias), shape: [4 * units]),
          output: .zeros([n, units]),
          cell: Tensor(floats: repeated(start), shape: [n, units])
        ).floatElements
      }
      return (0..<n).map { outputs[$0 * units] }
    }
    let open = [Float](repeating: 87, count: n)
    let sigmoids = try cell(input: -87, output: x, start: open)
    #expect(worstError(sigmoids, x.map { 1 / (1 + exp(-Double($0))) }) <= 2.5)
    let small = x.map { $0 / 40 }
    for cells in [x, small, x.map { $0 * 1e-6 }] {
      let tanhs = try cell(input: -87, output: open, start: cells)
      #expect(worstError(tanhs, cells.map { tanh(Double($0)) }) <= 2.5)
    }
  }

  /// One query and two keys, the second of which has a weight of exp(-x): beside it 1 is the sum.
  @Test("exponentials of attention are within 2 units in the last place")
  func scores() {
    let x = stride(from: Float(17.5), to: 86.9, by: 0.00171).map { $0 }
    let parts = x.flatMap { [$0, 0, 0, -1, 0, 1] as [Float] }
    let weights = rankOneAttention(Tensor(floats: parts, shape: [x.count, 3, 2])).floatElements
    let first = x.indices.map { weights[2 * $0] }
    #expect(worstError(first, x.map { exp(-Double($0)) }) <= 2)
  }

  @Test("powers have the corners of the C library", arguments: [ElementType.float32, .float64])
  func powerCorners(_ type: ElementType) {
    let corners: [Double] = [
      0, -0, 1, -1, 0.5, -2, 3, 1e-30, 2.5, .infinity, -.infinity, .nan, 1e30,
    ]
    for base in corners {
      let row = power(Tensor(base, type), Tensor(corners, shape: [corners.count], type)).elements
      for (exponent, y) in zip(corners, row) {
        let (a, b) = (type == .float32 ? Double(Float(base)) : base, exponent)
        let expected = type == .float32 ? Double(pow(Float(a), Float(b))) : pow(a, b)
        let isSame = y == expected && y.sign == expected.sign || y.isNaN && expected.isNaN
        let isNear = (y - expected).magnitude <= 1e-6 * expected.magnitude && expected != 0
        #expect(isSame || isNear, "\(base) to the power of \(exponent) is \(y), not \(expected)")
      }
    }
  }

  @Test("gelu in double precision holds its tail")
  func tail() {
    // x * mpmath.ncdf(x) of mpmath 1.3.0 at 40 digits.
    let expected = [
      -1: -0.15865525393145705, -10: -7.6198530241605261e-23, -30: -1.4720141781444561e-196,
    ]
    for (x, y) in expected {
      let computed = gelu(Tensor(Double(x), .float64)).scalar
      #expect((computed / y - 1).magnitude < 1e-12, "\(x): \(computed)")
    }
  }
}
