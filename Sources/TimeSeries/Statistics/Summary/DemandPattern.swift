/// How often and how evenly something is in demand.
///
/// - Source: Syntetos, Boylan and Croston 2005, “On the categorization of demand patterns”.
public struct DemandPattern: Hashable, Sendable {
  /// The four kinds of demand.
  public enum Category: String, CaseIterable, Hashable, Sendable {
    /// Frequent and of even size.
    case smooth
    /// Frequent, of very uneven size.
    case erratic
    /// Rare, of even size.
    case intermittent
    /// Rare and of very uneven size.
    case lumpy
  }

  /// The average demand interval: observed steps for each step that is not 0; at least 1.
  public let interval: Double
  /// The squared coefficient of variation of the values that are not 0, with the sample variance; 0
  /// for a single one.
  public let squaredVariation: Double

  /// The pattern of a series; nil where a value is negative, or none is positive.
  ///
  /// Missing values (NaN) are left out.
  public init?(_ values: [Double]) {
    let sizes = Moments(of: values.filter { $0 != 0 })
    guard sizes.count > 0, sizes.minimum > 0 else { return nil }
    let observed = values.count { !$0.isNaN }
    interval = Double(observed) / Double(sizes.count)
    let variation = sizes.count > 1 ? sizes.standardDeviation / sizes.mean : 0
    squaredVariation = variation * variation
  }

  /// The category, by the limits of 1.32 steps and 0.49.
  public var category: Category {
    switch (interval < 1.32, squaredVariation < 0.49) {
    case (true, true): .smooth
    case (true, false): .erratic
    case (false, true): .intermittent
    case (false, false): .lumpy
    }
  }
}
