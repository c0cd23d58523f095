internal import Parallelism
internal import Tensors

/// How good a synthetic panel is, beside what a real one of the same origin would score.
public struct Assessment: Sendable {
  /// A score of the synthetic panel, with that of real windows against other real windows of the same
  /// series: the floor that nothing can be expected to beat.
  public struct Score: Sendable, Hashable {
    /// The mean over the repetitions.
    public var mean: Double
    /// The deviation over the repetitions; 0 for a single one.
    public var deviation: Double
    /// The mean of the floor; nil where there is none.
    public var floor: Double?

    init(_ values: [Double], floors: [Double] = []) {
      func mean(_ values: [Double]) -> Double {
        values.reduce(0, +) / Double(max(1, values.count))
      }
      let centre = mean(values)
      self.mean = centre
      let squares = values.reduce(0) { $0 + ($1 - centre) * ($1 - centre) }
      deviation = values.count > 1 ? (squares / Double(values.count - 1)).squareRoot() : 0
      floor = floors.isEmpty ? nil : mean(floors)
    }
  }

  /// What is measured, and how thoroughly.
  public struct Plan: Sendable, Hashable {
    /// The steps of a window.
    public var length: Int
    /// The windows of each set.
    public var windowCount = 512
    /// How often each distance is measured, on other windows.
    public var repeats = 10
    /// How often networks are trained anew for the scores that need it; 0 leaves those scores out.
    public var trainings = 3
    /// Whether Context-FID is also measured in its second form, with encoders trained anew.
    public var hasContrastive = false
    /// Where everything random comes from.
    public var seed: UInt64 = 0

    /// A plan for windows of `length` steps.
    public init(length: Int) { self.length = length }
  }

  /// The plan.
  public let plan: Plan
  /// Context-FID with a causal encoder.
  public let contextFID: Score
  /// Context-FID with encoders trained anew by contrast.
  public let contrastiveFID: Score?
  /// Whether the causal encoder was given, so that distances can be compared with published ones.
  public let hasGivenEncoder: Bool
  /// How well a network tells synthetic windows from real ones, from 0 to ½.
  public let discriminative: Score?
  /// The error of a network that was trained on synthetic windows; the floor was trained on real ones.
  public let predictive: Score?
  /// Distances by simple statistics: marginal, autocorrelation, spectrum, skewness, kurtosis.
  public let shapes: [(name: String, score: Score)]
  /// How far apart the correlations between variables are; nil for windows of a single one.
  public let correlational: Score?
  /// How well the vectors cover each other.
  public let neighbours: NeighbourScores
  /// The same of real windows against other real ones.
  public let neighbourFloor: NeighbourScores
  /// What the windows give away.
  public let privacy: PrivacyScores
  /// The plane in which the vectors of real windows vary most.
  public let plane: PrincipalPlane
  /// The first windows that were compared, those of the plane.
  public let sample: WindowSample

  /// Measures.
  ///
  /// - Parameters:
  ///   - comparison: The two panels.
  ///   - heldBack: Windows of real series that the generator has not learnt from; nil if there are none.
  ///   - encoder: An encoder trained before; nil to train one on the real windows.
  ///   - progress: Told what comes next; it says whether to go on.
  /// - Throws: `foreignEncoder`, `training`, or `interrupted`.
  public init(
    _ comparison: WindowComparison,
    _ plan: Plan,
    heldBack: WindowSource? = nil,
    encoder given: CausalEncoder? = nil,
    progress: (String) -> Bool = { _ in true }
  ) throws(SynthesisError) {
    if let given, given.variableCount != comparison.real.variableCount {
      throw .foreignEncoder(
        variableCount: given.variableCount,
        expected: comparison.real.variableCount
      )
    }
    func next(_ name: String) throws(SynthesisError) { if !progress(name) { throw .interrupted } }
    self.plan = plan
    var random = RandomStream(seed: plan.seed, name: "assessment")
    let samples = (0..<max(1, plan.repeats)).map {
      comparison.sample(plan.windowCount, from: $0 * plan.windowCount, using: &random)
    }
    let first = samples[0]
    sample = first
    try next("the encoder")
    let encoder: CausalEncoder
    if let given {
      encoder = given
    } else {
      var sizes = CausalEncoder.smallSizes(length: plan.length)
      sizes.variableCount = comparison.real.variableCount
      encoder = try CausalEncoder.trained(
        on: comparison.real.windows(4 * plan.windowCount, using: &random).values,
        sizes: sizes,
        iterations: 300,
        seed: plan.seed
      )
    }
    hasGivenEncoder = given != nil

    try next("Context-FID")
    let distances = parallelMap(count: samples.count) { place in
      let sample = samples[place]
      let real = encoder.moments(of: sample.real)
      return (
        made: encoder.moments(of: sample.synthetic).frechetDistance(to: real),
        floor: encoder.moments(of: sample.others).frechetDistance(to: real)
      )
    }
    contextFID = Score(distances.map(\.made), floors: distances.map(\.floor))
    let vectors = (encoder(first.real), encoder(first.synthetic), encoder(first.others))
    neighbours = NeighbourScores(real: vectors.0, made: vectors.1)
    neighbourFloor = NeighbourScores(real: vectors.0, made: vectors.2)
    do {
      plane = try PrincipalPlane(real: vectors.0, made: vectors.1)
    } catch {
      throw .training(.nonFiniteValidation(step: 0))
    }

    let statistics = samples.map {
      (ShapeDistances($0.real, $0.synthetic), ShapeDistances($0.real, $0.others))
    }
    let kinds: [(String, @Sendable (ShapeDistances) -> Double)] = [
      ("marginal", { $0.marginal }), ("autocorrelation", { $0.autocorrelation }),
      ("spectrum", { $0.spectrum }), ("skewness", { $0.skewness }), ("kurtosis", { $0.kurtosis }),
    ]
    shapes = kinds.map { name, value in
      (name, Score(statistics.map { value($0.0) }, floors: statistics.map { value($0.1) }))
    }

    correlational =
      comparison.real.variableCount > 1
      ? Score(
        samples.map { correlationalScore($0.real, $0.synthetic) },
        floors: samples.map { correlationalScore($0.real, $0.others) }
      ) : nil

    try next("privacy")
    privacy = PrivacyScores(
      made: first.synthetic,
      source: comparison.real,
      heldBack: heldBack.map { $0.windows(plan.windowCount, using: &random).values },
      using: &random
    )

    var (told, toldFloor, predicted, predictedFloor, contrast, contrastFloor):
      ([Double], [Double], [Double], [Double], [Double], [Double]) = ([], [], [], [], [], [])
    for round in 0..<plan.trainings {
      let sample = samples[round % samples.count]
      let seed = plan.seed &+ UInt64(round)
      try next("the discriminative score, \(round + 1) of \(plan.trainings)")
      told.append(
        try PostHocScores.discriminative(real: sample.real, made: sample.synthetic, seed: seed)
      )
      toldFloor.append(
        try PostHocScores.discriminative(real: sample.real, made: sample.others, seed: seed)
      )
      try next("the predictive score, \(round + 1) of \(plan.trainings)")
      predicted.append(
        try PostHocScores.predictive(
          trainedOn: sample.synthetic,
          testedOn: sample.real,
          seed: seed
        )
      )
      predictedFloor.append(
        try PostHocScores.predictive(trainedOn: sample.others, testedOn: sample.real, seed: seed)
      )
      guard plan.hasContrastive else { continue }
      try next("Context-FID by contrast, \(round + 1) of \(plan.trainings)")
      let anew = try ContrastiveEncoder.trained(on: sample.real, seed: seed)
      func moments(_ windows: Tensor) -> VectorMoments {
        let vectors = anew.vectors(of: windows)
        return VectorMoments(vectors.elements, size: vectors.shape[1])
      }
      let real = moments(sample.real)
      contrast.append(moments(sample.synthetic).frechetDistance(to: real))
      contrastFloor.append(moments(sample.others).frechetDistance(to: real))
    }
    discriminative = told.isEmpty ? nil : Score(told, floors: toldFloor)
    predictive = predicted.isEmpty ? nil : Score(predicted, floors: predictedFloor)
    contrastiveFID = contrast.isEmpty ? nil : Score(contrast, floors: contrastFloor)
  }
}
