internal import Forecasting
internal import Parallelism
internal import TimeSeries

/// By how many bytes memory grew for a model at its peak; nil where that is not known.
struct ModelMemory: Sendable {
  /// While it was trained on the panel, on all threads.
  var training: Double?
  /// While it forecast the longest series, one after the other on one thread.
  var forecasting: Double?
}

/// What a comparison found, and what is needed to tell it.
struct CompareFindings: Sendable {
  /// Series that are alike in some way, and what each model gives on them.
  struct Segment: Sendable {
    let name: String
    let series: [Int]
    /// The metric of each model.
    let values: [Double]
  }

  /// One way to divide the series.
  struct Division: Sendable {
    let name: String
    let segments: [Segment]
  }

  let plan: ComparePlan
  /// The contestants, trained.
  let contestants: [Contestant]
  let result: BacktestResult
  /// What each contestant needed of memory.
  let memory: [ModelMemory]
  /// How the competitors compare; those that are not shown all covariates have no part in it.
  let judgement: Judgement
  /// What covariates earn: for the best of the models first, for each in the order of `--ablation`.
  let effects: [AblationEffect]
  /// What combinations gain over the best of their members that were compared, the best combination first.
  let combinations: [CombinationGain]
  /// The models that each combination combines on most series, by its position.
  let members: [Int: [String]]
  let divisions: [Division]
  /// The positions of the segments of demand class of each series, for the tables of series.
  let classes: [String]
  /// What errors were to be expected; nil where nobody asks.
  var outlook: CompareOutlook?

  init(
    _ plan: ComparePlan,
    contestants: [Contestant],
    result: BacktestResult,
    memory: [ModelMemory],
    metric: BacktestMetric,
    seed: UInt64
  ) {
    self.plan = plan
    self.contestants = contestants
    self.result = result
    self.memory = memory
    let judgement = Judgement(
      result,
      of: Array(plan.competitors),
      metric: metric,
      baseline: plan.baseline,
      seed: seed
    )
    self.judgement = judgement
    let pairs = judgement.standings.flatMap { standing in
      plan.ablations.filter { $0.model == standing.model }
    }
    effects = parallelMap(count: pairs.count) { place -> AblationEffect in
      let (model, ablated) = pairs[place]
      return AblationEffect(result, of: model, without: ablated, metric: metric, seed: seed)
    }
    let members = Self.members(of: contestants[plan.competitors], on: plan.subjects)
    // The baseline takes part unasked, and skill says what there is to say of it.
    let combined = judgement.standings.compactMap { standing -> (model: Int, member: Int)? in
      let names = members[standing.model] ?? []
      let best = judgement.standings.first {
        $0.model != plan.baseline && names.contains(result.models[$0.model])
      }
      return best.map { (standing.model, $0.model) }
    }
    combinations = parallelMap(count: combined.count) { place -> CombinationGain in
      let (model, member) = combined[place]
      return CombinationGain(result, of: model, over: member, metric: metric, seed: seed)
    }
    self.members = members
    classes = plan.subjects.map(Self.demandClass)
    func division(_ name: String, _ labels: [String], order: [String]) -> Division {
      var members: [String: [Int]] = [:]
      for (position, label) in labels.enumerated() { members[label, default: []].append(position) }
      let names =
        order.filter { members[$0] != nil } + members.keys.filter { !order.contains($0) }.sorted()
      return Division(
        name: name,
        segments: names.map { name in
          let series = members[name] ?? []
          return Segment(
            name: name.isEmpty ? "(empty)" : name,
            series: series,
            values: result.models.indices.map { result.value(metric, of: $0, series: series) }
          )
        }
      )
    }
    let order =
      DemandPattern.Category.allCases.map(\.rawValue) + ["signed", "constant", "zero", "empty"]
    let lengths = Self.lengthClasses(plan.subjects)
    var divisions = [
      division("demand", classes, order: order),
      division("history", lengths.labels, order: lengths.order),
    ]
    for (place, name) in (plan.subjects.first?.series.attributes ?? []).map(\.name).enumerated() {
      guard plan.isDividing(name) else { continue }
      divisions.append(
        division(name, plan.subjects.map { $0.series.attributes[place].value }, order: [])
      )
    }
    self.divisions = divisions.filter { $0.segments.count > 1 }
  }

  var models: [String] { result.models }

  /// The position of the best model.
  var best: Int { judgement.standings.first?.model ?? 0 }

  /// The models of the catalogue that combinations combine on most series, by the position of the combination.
  private static func members(
    of contestants: ArraySlice<Contestant>,
    on subjects: [BacktestSubject]
  ) -> [Int: [String]] {
    var members: [Int: [String]] = [:]
    for (model, contestant) in zip(contestants.indices, contestants) {
      var counts: [[String]: Int] = [:]
      for subject in subjects {
        counts[contestant.memberNames(for: subject), default: 0] += 1
      }
      let most = counts.max {
        $0.value != $1.value ? $0.value < $1.value : $0.key.count < $1.key.count
      }
      let known = (most?.key ?? []).filter { ModelCatalogue.model(named: $0) != nil }
      if !known.isEmpty { members[model] = known }
    }
    return members
  }

  /// The class of demand before the first origin, or what is more telling.
  private static func demandClass(of subject: BacktestSubject) -> String {
    let origin = subject.origins.first { $0 > 0 } ?? subject.series.values.count
    let history = Array(subject.series.values[..<origin])
    let moments = Moments(of: history)
    if moments.count == 0 { return "empty" }
    if moments.isConstant { return moments.maximum == 0 ? "zero" : "constant" }
    return DemandPattern(history)?.category.rawValue ?? "signed"
  }

  /// Series by thirds of the length of their history; one class where lengths differ little.
  private static func lengthClasses(
    _ subjects: [BacktestSubject]
  ) -> (labels: [String], order: [String]) {
    let lengths = subjects.map { Double($0.origins.last ?? 0) }
    let cuts = lengths.quantiles(at: [1.0 / 3, 2.0 / 3])
    guard subjects.count >= 9, cuts[1] >= 1.3 * cuts[0] else {
      return (subjects.map { _ in "all" }, ["all"])
    }
    let (low, high) = (Int(cuts[0]), Int(cuts[1]))
    let order = ["up to \(low) steps", "\(low + 1) to \(high) steps", "over \(high) steps"]
    return (
      lengths.map { Int($0) <= low ? order[0] : Int($0) <= high ? order[1] : order[2] }, order
    )
  }

  /// A metric of a model on one series; NaN where it is not defined.
  func value(_ metric: BacktestMetric, of model: Int, on series: Int) -> Double {
    let value = result.value(metric, of: model, series: CollectionOfOne(series))
    return value.isFinite ? value : .nan
  }

  /// A figure of a gate.
  func figure(_ figure: Gate.Figure, of name: String) -> Double {
    guard let model = models.firstIndex(of: name) else { return .nan }
    let standing = judgement.standings.first { $0.model == model }
    return switch figure {
    case .metric(let metric): result.value(metric, of: model)
    case .skill: standing?.skill ?? .nan
    case .rank: standing?.meanRank ?? .nan
    case .winRate: standing?.winRate ?? .nan
    case .fallbacks: result.tallies[model].fallbacks
    }
  }
}
