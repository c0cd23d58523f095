/// How a window of a series is brought to a scale that suits a network; the forecast goes back by the
/// same rule.
enum WindowScaling: String, Hashable, Sendable {
  /// Divided by the mean magnitude.
  case magnitude
  /// Moved to mean 0 and divided by the standard deviation.
  case standard
  /// As it is.
  case none
}

/// The extents of the windows that a network reads.
struct WindowShape: Hashable, Sendable {
  /// The steps before the origin whose features are read.
  var context: Int
  /// The steps after the origin.
  var horizon: Int
  /// The steps before the context whose values are read as well, for lags.
  var reach = 0
  /// The steps before the origin that a window is scaled by; where they are whole cycles, its scale does
  /// not depend on the place of the origin in the cycle.
  var scaledSteps: Int
  /// How values are scaled.
  var scaling: WindowScaling

  /// The given extents; a window is scaled by its context unless told otherwise.
  init(
    context: Int,
    horizon: Int,
    reach: Int = 0,
    scaledSteps: Int? = nil,
    scaling: WindowScaling
  ) {
    (self.context, self.horizon, self.reach) = (context, horizon, reach)
    (self.scaledSteps, self.scaling) = (scaledSteps ?? context, scaling)
  }

  /// All steps before the origin.
  var past: Int { reach + context }
}

/// A place in a panel to learn from: a series, and how many of its values lie before the steps that are
/// to be forecast.
struct Window: Hashable, Sendable {
  var series: Int
  var origin: Int
}
