public import Tensors
internal import TimeSeries

/// What `Auto` makes of one series: the average of models of that series and of trees that have learnt
/// from its panel.
public struct AutoModel: LocalModel {
  /// What kind of series it is.
  let members: AutoMembers
  /// The models of the series alone; nil where none takes it.
  let local: (any LocalModel)?
  /// The trees; nil where there are none, or they cannot take the series.
  let trees: BoostedSeries?
  /// The weight of the trees; the rest is that of the models of the series.
  let treeShare: Double
  /// Their weight in the mean, where they give one; nil where the average of the parts is the mean.
  let meanShare: Double?
  /// What held-back windows say of the intervals.
  let calibration: PanelCalibration?
  /// A network beside all of these; nil where there is none.
  let network: NetworkPart?

  /// A network as it sees the series.
  struct NetworkPart: Sendable {
    let model: any LocalModel
    /// Its weight; the rest is that of all other parts.
    let share: Double
    /// The steps that it can forecast.
    let horizon: Int
  }

  /// The parts with their weights in per cent, those of trees at most: `67 % (50 % ETS(A,N,N) + 50 % CES) + 33 % Boosting`.
  public var description: String {
    guard let network else { return parts }
    let share = Int((network.share * 100).rounded())
    return "\(100 - share) % (\(parts)) + \(share) % \(network.model)"
  }

  private var parts: String {
    let share = Int((treeShare * 100).rounded())
    let parts = [local?.description, trees?.description].compactMap(\.self)
    if parts.count == 1 || share == 0 { return parts[0] }
    return share == 100 ? parts[1] : "\(100 - share) % (\(parts[0])) + \(share) % \(parts[1])"
  }

  /// The kind of series, the weight of the trees, and what was estimated for the models of the series.
  public var estimates: Estimates {
    Estimates(
      form: members.rawValue,
      numbers: [treeShare],
      members: local.map { [$0.estimates] } ?? []
    )
  }

  /// The average of the quantiles of the parts, calibrated.
  ///
  /// Where trees give means of demand, these have a weight of their own. Otherwise the mean of intermittent
  /// demand is that of the models of demand: the median, which the trees give, is mostly zero there.
  public func distribution(horizon: Int, using stream: inout RandomStream) -> ForecastDistribution {
    let own = local?.distribution(horizon: horizon, using: &stream)
    let common = trees?.distribution(horizon: horizon, using: &stream)
    var average: ForecastDistribution
    switch (own, common) {
    case (let own?, let common?):
      let share = Self.share(of: common, beside: own, treeShare: treeShare, of: members)
      average = .average([own, common], weights: [1 - share, share])
      if var meanShare {
        if treeShare > 0 { meanShare *= share / treeShare }
        average.centers = zip(own.centers, common.centers).map {
          (1 - meanShare) * $0 + meanShare * $1
        }
      } else if members == .intermittent {
        average.centers = own.centers
      }
    case (let one?, nil), (nil, let one?):
      average = one
    case (nil, nil):
      preconditionFailure("a model without parts")
    }
    let calibrated = calibration?.calibrated(average) ?? average
    // Farther than a network has learnt the other parts go alone.
    guard let network, horizon <= network.horizon else { return calibrated }
    return .average(
      [calibrated, network.model.distribution(horizon: horizon, using: &stream)],
      weights: [1 - network.share, network.share]
    )
  }

  /// The average of what the models of a series say and what trees say.
  static func average(
    _ local: ForecastDistribution,
    trees: ForecastDistribution,
    treeShare: Double,
    of members: AutoMembers
  ) -> ForecastDistribution {
    let share = share(of: trees, beside: local, treeShare: treeShare, of: members)
    return .average([local, trees], weights: [1 - share, share])
  }

  /// How much the trees count for the steps of a forecast, `treeShare` at most.
  ///
  /// Trees that count no more than the models of the series yield where their medians lie farther from theirs than their 95 %
  /// intervals reach, taken over all steps: the share is multiplied by reach over distance. A series that is like no
  /// other of its panel, such as a straight line of large values, is not what trees have learnt. So the share of such a series
  /// depends a little on the horizon.
  private static func share(
    of trees: ForecastDistribution,
    beside local: ForecastDistribution,
    treeShare: Double,
    of members: AutoMembers
  ) -> Double {
    var share = treeShare
    if members != .intermittent, treeShare <= 0.5 {
      let distance = zip(local.quantile(0.5), trees.quantile(0.5))
        .reduce(0) { $0 + abs($1.0 - $1.1) }
      let width = zip(local.quantile(0.025), local.quantile(0.975)).reduce(0) { $0 + $1.1 - $1.0 }
      if 2 * distance > width { share *= max(width / (2 * distance), 0) }
    }
    return share
  }
}
