import AlmanacTesting
import Foundation
import Parallelism
import Tensors
import Testing

@Suite("Fourier transform and linear algebra")
struct TransformTests {
  private func largest(_ x: Tensor) -> Double {
    x.count == 0 ? 0 : abs(x).flattened().maximum(along: 0).scalar
  }

  @Test(
    "the transforms are the sums that define them",
    .tags(.property),
    arguments: [1, 2, 3, 17, 64, 65]
  )
  func definition(size: Int) {
    var random = RandomStream(seed: 1)
    let x = Tensor.normal([2, size], .float64, using: &random)
    var expected: [Double] = []
    for row in 0..<2 {
      for k in 0...size / 2 {
        let angles = (0..<size).map { -2 * Double.pi * Double($0 * k % size) / Double(size) }
        let elements = x[row].elements
        expected.append(zip(elements, angles).reduce(0) { $0 + $1.0 * cos($1.1) })
        expected.append(zip(elements, angles).reduce(0) { $0 + $1.0 * sin($1.1) })
      }
    }
    let spectrum = x.realFourierTransform()
    #expect(spectrum.shape == [2, size / 2 + 1, 2])
    #expect(largest(spectrum.flattened() - Tensor(expected, .float64)) < 1e-12)
    let complex = Tensor.stacked([x, x.filled(with: 0)], along: -1).fourierTransform()
    #expect(largest(complex.sliced(0..<size / 2 + 1, along: 1) - spectrum) < 1e-12)
  }

  @Test("the inverse undoes the transform", .tags(.property), arguments: [1, 2, 3, 17, 64, 65])
  func inverse(size: Int) {
    var random = RandomStream(seed: 2)
    for (elementType, bound) in [(ElementType.float32, 1e-5), (.float64, 1e-13)] {
      let x = Tensor.normal([3, size], elementType, using: &random)
      let back = x.realFourierTransform().inverseRealFourierTransform(count: size)
      #expect(largest(back - x) < bound)
      let z = Tensor.normal([3, size, 2], elementType, using: &random)
      #expect(largest(z.fourierTransform().inverseFourierTransform() - z) < bound)
      // A view that starts where vector code could not.
      #expect(largest(z.sliced(1..<3)[0].fourierTransform() - z.fourierTransform()[1]) < bound)
    }
  }

  @Test("transforms have gradients", .tags(.gradient), arguments: [1, 2, 3, 17, 64, 65])
  func gradients(size: Int) {
    var random = RandomStream(seed: 3)
    let x = Tensor.normal([2, size], .float64, using: &random)
    let z = Tensor.normal([2, size / 2 + 1, 2], .float64, using: &random)
    expectGradients(at: [x], samples: 6) { $0[0].realFourierTransform().squared() }
    expectGradients(at: [z], samples: 6) {
      $0[0].inverseRealFourierTransform(count: size).squared()
    }
    expectGradients(at: [z], samples: 6) { $0[0].fourierTransform().squared() }
    expectGradients(at: [z], samples: 6) { $0[0].inverseFourierTransform().squared() }
  }

  @Test("threads transform independently")
  func threads() {
    let sums = parallelMap(count: 200, threads: 4) { k in
      Tensor.ones([1 + k % 7, 1 + k % 31], .float64).realFourierTransform().sum().scalar
    }
    for (k, sum) in sums.enumerated() {
      #expect((sum - Double((1 + k % 7) * (1 + k % 31))).magnitude < 1e-9)
    }
  }

  private func matrix(_ rows: Int, _ columns: Int, _ seed: UInt64 = 5) -> Tensor {
    var random = RandomStream(seed: seed)
    return Tensor.normal([rows, columns], .float64, using: &random)
  }

  @Test("decompositions multiply back", .tags(.property), arguments: awkwardSizes)
  func decompositions(size: Int) throws {
    let a = matrix(size, size)
    let symmetric = a + a.transposed()
    let (values, vectors) = try symmetric.symmetricEigen()
    #expect(largest(matmul(vectors * values, vectors.transposed()) - symmetric) < 1e-12 * 65)
    #expect(values.elements == values.elements.sorted())
    #expect(largest(matmul(vectors.transposed(), vectors) - .identity(size, .float64)) < 1e-12)

    let positive = matmul(a, a.transposed()) + .identity(size, .float64)
    let factor = try positive.cholesky()
    #expect(factor == factor.lowerTriangle())
    #expect(largest(matmul(factor, factor.transposed()) - positive) < 1e-11)

    for other in [size, size + 2, max(0, size - 1)] {
      let b = matrix(size, other)
      let (u, s, v) = try b.singularValueDecomposition()
      #expect(largest(matmul(u * s, v) - b) < 1e-12)
      #expect(s.elements == s.elements.sorted(by: >))
    }
    let x = try positive.solving(matrix(size, 3))
    #expect(largest(matmul(positive, x) - matrix(size, 3)) < 1e-10)
  }

  @Test("decompositions have gradients", .tags(.gradient), arguments: awkwardSizes)
  func decompositionGradients(size: Int) {
    let (a, b) = (matrix(size, size), matrix(size, 2, 6))
    func symmetric(_ x: Tensor) -> Tensor { matmul(x, x.transposed()) + .identity(size, .float64) }
    expectGradients(at: [a, b], samples: 9) { v in
      (try? symmetric(v[0]).solving(v[1])) ?? Tensor(.nan, .float64)
    }
    expectGradients(at: [a], samples: 9) { v in
      (try? symmetric(v[0]).cholesky()) ?? Tensor(.nan, .float64)
    }
    // Eigenvalues may lie close together, which magnifies the rounding of the second order.
    expectGradients(at: [a], samples: 9, tolerance: 1e-6) { v in
      guard let (values, vectors) = try? symmetric(v[0]).symmetricEigen() else {
        return Tensor(.nan, .float64)
      }
      return matmul(vectors.squared(), values.expanded(at: 1))
    }
  }

  @Test("matrices without a decomposition are named")
  func failures() {
    #expect(throws: TensorError.singular(column: 1)) {
      try Tensor([[1, 2], [2, 4]]).solving(Tensor([[1], [1]]))
    }
    #expect(throws: TensorError.notPositiveDefinite(order: 2)) {
      try Tensor([[1, 2], [2, 1]]).cholesky()
    }
  }
}
