internal import Glibc
internal import Parallelism
internal import TimeSeries

/// The number of visits in a window, regressed on the state of a Hawkes process.
///
/// `visits = w · h(T)`, `w ≥ 0`: the weights that make the windows learnt from likeliest as Poisson numbers.
/// The window as a whole is the target, not the instant behind the history. The scales go from a fiftieth
/// of a horizon up: what excites for less says nothing of a window, and some user's luck of a minute would
/// be learnt by heart. Births are left out, because all users are older when the weights are used.
///
/// - Source: Ma, Liu and Deoras 2022, with fewer scales.
public struct HawkesPoisson: ActivityModel {
  /// The name on command lines and in tables.
  public static let name = "hawkes-poisson"

  /// How visits excite later ones.
  private static let kernel = HawkesKernel(
    rates: (0..<12).map { 1 / (0.02 * pow(500, Double($0) / 11)) }
  )
  /// The base number, then a weight for each rate.
  public let weights: [Double]

  private static let weightCount = kernel.rates.count + 1

  /// The state without births.
  private static func features(of history: VisitHistory) -> ArraySlice<Double> {
    kernel.state(of: history).prefix(weightCount)
  }

  /// Learns from histories and windows.
  public init(learningFrom lesson: Lesson) throws(IntensityError) {
    // Beyond this many, more windows say nothing new of a hundred weights.
    let states = lesson.windows.thinned(to: 50_000)
    guard !states.isEmpty else { throw .noHistory }
    let features = inBlocks(of: states.count) { block in
      block.flatMap {
        Self.features(
          of: VisitHistory(states[$0], in: lesson.log, horizon: lesson.horizon)
        )
      }
    }
    let counts = states.map {
      Double(lesson.log.visitCount(in: lesson.log.window(of: $0, length: lesson.horizon)))
    }
    guard counts.contains(where: { $0 > 0 }) else { throw .emptyWindow }
    let regression = PoissonRegression(
      features: features,
      counts: counts,
      weightCount: Self.weightCount,
      ridge: 1e-3
    )
    weights = regression.minimizer()
  }

  /// The model with numbers that were saved.
  public init(numbers: [Double]) throws(IntensityError) {
    guard numbers.count == Self.weightCount, numbers.allSatisfy({ $0 >= 0 }) else {
      throw .damaged(part: Self.name)
    }
    weights = numbers
  }

  /// What was learnt.
  public var numbers: [Double] { weights }

  /// What the window behind a history will bring.
  public func outlook(of history: VisitHistory) -> Outlook {
    Outlook(poisson: zip(weights, Self.features(of: history)).reduce(0) { $0 + $1.0 * $1.1 })
  }
}

extension [UserState] {
  /// At most so many of the states, evenly chosen.
  func thinned(to most: Int) -> [UserState] {
    guard count > most else { return self }
    return (0..<most).map { self[$0 * count / most] }
  }
}
