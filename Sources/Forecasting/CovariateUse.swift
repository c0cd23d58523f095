/// Which covariates a model reads.
public enum CovariateUse: Sendable {
  /// None: a series is forecast from its values alone.
  case none
  /// Those whose future is known.
  case known
  /// Those that are known of the past only, too.
  case all
}
