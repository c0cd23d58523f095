internal import Glibc
internal import Parallelism
internal import TimeSeries

/// A self-exciting process: each visit makes others likelier, on fifty time scales at once.
///
/// `λ(t) = μ + Σ a β exp(-β (t - visit)) + Σ b β exp(-β t)`, fitted by least squares over non-negative
/// weights, exactly. The probability of a window without a visit is exact, and so is the expected number,
/// which is linear in the state: both need one pass over the history.
///
/// - Source: Ma, Liu and Deoras 2022; for the moments Hawkes 1971, “Spectra of some self-exciting and
///   mutually exciting point processes”.
public struct Hawkes: ActivityModel {
  /// The name on command lines and in tables.
  public static let name = "hawkes"

  /// How visits excite later ones.
  public let kernel: HawkesKernel
  /// The base rate, then a weight for each rate of visits and of births.
  public let weights: [Double]
  /// What each weight times its part of the state adds to the expected number of visits in a window.
  private let responses: [Double]

  /// A process with given weights.
  ///
  /// - Precondition: there are as many weights as the kernel has, none negative.
  public init(_ kernel: HawkesKernel, weights: [Double]) {
    precondition(weights.count == kernel.weightCount, "\(weights.count) weights")
    (self.kernel, self.weights) = (kernel, weights)
    responses = Self.responses(kernel, weights, length: 1)
  }

  /// Learns from histories and windows.
  public init(learningFrom lesson: Lesson) throws(IntensityError) {
    let known = lesson.histories.filter { $0.hasMoment && !$0.history.isEmpty }
      .thinned(to: 200_000)
    guard !known.isEmpty else { throw .noHistory }
    self.init(.standard, weights: HawkesObjective(.standard, of: known, in: lesson).minimizer())
  }

  /// The model with numbers that were saved.
  public init(numbers: [Double]) throws(IntensityError) {
    guard numbers.count == HawkesKernel.standard.weightCount, numbers.allSatisfy({ $0 >= 0 }) else {
      throw .damaged(part: Self.name)
    }
    self.init(.standard, weights: numbers)
  }

  /// What was learnt.
  public var numbers: [Double] { weights }

  /// The visits that one visit leads to directly, in the end; from 1 on the process explodes, and
  /// expected numbers are those of 0.98.
  public var branchingRatio: Double { weights[1...kernel.rates.count].reduce(0, +) }

  /// The intensity right after a history, in visits per horizon.
  public func intensity(after history: VisitHistory) -> Double {
    zip(weights, kernel.state(of: history)).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// What the window behind a history will bring.
  public func outlook(of history: VisitHistory) -> Outlook {
    let state = kernel.state(of: history)
    let d = kernel.rates.count
    var (compensator, visits) = (weights[0], 0.0)
    for i in state.indices {
      let direct = weights[i] * state[i]
      visits += direct * responses[i]
      if i > 0 {
        let rate = kernel.rates[(i - 1) % d]
        compensator += direct * (1 - HawkesKernel.decay(rate)) / rate
      }
    }
    return Outlook(visits: visits, probability: -expm1Negative(compensator))
  }

  /// What a unit of intensity adds to the expected number of visits up to a time, by how it decays.
  ///
  /// A visit has `N(s) = 1 + ∫ φ(u) N(s - u) du` visits in its wake after a time `s`, itself included, and
  /// an intensity that decays by `β` brings `∫ exp(-β u) N(s - u) du`. With `N` as an integral for each
  /// rate this is a linear differential equation, solved once by implicit steps that grow with time.
  private static func responses(
    _ kernel: HawkesKernel,
    _ weights: [Double],
    length: Double
  ) -> [Double] {
    let rates = kernel.rates
    let d = rates.count
    var a = Array(weights[1...d])
    let ratio = a.reduce(0, +)
    if ratio > 0.98 { a = a.map { $0 * 0.98 / ratio } }
    var integral = [Double](repeating: 0, count: d)
    var (wake, wakeIntegral, now) = (1.0, 0.0, 0.0)
    let first = 1e-3 / max(rates.max() ?? 1, 1)
    while now < length {
      var step = max(first, 0.004 * now)
      if now + 1.5 * step > length { step = length - now }
      // Both ends of a step count alike; the unknown is the same number for all rates.
      var (constant, factor) = (1.0, 0.0)
      for i in 0..<d {
        let half = 0.5 * step * rates[i]
        constant += a[i] * (integral[i] * (1 - half) + half * wake) / (1 + half)
        factor += a[i] * half / (1 + half)
      }
      let next = constant / (1 - factor)
      for i in 0..<d {
        let half = 0.5 * step * rates[i]
        integral[i] = (integral[i] * (1 - half) + half * (wake + next)) / (1 + half)
      }
      wakeIntegral += 0.5 * step * (wake + next)
      wake = next
      now += step
    }
    let decaying = (0..<d).map { integral[$0] / rates[$0] }
    return [wakeIntegral] + decaying + decaying
  }
}

extension HawkesObjective {
  /// What the histories of some states say, added up in an order that does not depend on threads.
  public init(_ kernel: HawkesKernel, of states: [UserState], in lesson: Lesson) {
    let size = max(1024, (states.count + 31) / 32)
    let parts = parallelMap(count: (states.count + size - 1) / size) { part in
      var objective = HawkesObjective(kernel)
      for state in states[part * size..<min((part + 1) * size, states.count)] {
        objective.add(VisitHistory(state, in: lesson.log, horizon: lesson.horizon))
      }
      return objective
    }
    self.init(kernel)
    for part in parts { add(part) }
  }
}
