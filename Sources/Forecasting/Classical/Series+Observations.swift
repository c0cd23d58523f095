internal import TimeSeries

extension Series {
  /// The values from the first observation on, which is to say without the gap in front.
  ///
  /// - Throws: `ForecastError.noObservations` when every value is missing, or there is none.
  func observedPart() throws(ForecastError) -> ArraySlice<Double> {
    let part = values.drop { $0.isNaN }
    if part.isEmpty { throw ForecastError.noObservations(series: id) }
    return part
  }

  /// The values from the first observation on, where they are more steps than a season has.
  ///
  /// - Throws: `ForecastError.noObservations`; `.tooShort` where they are not.
  func observedPart(longerThanSeasonOf period: Int) throws(ForecastError) -> ArraySlice<Double> {
    let part = try observedPart()
    if period > 1 && part.count <= period {
      throw .tooShort(series: id, required: period + 1, actual: part.count)
    }
    return part
  }

  /// The period that was asked for, or else that of the frequency; 1 means no season.
  func seasonalPeriod(asked: Int?) -> Int {
    max(asked ?? index.frequency.seasonalPeriod, 1)
  }
}
