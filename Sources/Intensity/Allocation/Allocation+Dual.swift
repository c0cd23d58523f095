internal import Glibc

extension Allocation {
  /// The best allocation that prices find: near the optimum of the linear programme, with a proof.
  ///
  /// The programme is softened by a little entropy, which vanishes step by step; in each step the prices
  /// of users, of items and of the whole are set in turn so that every limit is just kept. Then pairs are
  /// taken in the order of what they bring beyond their prices, and no limit is ever exceeded. The dual
  /// value of the prices bounds what any other allocation could bring.
  ///
  /// - Parameter rounds: the number of steps; more come nearer.
  /// - Source: Ma, Liu and Deoras 2022; Cuturi 2013, “Sinkhorn distances”.
  public static func dual(
    _ candidates: AllocationCandidates,
    _ budget: Budget,
    rounds: Int = 60
  ) -> Allocation {
    let simple = greedy(candidates, budget)
    guard !candidates.scores.isEmpty, simple.value > 0 else { return simple }
    // In units of a good score, so that one outlier does not flatten all others.
    let scale = simple.value / Double(max(simple.pairs.count, 1))
    var dual = SoftDual(candidates, budget, scale: scale)
    for round in 0..<rounds {
      dual.softness = 0.5 * pow(1e-3, Double(round) / Double(max(rounds - 1, 1)))
      dual.setPrices()
    }
    var best = simple
    // Just at the last softness prices are a little high or low; the fill mends both.
    let prices = dual.prices
    let users = dual.userPrices
    var merit = [Double](repeating: 0, count: candidates.items.count)
    for user in 0..<candidates.userCount {
      for pair in candidates.offsets[user]..<candidates.offsets[user + 1] {
        merit[pair] =
          Double(candidates.scores[pair]) - users[user]
          - prices.price(of: Int(candidates.items[pair]), budget)
      }
    }
    let (pairs, _) = filled(candidates, budget, by: merit)
    let priced = Allocation(pairs, candidates, budget, prices: prices)
    if priced.meetsMinimum(budget) >= best.meetsMinimum(budget), priced.value >= best.value {
      best = priced
    } else {
      best = Allocation(best.pairs, candidates, budget, prices: prices)
    }
    return best
  }

  /// How many of the contacts that minima ask for there are.
  private func meetsMinimum(_ budget: Budget) -> Int {
    guard let minimum = budget.minimum else { return 0 }
    return zip(delivered, minimum).reduce(0) { $0 + min($1.0, $1.1) }
  }
}

/// Prices of a softened programme, in units of a scale.
private struct SoftDual {
  private let candidates: AllocationCandidates
  private let budget: Budget
  private let scale: Double
  private let scores: [Double]
  /// The pairs of each item.
  private let pairsOfItem: [[Int32]]
  private let userOf: [Int32]
  private let costs: [Double]
  /// The money that counts as one.
  private let moneyUnit: Double
  /// How soft the choice of a pair is, in units of the scale.
  var softness = 0.5
  private var users: [Double]
  private var items: [Double]
  private var contact = 0.0
  private var money = 0.0

  init(_ candidates: AllocationCandidates, _ budget: Budget, scale: Double) {
    (self.candidates, self.budget, self.scale) = (candidates, budget, scale)
    scores = candidates.scores.map { Double($0) / scale }
    var pairs = [[Int32]](repeating: [], count: candidates.itemCount)
    var owners = [Int32](repeating: 0, count: scores.count)
    for user in 0..<candidates.userCount {
      for pair in candidates.offsets[user]..<candidates.offsets[user + 1] {
        owners[pair] = Int32(user)
        pairs[Int(candidates.items[pair])].append(Int32(pair))
      }
    }
    (pairsOfItem, userOf) = (pairs, owners)
    // A cost of one on average, so that its price is of the size of the others.
    let mean = budget.costs.map { max($0.reduce(0, +) / Double(max($0.count, 1)), 1e-300) } ?? 1
    costs = (budget.costs ?? Array(repeating: 0, count: candidates.itemCount)).map { $0 / mean }
    moneyUnit = mean
    users = Array(repeating: 0, count: candidates.userCount)
    items = Array(repeating: 0, count: candidates.itemCount)
  }

  var prices: AllocationPrices {
    AllocationPrices(
      items: items.map { $0 * scale },
      contact: contact * scale,
      money: money * scale / moneyUnit
    )
  }

  var userPrices: [Double] { users.map { $0 * scale } }

  /// Sets the prices of users, items and the whole, one after the other.
  mutating func setPrices() {
    if let contacts = budget.contacts {
      contact = totalPrice(limit: Double(contacts), start: contact, isMoney: false)
    }
    if let limit = budget.money {
      money = totalPrice(limit: limit / moneyUnit, start: money, isMoney: true)
    }
    if budget.contactsPerUser < candidates.itemCount {
      users = inBlocks(of: candidates.userCount, size: 64) { [self] range in
        range.map { user in
          let pairs = candidates.offsets[user]..<candidates.offsets[user + 1]
          let nets = pairs.map { pair in
            let item = Int(candidates.items[pair])
            return scores[pair] - items[item] - contact - money * costs[item]
          }
          let limit = Double(budget.contactsPerUser)
          return max(0, price(of: nets, limit: limit, start: users[user]))
        }
      }
    }
    items = inBlocks(of: candidates.itemCount, size: 16) { [self] range in
      range.map { itemPrice($0) }
    }
  }

  /// The price at which an item has as many users as its limits say.
  private func itemPrice(_ item: Int) -> Double {
    let (least, most) = (budget.minimum?[item] ?? 0, budget.audience?[item] ?? .max)
    guard least > 0 || most < pairsOfItem[item].count else { return items[item] }
    let nets = pairsOfItem[item].map { pair in
      scores[Int(pair)] - users[Int(userOf[Int(pair)])] - contact - money * costs[item]
    }
    var own = 0.0
    if most < nets.count {
      own = max(0, price(of: nets, limit: Double(most), start: items[item]))
    }
    if own == 0, least > 0 {
      own = min(0, price(of: nets, limit: Double(min(least, nets.count)), start: items[item]))
    }
    return own
  }

  /// The price at which as many of some nets are chosen as a limit says.
  private func price(of nets: [Double], limit: Double, start: Double) -> Double {
    guard !nets.isEmpty else { return 0 }
    if limit <= 0 { return (nets.max() ?? 0) + 40 * softness }
    // All of them: the least price that is nearly so.
    let wanted = min(limit, Double(nets.count) - 1e-3)
    var (low, high) = (-Double.infinity, Double.infinity)
    var x = start
    for _ in 0..<60 {
      var (sum, slope) = (0.0, 0.0)
      for net in nets {
        let z = (net - x) / softness
        if z > 35 {
          sum += 1
        } else if z > -35 {
          let chosen = 1 / (1 + exp(-z))
          sum += chosen
          slope += chosen * (1 - chosen)
        }
      }
      if abs(sum - wanted) < 1e-4 * max(1, wanted) { break }
      if sum > wanted { low = x } else { high = x }
      // Newton's step where it stays between what is known, else half way or, without ends, further out.
      var next = slope > 1e-9 ? x + (sum - wanted) * softness / slope : .nan
      if !(next > low && next < high) {
        if low > -.infinity && high < .infinity {
          next = 0.5 * (low + high)
        } else {
          let (least, most) = (nets.min() ?? 0, nets.max() ?? 0)
          let margin = softness * 8
          next = sum > wanted ? max(most, low) + margin : min(least, high) - margin
          if low > -.infinity || high < .infinity {
            next = sum > wanted ? most + margin : least - margin
          }
          if next == x { break }
        }
      }
      x = next
    }
    return x
  }

  /// The price of the whole at which a limit is just kept; never negative.
  private func totalPrice(limit: Double, start: Double, isMoney: Bool) -> Double {
    var nets: [(net: Double, weight: Double)] = []
    nets.reserveCapacity(scores.count)
    for pair in scores.indices {
      let item = Int(candidates.items[pair])
      var net = scores[pair] - users[Int(userOf[pair])] - items[item]
      net -= isMoney ? contact : money * costs[item]
      nets.append((net, isMoney ? costs[item] : 1))
    }
    func use(_ price: Double) -> Double {
      nets.reduce(0) { sum, pair in
        let z = (pair.net - price * pair.weight) / softness
        return sum + (z > 35 ? pair.weight : z < -35 ? 0 : pair.weight / (1 + exp(-z)))
      }
    }
    if use(0) <= limit { return 0 }
    var (low, high) = (0.0, max(2 * start, 1))
    while use(high) > limit, high < 1e12 { (low, high) = (high, 4 * high) }
    for _ in 0..<30 {
      let middle = 0.5 * (low + high)
      if use(middle) > limit { low = middle } else { high = middle }
      if high - low < 1e-3 * softness { break }
    }
    return 0.5 * (low + high)
  }
}
