/// The loss on validation examples, round by round.
struct ValidationWatch {
  private let table: BinnedTable
  private let targets: [Float]
  private let weights: [Float]
  private let loss: BoostingLoss
  private var sums: [Float]
  /// The loss after the last round.
  private(set) var lastLoss: Double
  private var bestLoss: Double
  /// The round after which the loss was smallest; −1 for before the first.
  private(set) var bestRound = -1

  init(
    _ examples: GradientBoosting.Examples,
    bins: [FeatureBins],
    start: [Float],
    loss: BoostingLoss
  ) {
    table = BinnedTable(examples.table, bins: bins)
    (targets, weights) = (examples.targets, examples.weights)
    self.loss = loss
    sums = []
    for _ in targets { sums += start }
    lastLoss = loss.mean(of: sums, targets: targets, weights: weights)
    bestLoss = lastLoss
  }

  mutating func add(_ tree: RegressionTree, round: Int) {
    tree.add(to: &sums, table: table, width: loss.outputCount)
    lastLoss = loss.mean(of: sums, targets: targets, weights: weights)
    if lastLoss < bestLoss { (bestLoss, bestRound) = (lastLoss, round) }
  }
}
