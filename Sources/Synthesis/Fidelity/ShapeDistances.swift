public import Tensors

/// How far two sets of windows are from each other by simple statistics.
public struct ShapeDistances: Sendable, Hashable {
  /// The mean distance between the sorted values (Wasserstein distance).
  public var marginal: Double
  /// The mean distance between the mean autocorrelations of windows.
  public var autocorrelation: Double
  /// The mean distance between the shares of the frequencies in the mean spectrum.
  public var spectrum: Double
  /// The distance between the skewnesses of all values.
  public var skewness: Double
  /// The distance between the kurtoses of all values.
  public var kurtosis: Double

  /// The distances of windows.
  ///
  /// - Parameters:
  ///   - a: Of shape `[window, variable, step]`.
  ///   - b: As many windows.
  public init(_ a: Tensor, _ b: Tensor) {
    let (one, other) = (WindowStatistics(a), WindowStatistics(b))
    marginal = Self.meanDistance(one.sorted, other.sorted)
    autocorrelation = Self.meanDistance(one.autocorrelations, other.autocorrelations)
    spectrum = Self.meanDistance(one.spectrum, other.spectrum)
    skewness = (one.skewness - other.skewness).magnitude
    kurtosis = (one.kurtosis - other.kurtosis).magnitude
  }

  private static func meanDistance(_ a: [Double], _ b: [Double]) -> Double {
    guard !a.isEmpty else { return 0 }
    return zip(a, b).reduce(0) { $0 + ($1.0 - $1.1).magnitude } / Double(a.count)
  }
}
