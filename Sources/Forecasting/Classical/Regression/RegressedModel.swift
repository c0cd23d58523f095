internal import Glibc
public import Tensors
internal import TimeSeries

/// A model of what covariates leave of a series, and what they explain of it.
public struct RegressedModel: LocalModel {
  /// The model of the rest.
  public let base: any LocalModel
  private let regression: Regression
  /// What not knowing the coefficients adds to the variance of each step.
  private let uncertainty: [Double]
  private let effects: [Double]
  private let isClosed: [Bool]
  /// How many covariates take part.
  public let regressorCount: Int

  init(
    base: any LocalModel,
    regression: Regression,
    uncertainty: [Double],
    covariates: [Covariate],
    closures: [Closure]
  ) {
    self.base = base
    self.regression = regression
    self.uncertainty = uncertainty
    effects = uncertainty.indices.map { step in
      regression.effect { regression.limited(covariates[$0].future[step], $0) }
    }
    isClosed = uncertainty.indices.map { step in
      closures.contains { covariates[$0.covariate].future[step] == $0.value }
    }
    let closing = Set(closures.map(\.covariate))
    let taking = regression.coefficients.indices.filter { regression.coefficients[$0] != 0 }
    regressorCount = closing.union(taking).count
  }

  /// The model of the rest and the number of regressors, such as `ETS(A,N,A) + 3 regressors`, or
  /// `ETS(A,N,A) × 3 regressors` where their effects are factors.
  public var description: String {
    if regressorCount == 0 { return base.description }
    let sign = regression.scale == .linear ? "+" : "×"
    return "\(base) \(sign) \(regressorCount) regressor\(regressorCount == 1 ? "" : "s")"
  }

  /// The coefficients, and what was estimated for the rest.
  public var estimates: Estimates { regression.estimates(with: base.estimates) }

  /// The forecasts of the rest with the effects of the covariates, wider by what is not known of them;
  /// zero at closed steps.
  ///
  /// - Precondition: the covariates are known of so many steps.
  public func distribution(
    horizon: Int,
    using stream: inout RandomStream
  ) -> ForecastDistribution {
    precondition(
      horizon <= effects.count,
      "a forecast of \(horizon) steps with covariates known of \(effects.count)"
    )
    var result = base.distribution(horizon: horizon, using: &stream)
    if regression.count > 0 {
      var variances = Array(uncertainty.prefix(horizon))
      if regression.scale == .linear {
        result = result.shifted(by: Array(effects.prefix(horizon)))
      } else {
        result = result.scaled(by: effects.prefix(horizon).map { exp($0) })
        for step in variances.indices {
          variances[step] *= result.mean[step] * result.mean[step]
        }
      }
      result = result.widened(by: variances)
    }
    if isClosed.prefix(horizon).contains(true) {
      result = result.scaled(by: isClosed.prefix(horizon).map { $0 ? 0 : 1 })
    }
    return result
  }
}
