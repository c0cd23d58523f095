import AlmanacTesting
import Foundation
import Tensors
import Testing

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
  ]

  /// Every 4,001st of all floats, specials included: infinities, subnormals, not-a-numbers.
  static let samples: [Float] = stride(from: UInt32(0), to: UInt32.max - 4001, by: 4001).map {
    Float(bitPattern: $0)
  }

  @Test("single precision is within 2 units in the last place", arguments: functions)
  func singlePrecision(_ function: Function) {
    let inputs = Self.samples + [0, -0, .infinity, -.infinity, .nan, .leastNonzeroMagnitude]
    let outputs = function.apply(Tensor(floats: inputs, shape: [inputs.count])).floatElements
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

  @Test("the length of the tensor does not matter", arguments: functions, awkwardSizes)
  func lengths(_ function: Function, size: Int) {
    var random = RandomStream(seed: 3)
    let whole = Tensor.uniform([65], in: 0.1...4, using: &random)
    #expect(
      function.apply(whole.sliced(0..<size)).floatElements
        == Array(function.apply(whole).floatElements[..<size])
    )
  }

  #if arch(x86_64)
    struct DoubleFunction: Sendable, CustomTestStringConvertible {
      var testDescription: String
      /// In units in the last place.
      var bound: Double
      var apply: @Sendable (Tensor) -> Tensor
      var reference: @Sendable (Float80) -> Float80
    }

    static let doubleFunctions = [
      DoubleFunction(testDescription: "exp", bound: 2, apply: { exp($0) }, reference: { exp($0) }),
      DoubleFunction(testDescription: "log", bound: 2, apply: { log($0) }, reference: { log($0) }),
      DoubleFunction(testDescription: "tanh", bound: 2, apply: { tanh($0) }) { tanh($0) },
      DoubleFunction(testDescription: "sigmoid", bound: 2, apply: { sigmoid($0) }) { x in
        x < 0 ? exp(x) / (1 + exp(x)) : 1 / (1 + exp(-x))
      },
      DoubleFunction(testDescription: "softplus", bound: 2, apply: { softplus($0) }) { x in
        x.isNaN ? x : max(x, 0) + log1p(exp(-abs(x)))
      },
      DoubleFunction(testDescription: "silu", bound: 3, apply: { silu($0) }) { x in
        x < 0 ? (x < -2000 ? 0 : x * exp(x) / (1 + exp(x))) : x / (1 + exp(-x))
      },
      DoubleFunction(testDescription: "gelu", bound: 6, apply: { gelu($0) }) { x in
        x < -40 ? 0 : 0.5 * x * erfc(-x * Float80(0.5).squareRoot())
      },
    ]

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
        samples.append(Double(bitPattern: random.next()))
      }
      return samples
    }()

    /// The 64 digits of extended precision tell the error to some thousandths of a unit.
    @Test("double precision is within its bounds", arguments: doubleFunctions)
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
      #expect(worst.error <= function.bound, "\(worst.error) units at \(worst.input)")
    }
  #endif

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
