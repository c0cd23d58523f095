internal import Glibc
internal import Tensors

/// What a model of activity said of a window, and what happened.
struct ActivityCheck {
  var users: [Int] = []
  var probabilities: [Double] = []
  var visits: [Double] = []
  var outcomes: [Bool] = []
  var actualVisits = 0.0

  /// What the expected numbers of visits have to be multiplied with.
  var visitFactor: Double {
    let expected = visits.reduce(0, +)
    return expected > 0 && actualVisits > 0 ? actualVisits / expected : 1
  }

  /// How the probabilities came true.
  var calibration: Calibration {
    Calibration(fitting: probabilities, outcomes: outcomes, users: users)
  }

  /// Takes another window in.
  mutating func add(_ other: ActivityCheck) {
    users += other.users
    probabilities += other.probabilities
    visits += other.visits
    outcomes += other.outcomes
    actualVisits += other.actualVisits
  }

  /// `-ln` of the calibrated probability of what each user did.
  func losses(_ calibration: Calibration) -> [Double] {
    zip(probabilities, outcomes).map { probability, came in
      let p = min(max(calibration(probability), 1e-12), 1 - 1e-12)
      return -log(came ? p : 1 - p)
    }
  }

  /// The share of the users that came.
  var rate: Double { Double(outcomes.count { $0 }) / Double(max(outcomes.count, 1)) }

  /// The relative error of the expected number of users, were they others: resampled 200 times.
  func error(_ calibration: Calibration, seed: UInt64) -> Double {
    let n = outcomes.count
    let expected = probabilities.map(calibration.callAsFunction)
    guard n > 1 else { return 0 }
    var random = RandomStream(seed: seed, name: "bootstrap")
    var ratios: [Double] = []
    for _ in 0..<200 {
      var (sum, actual) = (0.0, 0.0)
      for _ in 0..<n {
        let user = Int(random.next() % UInt64(n))
        sum += expected[user]
        actual += outcomes[user] ? 1 : 0
      }
      ratios.append(actual / max(sum, 1e-9))
    }
    let mean = ratios.reduce(0, +) / 200
    return (ratios.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 199).squareRoot()
  }
}
