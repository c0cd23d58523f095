/// How far a model lags behind its series, as a mean of all values does behind a trend: how much alike its errors one step
/// ahead are, about zero, from one origin to the next.
///
/// The constants were chosen for `mean` and the window averages, at the ends of the training parts and on the test parts
/// of M4 (`Documentation/Decisions/intervals.md`).
struct ModelLag {
  /// The correlation of errors with the ones before up to which a model does not lag.
  private static let leastCorrelation = 0.4
  /// The errors that it takes to tell.
  private static let leastCount = 8
  /// How errors grow with the steps ahead where a model lags wholly, relative to a history that is so many observations
  /// longer.
  private static let (growth, length) = (20.0, 13.0)

  /// 0 for not at all and 1 for wholly.
  let degree: Double

  /// How far the model of some errors lags; not at all where there are fewer than eight.
  init(of scores: [RollingScores.Score]) {
    let errors = scores.filter { $0.step == 1 }.map(\.value)
    let squares = errors.reduce(0) { $0 + $1 * $1 }
    guard errors.count >= Self.leastCount, squares > 0, squares.isFinite else {
      degree = 0
      return
    }
    let products = zip(errors, errors.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 }
    let least = Self.leastCorrelation
    degree = max(0, (products / squares - least) / (1 - least)).squareRoot()
  }

  /// The share of the mean of past errors about which those to come are expected.
  var pull: Double { degree * degree * degree }

  /// By how much errors grow with each step ahead, with a history of so many observations.
  func growth(in observations: Double) -> Double {
    Self.growth * degree / (observations + Self.length)
  }
}
