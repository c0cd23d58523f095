internal import Tensors
public import TimeSeries

/// Which model is the most accurate, by how much, and how sure that is.
///
/// Models are compared on the series for which the metric is defined for all of them. Intervals come
/// from drawing series with replacement, the same for all models, so that what makes a series hard
/// cancels in differences.
public struct Judgement: Sendable {
  /// One model's place.
  public struct Standing: Sendable {
    /// The position of the model in the result.
    public let model: Int
    /// The metric over all windows and series.
    public let value: Double
    /// The 95 % interval of the value over series.
    public let interval: ClosedRange<Double>?
    /// One less the ratio to the value of the baseline: 0.2 for errors a fifth smaller.
    public let skill: Double
    /// The 95 % interval of the skill.
    public let skillInterval: ClosedRange<Double>?
    /// The share of pairs of a series and another model in which this one is better; ties count half.
    public let winRate: Double
    /// The share of series on which it is the best; ties are divided.
    public let bestShare: Double
    /// The mean over series of its rank among the models.
    public let meanRank: Double
  }

  /// How a model compares with the best one.
  public struct Contest: Sendable {
    /// The position of the other model in the result.
    public let model: Int
    /// How much larger its value is, as a share of it: 0.1 where the best is a tenth better.
    public let lead: Double
    /// The 95 % interval of the lead over series.
    public let interval: ClosedRange<Double>?
    /// The share of draws in which the other model is at least as good.
    public let doubt: Double?
    /// The test on the mean scaled errors in the order of time; nil for too few steps.
    public let test: DieboldMariano?
  }

  /// The metric.
  public let metric: BacktestMetric
  /// The models, the best first.
  public let standings: [Standing]
  /// The comparison of the best with each other model, in the order of the standings.
  public let contests: [Contest]
  /// The ranks; the positions are those among the models that are judged.
  public let ranks: RankComparison
  /// The series for which the metric is defined.
  public let series: [Int]
  /// The value that choosing the best model of each series would have given, had it been known.
  public let oracle: Double
  /// The seed of the draws.
  public let seed: UInt64
  /// The number of draws.
  public static let draws = 1000

  /// The judgement of a result.
  ///
  /// - Parameters:
  ///   - models: the positions of the models that are judged; nil for all. The others change nothing.
  ///   - baseline: the position of the model that skill refers to.
  ///   - seed: that of the draws.
  /// - Precondition: the metric is a loss, and the baseline among the models.
  public init(
    _ result: BacktestResult,
    of models: [Int]? = nil,
    metric: BacktestMetric,
    baseline: Int,
    seed: UInt64 = 0
  ) {
    precondition(metric.isLoss, "models cannot be ranked by \(metric)")
    self.metric = metric
    self.seed = seed
    let models = models ?? Array(result.models.indices)
    guard let base = models.firstIndex(of: baseline) else {
      preconditionFailure("model \(baseline) is not among \(models)")
    }
    let losses = Losses(result, of: models, metric: metric)
    let k = models.count
    series = losses.series
    ranks = RankComparison(losses: losses.perSeries, models: k)
    let values = (0..<k).map { losses.value(of: $0) }
    let order = (0..<k).sorted { values[$0] != values[$1] ? values[$0] < values[$1] : $0 < $1 }
    let best = order.first ?? 0
    // From few series little can be said of others.
    let drawn = series.count >= 5 ? losses.drawn(Self.draws, seed: seed) : []
    func interval(_ figure: ([Double]) -> Double) -> ClosedRange<Double>? {
      let figures = drawn.map(figure).filter(\.isFinite)
      guard figures.count > Self.draws / 2 else { return nil }
      let ends = figures.quantiles(at: [0.025, 0.975])
      return ends[0]...ends[1]
    }
    let (wins, firsts) = losses.wins()
    let ranks = self.ranks
    standings = order.map { model in
      Standing(
        model: models[model],
        value: values[model],
        interval: interval { $0[model] },
        skill: 1 - values[model] / values[base],
        skillInterval: interval { 1 - $0[model] / $0[base] },
        winRate: wins[model],
        bestShare: firsts[model],
        meanRank: ranks.meanRanks[model]
      )
    }
    contests = order.dropFirst().map { model in
      let (mine, others) = Self.timeline(result, models[best], models[model])
      return Contest(
        model: models[model],
        lead: 1 - values[best] / values[model],
        interval: interval { 1 - $0[best] / $0[model] },
        doubt: drawn.isEmpty
          ? nil : Double(drawn.count { $0[model] <= $0[best] }) / Double(drawn.count),
        test: result.windows > 1
          ? DieboldMariano(mine, others, horizon: result.horizon) : nil
      )
    }
    oracle = losses.oracle()
  }

  /// How two models stand when they are compared with each other alone; the second is the baseline.
  ///
  /// - Precondition: the metric is a loss, and the models are two.
  static func pair(
    _ result: BacktestResult,
    _ model: Int,
    beside other: Int,
    metric: BacktestMetric,
    seed: UInt64
  ) -> (Standing, Standing) {
    precondition(model != other, "model \(model) beside itself")
    let standings = Judgement(
      result,
      of: [model, other],
      metric: metric,
      baseline: other,
      seed: seed
    ).standings
    return standings[0].model == model
      ? (standings[0], standings[1]) : (standings[1], standings[0])
  }

  /// The mean scaled errors of two models at each step of each window, in the order of time.
  private static func timeline(
    _ result: BacktestResult,
    _ first: Int,
    _ second: Int
  ) -> ([Double], [Double]) {
    let pairs = zip(result.tallies[first].steps, result.tallies[second].steps)
      .filter { $0.scaledCount > 0 && $1.scaledCount > 0 }
    return (
      pairs.map { $0.0.scaledError / $0.0.scaledCount },
      pairs.map { $0.1.scaledError / $0.1.scaledCount }
    )
  }
}

/// The losses of all models on the series where all of them have one.
private struct Losses {
  /// The positions of the series.
  let series: [Int]
  /// For each series the sums of each model, then its weight, which is the same for all.
  private let sums: [[Double]]
  private let weights: [Double]
  private let models: Int

  init(_ result: BacktestResult, of chosen: [Int], metric: BacktestMetric) {
    models = chosen.count
    var kept: [Int] = []
    var (sums, weights): ([[Double]], [Double]) = ([], [])
    for (position, scores) in result.scores.enumerated() {
      var row = [Double](repeating: 0, count: models)
      var weight = 0.0
      for window in 0..<result.windows {
        let parts = chosen.map { metric.parts(of: scores[$0][window]) }
        guard !parts.contains(where: { $0 == nil }) else { continue }
        for (model, part) in parts.enumerated() { row[model] += part?.sum ?? 0 }
        weight += parts.first??.weight ?? 0
      }
      // Pooled metrics have no value where all actual values are 0, yet their errors count.
      guard weight > 0 || (metric == .nd || metric == .wql) && row.contains(where: { $0 > 0 })
      else { continue }
      kept.append(position)
      sums.append(row)
      weights.append(weight)
    }
    (series, self.sums, self.weights) = (kept, sums, weights)
  }

  /// For each series the loss of each model, up to what the weight of the series is.
  var perSeries: [[Double]] { sums }

  func value(of model: Int) -> Double {
    sums.reduce(0) { $0 + $1[model] } / weights.reduce(0, +)
  }

  func oracle() -> Double {
    sums.reduce(0) { $0 + ($1.min() ?? 0) } / weights.reduce(0, +)
  }

  /// The values of all models over series drawn with replacement, a row each.
  func drawn(_ draws: Int, seed: UInt64) -> [[Double]] {
    let flat = sums.flatMap(\.self)
    return (0..<draws).map { draw in
      var stream = RandomStream(seed: seed, stream: UInt64(draw))
      var totals = [Double](repeating: 0, count: models)
      var weight = 0.0
      for _ in series.indices {
        let one = Int(stream.next().multipliedFullWidth(by: UInt64(series.count)).high)
        for model in 0..<models { totals[model] += flat[one * models + model] }
        weight += weights[one]
      }
      return totals.map { $0 / weight }
    }
  }

  /// The share of pairs that each model wins, and the share of series on which it is the best.
  func wins() -> (rates: [Double], firsts: [Double]) {
    var (rates, firsts) = (
      [Double](repeating: 0, count: models), [Double](repeating: 0, count: models)
    )
    for row in sums {
      let least = row.min() ?? 0
      let ties = Double(row.count { $0 == least })
      for model in 0..<models {
        if row[model] == least { firsts[model] += 1 / ties }
        for other in 0..<models where other != model {
          rates[model] += row[model] < row[other] ? 1 : row[model] == row[other] ? 0.5 : 0
        }
      }
    }
    let pairs = Double(sums.count * max(models - 1, 1))
    return (rates.map { $0 / pairs }, firsts.map { $0 / Double(sums.count) })
  }
}
