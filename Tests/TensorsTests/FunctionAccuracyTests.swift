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
