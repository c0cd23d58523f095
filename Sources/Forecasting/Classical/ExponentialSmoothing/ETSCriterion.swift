internal import Glibc

extension ETS {
  /// What weighs a better fit against more parameters; the form with the smallest value is chosen.
  public enum Criterion: String, Hashable, Sendable, CaseIterable {
    /// Akaike's criterion, corrected for short series.
    case aicc
    /// Akaike's criterion.
    case aic
    /// The Bayesian criterion of Schwarz.
    case bic

    /// The value at a log-likelihood; infinite where there are too few observations for it.
    func value(logLikelihood: Double, parameters: Int, observations: Int) -> Double {
      let (k, n) = (Double(parameters), Double(observations))
      let aic = -2 * logLikelihood + 2 * k
      switch self {
      case .aic: return aic
      case .aicc: return n > k + 1 ? aic + 2 * k * (k + 1) / (n - k - 1) : .infinity
      case .bic: return -2 * logLikelihood + k * log(n)
      }
    }
  }
}
