internal import TimeSeries

/// A made series with its name.
struct SyntheticSeries: Sendable {
  /// The values of one variable.
  struct Variable: Sendable {
    let values: [Double]
    /// Whether all values are whole numbers that an integer holds.
    let isWhole: Bool

    /// A variable.
    init(_ values: [Double]) {
      self.values = values
      isWhole = values.allSatisfy { $0 == $0.rounded() && $0.magnitude < 1e15 }
    }
  }

  let id: String
  /// What the columns of its variables have behind their names, such as `~1`.
  let mark: String
  let index: TimeIndex
  /// At least one, in the order of the columns.
  let variables: [Variable]
  /// What does not change with time.
  let attributes: [Attribute]

  /// A series.
  init(
    id: String,
    mark: String,
    index: TimeIndex,
    variables: [[Double]],
    attributes: [Attribute] = []
  ) {
    (self.id, self.mark, self.index) = (id, mark, index)
    self.attributes = attributes
    self.variables = variables.map(Variable.init)
  }

  /// The values of the first variable.
  var values: [Double] { variables[0].values }
}
