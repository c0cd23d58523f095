import AlmanacTesting
import Parallelism
import Tensors
import Testing

@testable import Forecasting

@Suite("growing a tree", .tags(.property))
struct TreeGrowerTests {
  /// What a split of rows at a bin gains, counted row by row.
  static func gain(_ sides: [[Double]], whole: [Double]) -> Double {
    func score(_ values: [Double]) -> Double {
      let sum = values.reduce(0, +)
      return sum * sum / Double(values.count)
    }
    return score(sides[0]) + score(sides[1]) - score(whole)
  }

  @Test("the first split is the best of all that can be asked", arguments: 0..<20)
  func bestSplit(seed: Int) throws {
    var stream = RandomStream(seed: UInt64(seed))
    let rows = 60 + seed
    let columns = (0..<3).map { column in
      FeatureTable.Column(
        name: "\(column)",
        values: (0..<rows).map { _ in
          stream.uniform() < 0.2 ? .nan : Float(Int(stream.uniform() * 8))
        }
      )
    }
    let slopes = (0..<rows).map { _ in Float(stream.normal()) }
    let table = BinnedTable(FeatureTable(columns), most: 255)
    var options = BoostingOptions()
    (options.leaves, options.rowsPerLeaf) = (2, 5)
    let grower = TreeGrower(
      table,
      gradients: slopes.map { SIMD2($0, 1) },
      rows: (0..<UInt32(rows)).map { $0 },
      columns: [0, 1, 2],
      options: options
    )
    var best = 0.0
    for column in columns {
      for bound in 0..<8 {
        for takesMissing in [false, true] {
          var sides: [[Double]] = [[], []]
          for (value, slope) in zip(column.values, slopes) {
            let isYes = value.isNaN ? takesMissing : value <= Float(bound)
            sides[isYes ? 0 : 1].append(Double(slope))
          }
          if sides.allSatisfy({ $0.count >= 5 }) {
            best = max(best, Self.gain(sides, whole: slopes.map(Double.init)))
          }
        }
      }
    }
    let node = try #require(grower.tree.nodes.first)
    // Histograms are in single precision.
    #expect(abs(Double(node.gain) - best) < 1e-4 * best)
    #expect(grower.leafRows.map(\.count).reduce(0, +) == rows)
    let cells = table.cells.span
    for (leaf, range) in grower.leafRows.enumerated() {
      for row in grower.rows[range] {
        #expect(grower.tree.leaf(grower.tree.nodes.span, cells, at: Int(row) * 3) == leaf)
      }
    }
  }

  @Test("rows are parted in their order, by any threads", arguments: [0, 5, 40_000, 150_000])
  func partition(count: Int) {
    var stream = RandomStream(seed: 5)
    let bins = (0..<count + 10).map { _ in UInt8(stream.next() % 9) }
    let split = Split<SIMD2<Float>>(
      gain: 1,
      column: 0,
      lastBin: 3,
      takesMissing: true,
      sum: .zero
    )
    let all = (0..<UInt32(count + 10)).map { $0 }
    for threads in [1, 3] {
      withThreads(threads) {
        var (rows, scratch) = (all, all)
        let end = RowPartition(split, bins: bins)
          .partition(5..<5 + count, of: &rows, scratch: &scratch)
        let yes = all[5..<5 + count].filter { bins[Int($0)] <= 3 }
        let no = all[5..<5 + count].filter { bins[Int($0)] > 3 }
        #expect(end == 5 + yes.count)
        #expect(rows == all[..<5] + yes + no + all[(5 + count)...])
      }
    }
  }

  @Test("leaves have at least the rows that they need, and there are no more than allowed")
  func limits() {
    let examples = BoostedTreesTests.examples(4000, seed: 1)
    let table = BinnedTable(examples.table, most: 64)
    for (leaves, least) in [(2, 1), (8, 700), (31, 20), (100, 300)] {
      var options = BoostingOptions()
      (options.leaves, options.rowsPerLeaf) = (leaves, least)
      let grower = TreeGrower(
        table,
        gradients: examples.targets.map { SIMD2(-$0, 1) },
        rows: (0..<4000).map { $0 },
        columns: [0, 1, 2, 3],
        options: options
      )
      #expect(grower.leafRows.count <= leaves)
      #expect(grower.leafRows.allSatisfy { $0.count >= least })
      #expect(grower.tree.nodes.count == grower.leafRows.count - 1)
    }
  }

  @Test("few distinct values get a bin each, many get bins of like size, missing ones the first")
  func bins() {
    let few = FeatureBins(.init(name: "x", values: [3, 1, 1, 2, .nan, 3, 3]), most: 127)
    #expect(few.count == 4)
    #expect([Float.nan, 0, 1, 1.4, 2, 3, 9].map(few.bin) == [0, 1, 1, 1, 2, 3, 3])
    var stream = RandomStream(seed: 3)
    let values = (0..<30_000).map { _ in Float(stream.normal()) }
    let many = FeatureBins(.init(name: "x", values: values), most: 64)
    var counts = [Int](repeating: 0, count: 64)
    for value in values { counts[Int(many.bin(value))] += 1 }
    #expect(many.count == 64 && counts[0] == 0)
    #expect(counts[1...].allSatisfy { (300...700).contains($0) })
    let spiked = FeatureBins(
      .init(name: "x", values: values.enumerated().map { $0 % 2 == 0 ? 0 : $1 }),
      most: 32
    )
    let zero = spiked.bin(0)
    #expect(values.filter { abs($0) > 0.2 }.allSatisfy { spiked.bin($0) != zero })
    let empty = FeatureBins(.init(name: "x", values: [.nan, .nan]), most: 32)
    #expect(empty.bin(1) == 0 || empty.count > Int(empty.bin(1)))
    let codes = FeatureBins(.init(name: "x", kind: .category, values: [5, 5, 2, 2, 2, 7]), most: 3)
    #expect([Float](arrayLiteral: 2, 5, 7, 9, .nan).map(codes.bin) == [1, 2, 0, 0, 0])
  }

  @Test("the selected quantile is that of the sorted numbers", arguments: [0, 1, 2, 3, 17, 64, 65])
  func selection(count: Int) {
    for kind in 0..<3 {
      var stream = RandomStream(seed: UInt64(count), stream: UInt64(kind))
      let values = (0..<count).map { place in
        kind == 0 ? Float(stream.normal()) : kind == 1 ? Float(place) : Float(place % 2)
      }
      for level in [0.01, 0.25, 0.5, 0.9, 0.999] {
        var copy = values
        let expected =
          count == 0 ? 0 : values.sorted()[min(Int(level * Double(count)), count - 1)]
        #expect(copy.selectedQuantile(level) == expected)
        var framed = [9, 8] + values + [-7, .nan]
        #expect(framed.selectedQuantile(level, of: 2..<count + 2) == expected)
        #expect(framed[..<2] == [9, 8] && framed[count + 2] == -7 && framed[count + 3].isNaN)
      }
    }
  }
}
