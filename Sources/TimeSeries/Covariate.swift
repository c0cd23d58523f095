/// Numbers observed beside a series, one per step: a price, a promotion, a temperature.
public struct Covariate: Hashable, Sendable {
  /// The name of its column.
  public var name: String
  /// The values at the stamps of the series; NaN means missing.
  public var values: [Double]
  /// The values at the steps that follow the series, as far as they are known; empty for a covariate
  /// that is known of the past only.
  public var future: [Double]

  /// The given values; without a future it is known of the past only.
  public init(name: String, values: [Double], future: [Double] = []) {
    self.name = name
    self.values = values
    self.future = future
  }
}

/// A word about a series that does not change with time: a category, a region.
public struct Attribute: Hashable, Sendable {
  /// The name of its column.
  public var name: String
  /// What the series has there; empty means missing.
  public var value: String

  /// The given name and value.
  public init(name: String, value: String) {
    self.name = name
    self.value = value
  }
}
