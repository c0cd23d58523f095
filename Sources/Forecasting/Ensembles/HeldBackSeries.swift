internal import TimeSeries

/// A series whose last windows are held back, so that what was learnt from the rest can be tested on
/// them.
struct HeldBackSeries: Sendable {
  /// Panels of so many series have one window.
  static let manySeries = 1000

  /// The whole series.
  let series: Series
  /// Where the windows begin, ascending; each is as long as the horizon.
  let origins: [Int]

  /// The series before its first window.
  var history: Series { series.first(origins[0]) }

  /// Holds back the last windows of each series of a panel that is long enough for it.
  ///
  /// A panel of many series has one window; one of few has up to three, as far as three quarters of the
  /// shortest quarter of its series stay.
  ///
  /// - Returns: the series with windows, and the panel before the windows; series that are too short stay
  ///   whole in it.
  static func split(_ panel: Panel, horizon: Int) -> (windows: [HeldBackSeries], history: Panel) {
    let lengths = panel.map(\.values.count).sorted()
    let short = lengths.isEmpty ? 0 : lengths[lengths.count / 4]
    let windows = panel.count >= manySeries ? 1 : min(max(short / (4 * horizon), 1), 3)
    var held: [HeldBackSeries] = []
    let history = panel.map { series in
      let count = series.values.count
      let least = max(horizon, 5)
      let own = min(windows, (count - least) / horizon)
      guard own >= 1 else { return series }
      let part = HeldBackSeries(
        series: series,
        origins: (1...own).reversed().map { count - $0 * horizon }
      )
      held.append(part)
      return part.history
    }
    return (held, Panel(history))
  }
}
