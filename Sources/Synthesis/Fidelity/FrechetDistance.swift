internal import Tensors

/// Mean and covariance of vectors: what the Fréchet distance knows of them.
public struct VectorMoments: Sendable {
  /// The mean of each number.
  public let mean: [Double]
  /// The covariances, row by row, divided by the number of vectors less one.
  public let covariance: [Double]

  /// The moments of vectors given one after the other.
  ///
  /// - Precondition: There are at least two vectors, all of `size` numbers.
  public init(_ numbers: [Double], size: Int) {
    let count = size == 0 ? 0 : numbers.count / size
    precondition(
      count > 1 && numbers.count == count * size,
      "\(numbers.count) numbers for vectors of \(size); two vectors are needed"
    )
    let vectors = Tensor(numbers, shape: [count, size], .float64)
    let mean = vectors.mean(along: 0, keepingRank: true)
    let centred = vectors - mean
    self.mean = mean.elements
    covariance = (matmul(centred.transposed(), centred) / Double(count - 1)).elements
  }

  /// The distance between the normal distributions with these moments and with others.
  ///
  /// `‖μ₁ - μ₂‖² + tr(Σ₁) + tr(Σ₂) - 2 tr((Σ₁Σ₂)^½)`
  ///
  /// - Returns: The distance, not a number where the covariances are not finite.
  /// - Source: Dowson and Landau 1982, “The Fréchet distance between multivariate normal
  ///   distributions”; Heusel and others 2017, eq. 6.
  public func frechetDistance(to other: VectorMoments) -> Double {
    precondition(mean.count == other.mean.count, "vectors of different sizes")
    let size = mean.count
    let a = Tensor(covariance, shape: [size, size], .float64)
    let b = Tensor(other.covariance, shape: [size, size], .float64)
    let shift = zip(mean, other.mean).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    let traces = (0..<size).reduce(0) {
      $0 + covariance[$1 * size + $1] + other.covariance[$1 * size + $1]
    }
    guard (shift + traces).isFinite else { return .nan }
    do throws(TensorError) {
      // The square roots of the eigenvalues of Σ₁Σ₂ are the singular values of Σ₁^½ Σ₂^½, which loses no
      // digits where a covariance is singular.
      let product = matmul(try Self.root(of: a), try Self.root(of: b))
      let shared = try product.singularValueDecomposition().s.sum().scalar
      return shift + traces - 2 * shared
    } catch {
      return .nan
    }
  }

  /// The symmetric matrix whose square is a covariance.
  private static func root(of covariance: Tensor) throws(TensorError) -> Tensor {
    let (values, vectors) = try covariance.symmetricEigen()
    let roots = values.clamped(to: 0...Double.greatestFiniteMagnitude).squareRoot()
    return matmul(vectors * roots.expanded(at: 0), vectors.transposed())
  }
}
