internal import TimeSeries

extension IntensityCatalogue {
  /// The intensity of an activity and what was saved of a model of relevance.
  ///
  /// - Throws: `unknownModel` or `damaged`.
  static func intensity(
    _ activity: any ActivityModel,
    _ name: String,
    saved: SavedTensors,
    horizon: Int64
  ) throws(IntensityError) -> any IntensityModel {
    if let members = blends[name] {
      return try BlendedIntensity(saved, activity: activity, members: members, horizon: horizon)
    }
    if name == RecurrentIntensity.name { return try RecurrentIntensity(saved) }
    guard let kind = relevance(named: name) else { throw .unknownModel(name: name) }
    guard let mean = try saved.numbers("lines").first else { throw .damaged(part: "lines") }
    return FactoredIntensity(
      activity,
      try kind.init(saved),
      lines: LinesPerVisit(mean: mean),
      horizon: horizon
    )
  }
}
