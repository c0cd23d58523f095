import AlmanacTesting
import Testing

@testable import Forecasting

/// The steps of flaircast 0.6.1 that draw nothing at random.
struct LevelShapeGolden: Decodable {
  struct Median: Decodable {
    var ratio: Double
    var median: Double
  }
  struct Power: Decodable {
    var values: [Double]
    var power: Double
  }

  var medians: [Median]
  /// Twelve rows and thirty columns, column after column.
  var matrix: [Double]
  var singular: [Double]
  var shrinkage: Double
  var powers: [Power]
  var rows: [[Double]]
  var targets: [Double]
  var coefficients: [Double]
  var residuals: [Double]
  var probe: [Double]
  var leverage: Double
  var sums: [Double]
  var longShape: [Double]
}

@Suite("level times shape against flaircast", .tags(.golden))
struct LevelShapeGoldenTests {
  let golden: LevelShapeGolden

  init() throws { golden = try goldenFile("flair.json") }

  @Test("the noise of a matrix is taken out as the peer does")
  func shrinkage() {
    for known in golden.medians {
      // The sum has 400 terms; the peer rounds the ratio to four digits.
      #expect(abs(MarchenkoPastur.median(ratio: known.ratio) - known.median) < 1e-4)
    }
    let matrix = CycleMatrix(golden.matrix, period: 12)
    for (a, b) in zip(matrix.singularValues(), golden.singular) { #expect(abs(a / b - 1) < 1e-9) }
    let shrinkage = MarchenkoPastur.shrinkage(of: golden.singular, rows: 12, columns: 30)
    #expect(abs(shrinkage - golden.shrinkage) < 1e-6)
  }

  @Test("powers are the peer's")
  func powers() {
    for known in golden.powers {
      // The search ends within 1e-4.
      #expect(abs(BoxCox(known.values).power - known.power) < 2e-3)
    }
  }

  @Test("the averaged regression is the peer's")
  func regression() throws {
    let ridge = try #require(RidgeAverage(golden.rows, golden.targets))
    for (a, b) in zip(ridge.coefficients, golden.coefficients) { #expect(abs(a / b - 1) < 1e-8) }
    for (a, b) in zip(ridge.residuals, golden.residuals) { #expect(abs(a - b) < 1e-8) }
    #expect(abs(ridge.leverage(golden.probe) / golden.leverage - 1) < 1e-8)
  }

  @Test("the shape of the longer season is the peer's")
  func longShape() throws {
    let regression = try #require(
      LevelRegression(level: golden.sums, shrinkage: 1, longPeriod: 7, lag: 7)
    )
    for (a, b) in zip(regression.longShape, golden.longShape) { #expect(abs(a / b - 1) < 1e-12) }
  }
}
