public import Tensors

/// How well two sets of vectors cover each other, judged by their nearest neighbours.
///
/// - Source: Kynkäänniemi and others 2019, “Improved precision and recall metric for assessing generative
///   models”; Naeem and others 2020, “Reliable fidelity and diversity metrics for generative models”, for
///   the coverage.
public struct NeighbourScores: Sendable, Hashable {
  /// The share of made vectors that lie among real ones.
  public var precision: Double
  /// The share of real vectors that lie among made ones.
  public var recall: Double
  /// The share of real vectors with a made one as near as their neighbours.
  public var coverage: Double

  /// The scores with the distance of the `neighbours`-th nearest.
  ///
  /// - Shape: `[vector, number]` both
  public init(real: Tensor, made: Tensor, neighbours: Int = 5) {
    let (a, b) = (VectorDistances(real, real), VectorDistances(made, made))
    let across = VectorDistances(real, made)
    let realReach = a.reaches(neighbours)
    let madeReach = b.reaches(neighbours)
    var (precise, recalled, covered) = (0, 0, 0)
    for column in 0..<across.columns
    where (0..<across.rows).contains(where: { across[$0, column] <= realReach[$0] }) {
      precise += 1
    }
    for row in 0..<across.rows {
      if (0..<across.columns).contains(where: { across[row, $0] <= madeReach[$0] }) {
        recalled += 1
      }
      if (0..<across.columns).contains(where: { across[row, $0] <= realReach[row] }) {
        covered += 1
      }
    }
    precision = Double(precise) / Double(max(1, across.columns))
    recall = Double(recalled) / Double(max(1, across.rows))
    coverage = Double(covered) / Double(max(1, across.rows))
  }
}

/// The squared distances between two sets of vectors.
struct VectorDistances: Sendable {
  let rows: Int
  let columns: Int
  private let distances: [Double]

  /// - Shape: `[row, number], [column, number]`
  init(_ a: Tensor, _ b: Tensor) {
    let (a, b) = (a.converted(to: .float64), b.converted(to: .float64))
    (rows, columns) = (a.shape[0], b.shape[0])
    let squares =
      a.sumOfSquares(along: 1).expanded(at: 1) + b.sumOfSquares(along: 1).expanded(at: 0)
    distances = (squares - 2 * matmul(a, b.transposed())).elements.map { max(0, $0) }
  }

  subscript(row: Int, column: Int) -> Double { distances[row * columns + column] }

  /// The distance of each row's nearest columns, the nearest first being number 1; a vector is not its own
  /// neighbour.
  func reaches(_ neighbours: Int) -> [Double] {
    (0..<rows).map { row in
      let others = (0..<columns).lazy.filter { $0 != row }.map { self[row, $0] }.sorted()
      return others.isEmpty ? 0 : others[min(neighbours, others.count) - 1]
    }
  }

  /// The distance of each row's nearest column.
  func nearest() -> [Double] {
    (0..<rows).map { row in (0..<columns).reduce(.infinity) { min($0, self[row, $1]) } }
  }
}

/// The first two principal components of vectors of two sets, for a picture.
public struct PrincipalPlane: Sendable {
  /// The places of the real vectors.
  public let real: [(x: Double, y: Double)]
  /// The places of the made ones.
  public let made: [(x: Double, y: Double)]

  /// The plane in which the real vectors vary most.
  ///
  /// - Shape: `[vector, number]` both
  /// - Throws: `TensorError` if the decomposition does not converge.
  public init(real: Tensor, made: Tensor) throws(TensorError) {
    let (a, b) = (real.converted(to: .float64), made.converted(to: .float64))
    let mean = a.mean(along: 0, keepingRank: true)
    let centred = a - mean
    let (_, vectors) = try (matmul(centred.transposed(), centred)).symmetricEigen()
    let size = vectors.shape[1]
    func places(_ x: Tensor) -> [(x: Double, y: Double)] {
      let axes = vectors.sliced(max(0, size - 2)..<size, along: 1)
      let plane = matmul(x - mean, axes).elements
      let width = min(2, size)
      return (0..<x.shape[0]).map { row in
        (plane[row * width + width - 1], width > 1 ? plane[row * width] : 0)
      }
    }
    self.real = places(a)
    self.made = places(b)
  }
}
