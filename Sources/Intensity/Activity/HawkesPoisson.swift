internal import Glibc
internal import Parallelism
internal import TimeSeries

/// The number of visits in a window, regressed on the state of a Hawkes process.
///
/// `visits = w · h(T)`, `w ≥ 0`: the weights that make the windows learnt from likeliest as Poisson numbers.
/// The window as a whole is the target, not the instant behind the history.
///
/// - Source: Ma, Liu and Deoras 2022.
public struct HawkesPoisson: ActivityModel {
  /// The name on command lines and in tables.
  public static let name = "hawkes-poisson"

  /// How visits excite later ones.
  public let kernel: HawkesKernel
  /// A weight for each part of the state.
  public let weights: [Double]

  /// The regression with given weights.
  ///
  /// - Precondition: there are as many weights as the kernel has.
  public init(_ kernel: HawkesKernel = .standard, weights: [Double]) {
    precondition(weights.count == kernel.weightCount, "\(weights.count) weights")
    (self.kernel, self.weights) = (kernel, weights)
  }

  /// Learns from histories and windows.
  public init(learningFrom lesson: Lesson) throws(IntensityError) {
    let kernel = HawkesKernel.standard
    // Beyond this many, more windows say nothing new of a hundred weights.
    let states = lesson.windows.thinned(to: 50_000)
    guard !states.isEmpty else { throw .noHistory }
    let features = inBlocks(of: states.count) { block in
      block.flatMap {
        kernel.state(of: VisitHistory(states[$0], in: lesson.log, horizon: lesson.horizon))
      }
    }
    let counts = states.map {
      Double(lesson.log.visitCount(in: lesson.log.window(of: $0, length: lesson.horizon)))
    }
    guard counts.contains(where: { $0 > 0 }) else { throw .emptyWindow }
    let regression = PoissonRegression(
      features: features,
      counts: counts,
      weightCount: kernel.weightCount,
      ridge: 1e-3
    )
    self.init(kernel, weights: regression.minimizer())
  }

  /// The model with numbers that were saved.
  public init(numbers: [Double]) throws(IntensityError) {
    guard numbers.count == HawkesKernel.standard.weightCount, numbers.allSatisfy({ $0 >= 0 }) else {
      throw .damaged(part: Self.name)
    }
    self.init(weights: numbers)
  }

  /// What was learnt.
  public var numbers: [Double] { weights }

  /// What the window behind a history will bring.
  public func outlook(of history: VisitHistory) -> Outlook {
    Outlook(poisson: zip(weights, kernel.state(of: history)).reduce(0) { $0 + $1.0 * $1.1 })
  }
}

extension [UserState] {
  /// At most so many of the states, evenly chosen.
  func thinned(to most: Int) -> [UserState] {
    guard count > most else { return self }
    return (0..<most).map { self[$0 * count / most] }
  }
}
