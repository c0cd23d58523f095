public import Tensors
public import TimeSeries

/// A fitted model of the Theta family.
public struct ThetaModel: LocalModel {
  /// Which member of the family it is.
  public let variant: ThetaVariant
  /// The season that was taken out; nil where there is none.
  public let season: ClassicalDecomposition?
  /// α, the share of each error that the level takes on.
  public var smoothing: Double { parameters.smoothing }
  /// θ; 2 where it is not estimated.
  public var theta: Double { variant.weight == nil ? 1 / (1 - parameters.weight) : 2 }
  /// The level before the first step, without the season.
  public var initialLevel: Double {
    scale.unit * parameters.initialLevel + scale.origin * (1 - parameters.weight)
  }
  /// The mean square of the one-step errors from the fourth step on, without the season.
  public let meanSquaredError: Double
  /// The standard deviation of a one-step error, without the season.
  public let standardDeviation: Double

  /// The outlook in units in which the first value is 0.
  private let outlook: ThetaOutlook
  let scale: ThetaScale
  /// The parameters in the units of the scale.
  let parameters: ThetaParameters
  /// The line through the whole history in the units of the scale; nil where it moves with it.
  let line: LinearTrend?
  /// How many steps are missing after the last observation.
  private let stepsMissing: Int
  /// The steps from the first observation to the last.
  private let stepCount: Int

  /// The member of the family with the smallest errors.
  ///
  /// - Throws: `ForecastError.noObservations`; `.tooShort` for fewer than 4 observations;
  ///   `.diverged` where their range is no finite number.
  init(
    _ series: Series,
    period: Int,
    variants: [ThetaVariant]
  ) throws(ForecastError) {
    let history = try ThetaHistory(series)
    let season = ClassicalDecomposition.ofSeason(
      in: history.values,
      period: period,
      test: .theta
    )
    let adjusted = season?.seasonallyAdjusted(history.values) ?? history.values
    let scale = ThetaScale(adjusted)
    guard scale.unit.isFinite else { throw .diverged(series: series.id) }
    let scaled = scale.scaled(adjusted)

    var best: (variant: ThetaVariant, trend: ThetaTrend, parameters: ThetaParameters)?
    for isDynamic in [false, true] where variants.contains(where: { $0.isDynamic == isDynamic }) {
      let trend = ThetaTrend(scaled, isDynamic: isDynamic)
      for variant in variants where variant.isDynamic == isDynamic {
        let parameters = ThetaSearch.parameters(of: scaled, trend: trend, weight: variant.weight)
        if parameters.squares < best?.parameters.squares ?? .infinity {
          best = (variant, trend, parameters)
        }
      }
    }
    guard let (variant, trend, parameters) = best else { throw .diverged(series: series.id) }
    self.init(
      variant,
      parameters,
      trend: trend,
      line: variant.isDynamic ? nil : LinearTrend(scaled),
      season: season,
      scale: scale,
      history: history
    )
  }

  /// The model with parameters that have been run through a history.
  init(
    _ variant: ThetaVariant,
    _ parameters: ThetaParameters,
    trend: ThetaTrend,
    line: LinearTrend?,
    season: ClassicalDecomposition?,
    scale: ThetaScale,
    history: ThetaHistory
  ) {
    self.variant = variant
    self.parameters = parameters
    self.line = line
    self.season = season
    self.scale = scale
    let errors = Double(parameters.errorCount)
    let freedom = max(errors - Double(variant.parameterCount), 1)
    meanSquaredError = scale.unit * scale.unit * (parameters.squares / errors)
    standardDeviation = scale.unit * (parameters.squares / freedom).squareRoot()
    outlook = ThetaOutlook(
      parameters,
      trend: trend,
      isDynamic: variant.isDynamic,
      steps: history.values.count
    )
    stepCount = history.values.count
    stepsMissing = history.stepsMissing
  }

  /// The forecasts, normally distributed with the exact variances of the model.
  public func distribution(
    horizon: Int,
    using stream: inout RandomStream
  ) -> ForecastDistribution {
    var outlook = outlook
    for _ in 0..<stepsMissing { _ = outlook.next() }
    var means: [Double] = []
    var deviations: [Double] = []
    for _ in 0..<horizon {
      let (mean, variance) = outlook.next()
      means.append(scale.origin + scale.unit * mean)
      deviations.append(standardDeviation * variance.squareRoot())
    }
    let adjusted = ForecastDistribution(
      mean: means,
      shape: .normal(standardDeviation: deviations)
    )
    guard let season else { return adjusted }
    let first = stepCount + stepsMissing
    let indices = (first..<(first + horizon)).map { season.seasonalIndex(at: $0) }
    return season.composition == .additive
      ? adjusted.shifted(by: indices) : adjusted.scaled(by: indices)
  }

  /// Such as `DynamicOptimizedTheta`, with `(A)` or `(M)` where an additive or a multiplicative season
  /// was taken out.
  public var description: String {
    switch season?.composition {
    case nil: variant.name
    case .additive: "\(variant.name)(A)"
    case .multiplicative: "\(variant.name)(M)"
    }
  }
}
