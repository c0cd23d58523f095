/// What a network is trained to predict of each step, and so what its forecast is made of.
public enum NeuralLoss: String, CaseIterable, Hashable, Sendable {
  /// Student's distribution: as the normal one, but robust against outliers.
  case studentT = "student-t"
  /// The normal distribution.
  case gaussian
  /// The negative binomial distribution, for counts.
  case negativeBinomial = "negative-binomial"
  /// The negative binomial distribution with further zeros.
  case zeroInflated = "zero-inflated"
  /// Quantiles, without any shape between them.
  case quantiles
  /// The median by the absolute error; intervals come from errors on windows held back.
  case absolute
  /// The mean by the squared error; intervals come from errors on windows held back.
  case squared
}
