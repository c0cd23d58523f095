extension ETS {
  /// What the parameters of a form are chosen for.
  public enum Estimation: String, Hashable, Sendable, CaseIterable {
    /// The largest likelihood, which is the best fit one step ahead, from many starts.
    case likelihood
    /// The largest likelihood less a penalty on level and slope that follow the last errors fast,
    /// on one hill of it.
    ///
    /// Forecasts of many steps are better for it; see the measurements in
    /// `Documentation/Decisions/ets-fitting.md`. The criterion that chooses a form is still that of
    /// the likelihood, among forms with additive errors alone where relative ones would be too large.
    case steady
  }
}
