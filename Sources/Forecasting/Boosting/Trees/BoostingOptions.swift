/// How trees are grown and added up.
public struct BoostingOptions: Hashable, Sendable {
  /// The trees, at most.
  public var rounds = 200
  /// The share of each tree that is added.
  public var learningRate = 0.05
  /// The leaves of a tree, at most.
  public var leaves = 63
  /// The rows of a leaf, at least.
  public var rowsPerLeaf = 100
  /// The share of the rows from which a tree is grown, drawn anew for each.
  public var rowShare = 0.7
  /// The share of the features that a tree may use, drawn anew for each.
  public var featureShare = 0.7
  /// The bins of a feature, at most; one of them is for missing values.
  public var bins = 127
  /// What is added to the second derivatives of a leaf, which shrinks small ones.
  public var shrinkage = 0.0
  /// The rounds without a smaller loss on the validation rows after which boosting stops.
  public var patience = 50
  /// The seed of the draws.
  public var seed: UInt64 = 0

  /// The defaults.
  public init() {}

  /// Traps where the options contradict themselves.
  func validate() {
    precondition(rounds >= 0 && learningRate > 0, "\(rounds) rounds at a rate of \(learningRate)")
    precondition(leaves >= 2 && rowsPerLeaf >= 1, "\(leaves) leaves of \(rowsPerLeaf) rows")
    precondition((2...255).contains(bins), "\(bins) bins, expected 2 to 255")
    precondition(rowShare > 0 && rowShare <= 1, "a row share of \(rowShare)")
    precondition(featureShare > 0 && featureShare <= 1, "a feature share of \(featureShare)")
    precondition(
      shrinkage >= 0 && patience >= 1,
      "a shrinkage of \(shrinkage), patience \(patience)"
    )
  }
}
