import AlmanacTesting
import Glibc
import NeuralNetworks
import Parallelism
import Tensors
import Testing

@testable import Forecasting

@Suite("BoostedTrees", .tags(.property))
struct BoostedTreesTests {
  /// Rows of four features, one of them a category, some values missing, and targets that depend on
  /// all of them.
  static func examples(_ count: Int, seed: UInt64) -> GradientBoosting.Examples {
    var stream = RandomStream(seed: seed)
    var columns = (0..<4).map { _ in [Float]() }
    var targets: [Float] = []
    for _ in 0..<count {
      let (a, b, c) = (stream.normal(), stream.normal(), Double(Int(stream.uniform() * 5)))
      let isMissing = stream.uniform() < 0.2
      columns[0].append(Float(a))
      columns[1].append(isMissing ? .nan : Float(b))
      columns[2].append(Float(c))
      columns[3].append(Float(stream.normal()))
      let season = [0, 3, -1, 2, 0.5][Int(c)]
      targets.append(Float(2 * a + (isMissing ? 4 : b * b) + season + 0.1 * stream.normal()))
    }
    return GradientBoosting.Examples(
      FeatureTable([
        .init(name: "a", values: columns[0]), .init(name: "b", values: columns[1]),
        .init(name: "c", kind: .category, values: columns[2]),
        .init(name: "noise", values: columns[3]),
      ]),
      targets: targets
    )
  }

  static func options(_ change: (inout BoostingOptions) -> Void = { _ in }) -> BoostingOptions {
    var options = BoostingOptions()
    options.rounds = 100
    options.learningRate = 0.1
    options.leaves = 15
    options.rowsPerLeaf = 20
    change(&options)
    return options
  }

  static let losses: [BoostingLoss] = [
    .squared, .absolute, .quantiles([0.3]), .quantiles([0.1, 0.5, 0.9]),
    .quantiles([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]), .poisson, .tweedie(power: 1.4),
  ]

  @Test(
    "with all rows, each tree makes the loss of what it was grown on smaller",
    arguments: losses
  )
  func descent(loss: BoostingLoss) {
    var examples = Self.examples(2000, seed: 1)
    if loss.isLogarithmic { examples.targets = examples.targets.map { max($0, 0) } }
    var last = Double.infinity
    let options = Self.options {
      ($0.rowShare, $0.featureShare, $0.patience) = (1, 1, 1000)
    }
    _ = GradientBoosting(loss, options: options).fitted(to: examples, validation: examples) {
      round,
      value in
      // Where several quantiles share their leaves, none moves against its own loss.
      #expect((value ?? .nan) <= last + 1e-6, "round \(round)")
      last = value ?? .nan
      return true
    }
  }

  @Test("what depends on the features is found: number, missing value, category")
  func accuracy() {
    let (examples, others) = (Self.examples(20_000, seed: 2), Self.examples(5000, seed: 3))
    let trees = GradientBoosting(.squared, options: Self.options()).fitted(to: examples)
    let predictions = trees.predictions(for: others.table)
    let error = zip(predictions, others.targets).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    let mean = others.targets.reduce(0, +) / 5000
    let whole = others.targets.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    #expect(error / whole < 0.02)
    let importance = trees.importance
    #expect(abs(importance.reduce(-1, +)) < 1e-12)
    #expect(importance[3] < 0.01 && importance[..<3].allSatisfy { $0 > 0.05 })
  }

  @Test("the number of threads changes no bit", arguments: losses)
  func threads(loss: BoostingLoss) {
    var examples = Self.examples(6000, seed: 4)
    if loss.isLogarithmic { examples.targets = examples.targets.map { max($0, 0) } }
    let fits = [1, 2, 3].map { threads in
      withThreads(threads) {
        GradientBoosting(loss, options: Self.options { $0.rounds = 10 }).fitted(to: examples)
      }
    }
    #expect(fits[0] == fits[1] && fits[0] == fits[2])
  }

  @Test("quantiles cover what they should on rows that were not seen, and do not cross")
  func quantiles() {
    let levels = [0.1, 0.5, 0.9]
    /// Wider where the feature is larger, and skewed.
    func examples(_ count: Int, seed: UInt64) -> GradientBoosting.Examples {
      var stream = RandomStream(seed: seed)
      let feature = (0..<count).map { _ in Float(stream.uniform()) }
      let targets = feature.map { $0 - (1 + 3 * $0) * Float(log(stream.uniform())) }
      return .init(FeatureTable([.init(name: "x", values: feature)]), targets: targets)
    }
    let trees = GradientBoosting(
      .quantiles(levels),
      options: Self.options { ($0.rowsPerLeaf, $0.rounds) = (200, 60) }
    ).fitted(to: examples(20_000, seed: 5))
    let others = examples(20_000, seed: 6)
    let predictions = trees.predictions(for: others.table)
    var (below, lowHalf) = ([0, 0, 0], [0, 0, 0])
    var lowCount = 0
    for (row, target) in others.targets.enumerated() {
      let own = predictions[3 * row..<3 * row + 3]
      #expect(zip(own, own.dropFirst()).allSatisfy(<=))
      let isLow = others.table.columns[0].values[row] < 0.5
      lowCount += isLow ? 1 : 0
      for (place, quantile) in own.enumerated() where target <= quantile {
        below[place] += 1
        lowHalf[place] += isLow ? 1 : 0
      }
    }
    for (place, level) in levels.enumerated() {
      // Four standard errors of a share of 10,000 rows, and the bias of a learning rate.
      #expect(abs(Double(below[place]) / 20_000 - level) < 0.02)
      #expect(abs(Double(lowHalf[place]) / Double(lowCount) - level) < 0.03)
    }
  }

  @Test("the mean of counts is met", arguments: [BoostingLoss.poisson, .tweedie(power: 1.2)])
  func counts(loss: BoostingLoss) {
    var stream = RandomStream(seed: 7)
    let feature = (0..<20_000).map { _ in Float(Int(stream.uniform() * 4)) }
    let means: [Double] = [0.1, 1, 3, 8]
    let targets = feature.map { category in
      // A Poisson count by the product of uniform draws (Knuth).
      var (count, product) = (-1, 1.0)
      repeat {
        product *= stream.uniform()
        count += 1
      } while product > exp(-means[Int(category)])
      return Float(count)
    }
    let table = FeatureTable([.init(name: "x", kind: .category, values: feature)])
    let trees = GradientBoosting(loss, options: Self.options())
      .fitted(to: .init(table, targets: targets))
    let predictions = trees.predictions(
      for: FeatureTable([.init(name: "x", kind: .category, values: [0, 1, 2, 3])])
    )
    for (prediction, mean) in zip(predictions, means) {
      #expect(abs(Double(prediction) - mean) < 0.05 * mean + 0.03)
    }
  }

  @Test(
    "boosting ends when the validation loss no longer falls, and forgets the rounds after its best"
  )
  func patience() {
    var stream = RandomStream(seed: 8)
    func noise() -> GradientBoosting.Examples {
      .init(
        FeatureTable([.init(name: "x", values: (0..<500).map { _ in Float(stream.normal()) })]),
        targets: (0..<500).map { _ in Float(stream.normal()) }
      )
    }
    let options = Self.options { ($0.rounds, $0.patience, $0.rowsPerLeaf) = (500, 10, 5) }
    var rounds = 0
    let trees = GradientBoosting(.squared, options: options)
      .fitted(to: noise(), validation: noise()) { round, _ in
        rounds = round + 1
        return true
      }
    #expect(trees.treeCount < 20 && rounds < 60)
    let stopped = GradientBoosting(.squared, options: options).fitted(to: noise()) { round, _ in
      round < 4
    }
    #expect(stopped.treeCount == 5)
  }

  @Test("no rows, one row, equal rows and equal targets give a constant", arguments: [0, 1, 3, 50])
  func constants(count: Int) {
    for loss in Self.losses {
      let targets = [Float](repeating: 2, count: count)
      for values in [targets, (0..<count).map(Float.init)] {
        let table = FeatureTable([.init(name: "x", values: values)])
        let trees = GradientBoosting(loss, options: Self.options { $0.rounds = 3 })
          .fitted(to: .init(table, targets: targets))
        for prediction in trees.predictions(for: table) { #expect(abs(prediction - 2) < 1e-5) }
      }
    }
  }

  @Test("rows forecast together get what each gets alone", arguments: [1, 7, 8, 9, 64, 65, 200])
  func together(count: Int) {
    let trees = GradientBoosting(.quantiles([0.2, 0.8]), options: Self.options { $0.rounds = 20 })
      .fitted(to: Self.examples(3000, seed: 10))
    #expect(trees.trees.contains { !$0.sets.isEmpty })
    let many = Self.examples(count, seed: 11).table
    func part(_ rows: Range<Int>) -> FeatureTable {
      FeatureTable(
        many.columns.map { .init(name: $0.name, kind: $0.kind, values: Array($0.values[rows])) }
      )
    }
    let alone = (0..<count).flatMap { trees.predictions(for: part($0..<$0 + 1)) }
    #expect(trees.predictions(for: many) == alone)
  }

  @Test("a tree is added to each row once, its leaf known or not", arguments: [1, 7, 8, 9, 5000])
  func adding(count: Int) throws {
    let examples = Self.examples(6000, seed: 12)
    let tree = try #require(
      GradientBoosting(.squared, options: Self.options { $0.rounds = 1 })
        .fitted(to: examples).trees.first
    )
    let table = BinnedTable(Self.examples(count, seed: 13).table, most: 60)
    let cells = table.cells.span
    let leaves = (0..<count).map { tree.leaf(tree.nodes.span, cells, at: $0 * table.columnCount) }
    // Every third row is known, those of a leaf together.
    let known = (0..<tree.values.count).map { leaf in
      (0..<count).filter { $0 % 3 == 0 && leaves[$0] == leaf }.map { UInt32($0) }
    }
    var (begin, ranges) = (0, [Range<Int>]())
    for rows in known {
      ranges.append(begin..<begin + rows.count)
      begin += rows.count
    }
    let expected = leaves.map { 1 + tree.values[$0] }
    var (sums, others) = ([Float](repeating: 1, count: count), [Float](repeating: 1, count: count))
    tree.add(to: &sums, table: table, width: 1)
    tree.add(to: &others, table: table, width: 1, known: (known.flatMap { $0 }, ranges))
    #expect(sums == expected && others == expected)
  }

  @Test("a file gives back the same trees; one that was tampered with is refused or harmless")
  func file() throws {
    let examples = Self.examples(3000, seed: 9)
    let loss = BoostingLoss.quantiles([0.2, 0.8])
    let trees = GradientBoosting(loss, options: Self.options { $0.rounds = 5 })
      .fitted(to: examples)
    let tensors = trees.tensors(prefix: "t")
    func read(_ tensors: [(name: String, tensor: Tensor)]) throws -> BoostedTrees {
      let file = try WeightsFile(bytes: WeightsFile(tensors).encoded())
      return try BoostedTrees(file, prefix: "t", loss: loss, features: trees.features)
    }
    #expect(try read(tensors) == trees)
    for (place, entry) in tensors.enumerated() {
      var without = tensors
      without.remove(at: place)
      #expect(throws: BoostedTreesError.self) { try read(without) }
      for element in 0..<min(entry.tensor.count, 40) {
        for value in [-7.0, 0.5, 1e6] {
          var elements = entry.tensor.elements
          elements[element] = value
          var changed = tensors
          changed[place].tensor = Tensor(elements, entry.tensor.elementType)
          // Whatever is accepted gives every row a leaf.
          let predictions = (try? read(changed))?.predictions(for: examples.table)
          #expect(predictions == nil || predictions?.count == 6000)
        }
      }
    }
  }
}
