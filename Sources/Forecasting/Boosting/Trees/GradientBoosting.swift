/// Fits boosted trees to a table.
public struct GradientBoosting: Sendable {
  /// What is made small.
  public var loss: BoostingLoss
  /// How trees are grown.
  public var options: BoostingOptions

  /// Boosting for a loss.
  public init(_ loss: BoostingLoss, options: BoostingOptions = BoostingOptions()) {
    options.validate()
    self.loss = loss
    self.options = options
  }

  /// Rows with known targets.
  public struct Examples: Sendable {
    /// The features.
    public var table: FeatureTable
    /// A target per row.
    public var targets: [Float]
    /// How much each row counts in a smooth loss; empty where all count the same. Quantiles ignore it.
    public var weights: [Float]

    /// - Precondition: there is a finite target for each row, and as many weights or none, finite and not
    ///   negative.
    public init(_ table: FeatureTable, targets: [Float], weights: [Float] = []) {
      precondition(
        table.rowCount == targets.count,
        "\(table.rowCount) rows but \(targets.count) targets"
      )
      precondition(!targets.contains { !$0.isFinite }, "a target is not finite")
      precondition(
        weights.isEmpty || weights.count == targets.count,
        "\(targets.count) rows but \(weights.count) weights"
      )
      precondition(
        weights.allSatisfy { $0.isFinite && $0 >= 0 },
        "a weight is not finite, or negative"
      )
      self.table = table
      self.targets = targets
      self.weights = weights
    }
  }

  /// The trees that fit the examples.
  ///
  /// With validation examples boosting stops when their loss has not fallen for `options.patience`
  /// rounds, and the trees after the best round are dropped. The result depends on examples and
  /// options, not on the number of threads.
  ///
  /// - Parameter progress: called after each round; false ends boosting there.
  /// - Complexity: O(rows · features) a level of a tree; memory of a byte a value beside the table.
  public func fitted(
    to examples: Examples,
    validation: Examples? = nil,
    progress: (_ round: Int, _ validationLoss: Double?) -> Bool = { _, _ in true }
  ) -> BoostedTrees {
    let table = BinnedTable(examples.table, most: options.bins)
    var run = BoostingRun(
      loss: loss,
      options: options,
      table: table,
      targets: examples.targets,
      weights: examples.weights
    )
    var watch = validation.map {
      ValidationWatch($0, bins: table.bins, start: run.start, loss: loss)
    }
    var trees: [RegressionTree] = []
    for round in 0..<options.rounds {
      let tree = run.next(round)
      trees.append(tree)
      watch?.add(tree, round: round)
      if let watch, round - watch.bestRound >= options.patience { break }
      if !progress(round, watch?.lastLoss) { break }
    }
    if let watch { trees.removeSubrange(min(watch.bestRound + 1, trees.count)...) }
    return BoostedTrees(
      loss: loss,
      features: examples.table.columns.map(\.name),
      bins: table.bins,
      start: run.start,
      trees: trees
    )
  }
}
