internal import Glibc
internal import Tensors

/// What a model of activity said of a window, and what happened.
struct ActivityCheck {
  var users: [Int] = []
  /// The places of each window that was taken in.
  private var windows: [Range<Int>] = []
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
    windows.append(outcomes.count..<outcomes.count + other.outcomes.count)
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

  /// The relative error of the expected number of users in a window to come: were the cases others (a user
  /// in a window each), by 200 samples of them, and were the window another, by how far the known ones lie
  /// apart.
  func error(_ calibration: Calibration, seed: UInt64) -> Double {
    let n = outcomes.count
    let expected = probabilities.map(calibration.callAsFunction)
    guard n > 1 else { return 0 }
    var random = RandomStream(seed: seed, name: "bootstrap")
    var ratios: [Double] = []
    for _ in 0..<200 {
      var (sum, actual) = (0.0, 0.0)
      for _ in 0..<n {
        let place = Int(random.next() % UInt64(n))
        sum += expected[place]
        actual += outcomes[place] ? 1 : 0
      }
      ratios.append(actual / max(sum, 1e-9))
    }
    let mean = ratios.reduce(0, +) / 200
    let ofCases = ratios.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 199
    guard windows.count > 1 else { return ofCases.squareRoot() }
    let levels = windows.map { window in
      let sum = expected[window].reduce(0, +)
      return Double(outcomes[window].count { $0 }) / max(sum, 1e-9)
    }
    let count = Double(levels.count)
    let level = levels.reduce(0, +) / count
    let ofWindows = levels.reduce(0) { $0 + ($1 - level) * ($1 - level) } / (count - 1)
    return (ofCases + ofWindows * (1 + 1 / count)).squareRoot()
  }
}
