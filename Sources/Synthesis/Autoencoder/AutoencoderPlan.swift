/// How a TimeVAE is trained.
public struct AutoencoderPlan: Sendable, Hashable {
  /// The steps of training.
  public var stepCount = 4000
  /// The windows of a step.
  public var batchSize = 64
  /// The learning rate, which falls along half a cosine.
  public var learningRate = 1e-3
  /// The share of windows whose context is hidden, so that a series can begin without.
  public var hiddenContextShare = 0.1
  /// The share of windows whose series is known by its attributes alone, if it has any.
  public var hiddenSeriesShare = 0.2
  /// The numbers in the vector of a series.
  public var embeddingSize = 10
  /// Where everything random comes from.
  public var seed: UInt64 = 0

  /// The standard plan.
  public init() {}

  /// The plan as words of a file.
  var text: String {
    "\(stepCount) \(batchSize) \(embeddingSize) \(learningRate) \(hiddenContextShare) "
      + "\(hiddenSeriesShare) \(seed)"
  }

  /// The plan of words; nil where they are none.
  init?(_ words: [String]) {
    let numbers = words.prefix(3).compactMap { Int($0) }
    let reals = words.dropFirst(3).prefix(3).compactMap { Double($0) }
    guard words.count == 7, numbers.count == 3, reals.count == 3,
      numbers.allSatisfy({ (1...1 << 31).contains($0) }),
      reals.allSatisfy({ $0.isFinite && $0 >= 0 }), reals[1...].allSatisfy({ $0 <= 1 }),
      let seed = UInt64(words[6])
    else { return nil }
    (stepCount, batchSize, embeddingSize) = (numbers[0], numbers[1], numbers[2])
    (learningRate, hiddenContextShare, hiddenSeriesShare) = (reals[0], reals[1], reals[2])
    self.seed = seed
  }
}
