public import TimeSeries

/// What is made of zeros at the ends of a series before it is forecast.
public struct SeriesTreatment: Sendable {
  /// Whether zeros before the first other value are missing: the item was not there yet.
  public var trimsZeros: Bool
  /// How many zeros at the end, with nothing else observed among them, mean that the item is no longer
  /// there; nil to expect it back.
  public var retiredAfter: Int?

  /// The given treatment; by default zeros are values like others.
  ///
  /// - Precondition: `retiredAfter` is at least 1.
  public init(trimsZeros: Bool = false, retiredAfter: Int? = nil) {
    precondition(
      retiredAfter ?? 1 >= 1,
      "an item cannot be retired after \(retiredAfter ?? 1) zeros"
    )
    self.trimsZeros = trimsZeros
    self.retiredAfter = retiredAfter
  }

  /// The series without the zeros before its first other value; one that has no other stays as it is.
  public func treated(_ series: Series) -> Series {
    guard
      trimsZeros, let first = series.values.firstIndex(where: { $0 != 0 && !$0.isNaN }), first > 0
    else { return series }
    var treated = series
    for place in 0..<first { treated.values[place] = .nan }
    return treated
  }

  /// The series with a forecast of 0, where its last observations say that it is retired; else nil.
  public func retired(_ series: Series) -> FittedSeries? {
    guard let retiredAfter else { return nil }
    let last = series.values.reversed().lazy.filter { !$0.isNaN }.prefix(retiredAfter)
    guard last.count == retiredAfter, last.allSatisfy({ $0 == 0 }) else { return nil }
    let zeros = ForecastDistribution.simulationLevels.map { _ in 0.0 }
    return FittedSeries(
      series,
      model: DemandModel("Retired(\(retiredAfter))", mean: 0, quantiles: zeros),
      fallback: nil
    )
  }
}
