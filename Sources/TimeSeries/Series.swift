/// One series: an id, evenly spaced stamps, and a value for each; beside them what else is known.
public struct Series: Identifiable, Hashable, Sendable {
  /// The name that tells the series from the others of its panel.
  public var id: String
  /// The stamps; as many as there are values.
  public var index: TimeIndex
  /// The observations in time order; NaN means missing.
  public var values: [Double]
  /// What was observed beside the values, such as prices; every series of a panel has the same ones in
  /// the same order.
  public var covariates: [Covariate]
  /// What does not change with time, such as a category; every series of a panel has the same ones in
  /// the same order.
  public var attributes: [Attribute]

  /// - Precondition: `index` has as many stamps as there are values, and so has each covariate.
  public init(
    id: String,
    index: TimeIndex,
    values: [Double],
    covariates: [Covariate] = [],
    attributes: [Attribute] = []
  ) {
    precondition(
      index.count == values.count,
      "series \(id) has \(index.count) stamps but \(values.count) values"
    )
    for covariate in covariates {
      precondition(
        covariate.values.count == values.count,
        "series \(id) has \(values.count) values but \(covariate.values.count) of \(covariate.name)"
      )
    }
    self.id = id
    self.index = index
    self.values = values
    self.covariates = covariates
    self.attributes = attributes
  }

  /// A series without dates, numbered from 1.
  public init(id: String = "series", values: [Double]) {
    self.init(
      id: id,
      index: TimeIndex(start: Timestamp(1), frequency: Frequency(.integer), count: values.count),
      values: values
    )
  }
}
