public import TimeSeries

/// Covariates that a contestant is not shown, so that what they earn can be told.
///
/// Attributes of the series stay, and so does what a model makes of the dates by itself.
public struct Ablation: Sendable {
  /// What is left out, in a word: `covariates`, or the name of a column.
  public let name: String
  /// The columns that are left out; nil for all, and all of the calendar.
  public let columns: Set<String>?
  // A list, since events by the thousand are compared faster than hashed.
  private let features: [CalendarFeature]

  /// Nothing is left of the covariates.
  public static let all = Ablation(name: "covariates", hidden: nil, features: [])

  /// Some columns, and parts of the calendar, are left out.
  ///
  /// - Parameters:
  ///   - name: what is left out, in a word.
  ///   - columns: the names of the columns.
  ///   - features: the parts of the calendar.
  public init(name: String, columns: Set<String>, features: [CalendarFeature] = []) {
    self.init(name: name, hidden: columns, features: features)
  }

  private init(name: String, hidden columns: Set<String>?, features: [CalendarFeature]) {
    (self.name, self.columns, self.features) = (name, columns, features)
  }

  /// Whether nothing is left of the covariates.
  public var isAll: Bool { columns == nil }

  /// What stands between the name of a model and that of what it is not shown.
  public static let separator = " without "

  /// What a model is called that is not shown some covariates: `ets without price`.
  public static func name(of model: String, without covariates: String) -> String {
    model + separator + covariates
  }

  /// The subject and the backtest with what is left.
  func applied(
    to subject: BacktestSubject,
    in backtest: Backtest
  ) -> (subject: BacktestSubject, backtest: Backtest) {
    var (subject, backtest) = (subject, backtest)
    guard let columns else {
      subject.series.covariates = []
      backtest.features = []
      return (subject, backtest)
    }
    subject.series.covariates.removeAll { columns.contains($0.name) }
    backtest.features.removeAll { features.contains($0) }
    return (subject, backtest)
  }
}
