extension CES {
  /// Which of the fits of a form is taken: the sum of squared errors has many hills.
  public enum Estimation: String, Hashable, Sendable, CaseIterable {
    /// The largest likelihood that several climbs reach.
    case likelihood
    /// That of the hill at which the search begins, held back from levels that fade or run away; its forecasts are better,
    /// see `Documentation/Decisions/ces-fitting.md`.
    case steady
  }
}
