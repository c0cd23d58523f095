internal import Glibc

/// How visits excite later ones: sums of exponentials over fixed rates.
///
/// The *state* of a history at its age is what the intensity is linear in: for each rate `β` the sum of
/// `β exp(-β (T - t))` over all visits but the first, the same for the birth at 0 alone, and 1.
public struct HawkesKernel: Hashable, Sendable {
  /// The rates, in inverse horizons.
  public let rates: [Double]

  /// Rates of one's own.
  public init(rates: [Double]) { self.rates = rates }

  /// Fifty rates, whose scales go from a millionth of a horizon to ten.
  public static let standard = HawkesKernel(
    rates: (0..<50).map { 1 / pow(10, -6 + 7 * Double($0) / 49) }
  )

  /// The number of weights: the base rate, then one for each rate of visits and of births.
  public var weightCount: Int { 2 * rates.count + 1 }

  /// The excitation by visits just before each of them and at the end, for as long as `body` looks.
  ///
  /// Visits at one moment do not excite one another.
  ///
  /// - Parameter body: takes the excitation before a moment, and how many visits there are at it; none
  ///   at the end.
  func walk(
    _ history: VisitHistory,
    _ body: (_ before: [Double], _ time: Double, _ visits: Int) -> Void
  ) {
    var excitation = [Double](repeating: 0, count: rates.count)
    var (now, position) = (0.0, 1)
    while true {
      let isEnd = position >= history.times.count
      let time = isEnd ? history.age : history.times[position]
      let gap = time - now
      if gap > 0 {
        for d in rates.indices where excitation[d] != 0 {
          excitation[d] *= Self.decay(rates[d] * gap)
        }
      }
      now = time
      if isEnd {
        body(excitation, time, 0)
        return
      }
      var visits = 1
      while position + visits < history.times.count, history.times[position + visits] == time {
        visits += 1
      }
      body(excitation, time, visits)
      for d in rates.indices { excitation[d] += Double(visits) * rates[d] }
      position += visits
    }
  }

  /// The state at the end of a history, in the order of the weights: 1, visits, births.
  public func state(of history: VisitHistory) -> [Double] {
    var state = [1.0]
    state.reserveCapacity(weightCount)
    walk(history) { excitation, _, visits in if visits == 0 { state += excitation } }
    state += birth(at: history.age)
    return state
  }

  /// What is left of the excitation by the birth.
  func birth(at age: Double) -> [Double] { rates.map { $0 * Self.decay($0 * age) } }

  /// `exp(-x)`, 0 where it would be below 1e-300.
  static func decay(_ x: Double) -> Double { x > 690 ? 0 : exp(-x) }
}
