/// One series: an id, evenly spaced stamps, and a value for each.
public struct Series: Identifiable, Hashable, Sendable {
  /// The name that tells the series from the others of its panel.
  public var id: String
  /// The stamps; as many as there are values.
  public var index: TimeIndex
  /// The observations in time order; NaN means missing.
  public var values: [Double]

  /// - Precondition: `index` has as many stamps as there are values.
  public init(id: String, index: TimeIndex, values: [Double]) {
    precondition(
      index.count == values.count,
      "series \(id) has \(index.count) stamps but \(values.count) values"
    )
    self.id = id
    self.index = index
    self.values = values
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
