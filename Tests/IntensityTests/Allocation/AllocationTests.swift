import AlmanacTesting
import Testing

@testable import Intensity

/// Programmes and their optima by scipy 1.17.1; `Golden/make_allocation.py` made them.
private struct Programme: Decodable {
  var users: Int
  var items: Int
  var perUser: Int
  var most: Int
  var least: Int
  var total: Int
  var money: Double
  var costs: [Double]
  var scores: [Float]
  var optimum: Double

  var budget: Budget {
    var budget = Budget(contactsPerUser: perUser)
    budget.audience = Array(repeating: most, count: items)
    if least > 0 { budget.minimum = Array(repeating: least, count: items) }
    if total > 0 { budget.contacts = total }
    if money > 0 { (budget.costs, budget.money) = (costs, money) }
    return budget
  }

  var candidates: AllocationCandidates {
    AllocationCandidates(
      of: IntensityTable(scores, itemCount: items),
      itemsPerUser: items,
      usersPerItem: users
    )
  }
}

/// Checks every limit.
private func requireLimits(
  _ allocation: Allocation,
  _ candidates: AllocationCandidates,
  _ budget: Budget
) {
  var perUser = [Int](repeating: 0, count: candidates.userCount)
  var perItem = [Int](repeating: 0, count: candidates.itemCount)
  var spent = 0.0
  for pair in allocation.pairs {
    let user = candidates.offsets.lastIndex { $0 <= pair } ?? 0
    perUser[user] += 1
    let item = Int(candidates.items[pair])
    perItem[item] += 1
    spent += budget.costs?[item] ?? 0
  }
  #expect(Set(allocation.pairs).count == allocation.pairs.count)
  #expect(perUser.allSatisfy { $0 <= budget.contactsPerUser })
  #expect(perItem == allocation.delivered)
  for item in perItem.indices {
    #expect(perItem[item] <= budget.audience?[item] ?? .max)
    #expect(perItem[item] >= budget.minimum?[item] ?? 0)
  }
  #expect(allocation.pairs.count <= budget.contacts ?? .max)
  #expect(spent <= (budget.money ?? .infinity) + 1e-9)
}

@Suite("Allocation")
struct AllocationTests {
  @Test("prices come near the exact optimum and never exceed a limit", .tags(.golden))
  func optima() throws {
    for programme in try goldenFile("allocation.json", as: [Programme].self) {
      let (candidates, budget) = (programme.candidates, programme.budget)
      let dual = Allocation.dual(candidates, budget)
      requireLimits(dual, candidates, budget)
      // Single precision of the scores, and pairs cannot be cut in two.
      #expect(dual.value <= programme.optimum * (1 + 1e-6))
      #expect(dual.value >= programme.optimum * 0.99, "\(dual.value) of \(programme.optimum)")
      #expect(dual.bound >= programme.optimum * (1 - 1e-6))
      #expect(dual.bound <= programme.optimum * 1.01, "\(dual.bound) of \(programme.optimum)")
      let greedy = Allocation.greedy(candidates, budget)
      requireLimits(greedy, candidates, budget)
      #expect(greedy.value <= programme.optimum * (1 + 1e-6))
    }
  }

  private func solved(_ scores: [Float], _ method: (AllocationCandidates, Budget) -> Allocation)
    -> Allocation
  {
    var budget = Budget(contactsPerUser: 1)
    budget.audience = [1, 1, 1]
    let table = IntensityTable(scores, itemCount: 3)
    return method(AllocationCandidates(of: table, itemsPerUser: 3, usersPerItem: 3), budget)
  }

  @Test("the known assignments are found", .tags(.golden))
  func assignments() {
    let scores: [Float] = [1, 2, 3, 2, 4, 6, 3, 6, 9]
    let product = solved(scores) { Allocation.dual($0, $1) }
    #expect(product.value == 14)
    #expect(product.pairs == [0, 4, 8])
    let turned = solved(scores.map { 10 - $0 }) { Allocation.dual($0, $1) }
    #expect(turned.value == 20)
    #expect(turned.pairs == [2, 4, 6])
    #expect(solved(scores.map { 10 - $0 }, Allocation.greedy).value == 16)
  }

  @Test("limits hold whatever they are", .tags(.property), arguments: 0..<30)
  func limits(seed: UInt64) {
    var random = SplitMix(state: seed)
    let (n, m) = (Int.random(in: 1...30, using: &random), Int.random(in: 1...15, using: &random))
    let scores = (0..<n * m).map { _ in
      random.uniform() < 0.2 ? -1 : Float(random.gamma(shape: 0.5))
    }
    var budget = Budget(contactsPerUser: Int.random(in: 1...m, using: &random))
    budget.audience = (0..<m).map { _ in Int.random(in: 0...n, using: &random) }
    if seed % 2 == 0 { budget.contacts = Int.random(in: 0...n * m, using: &random) }
    if seed % 3 == 0 {
      budget.costs = (0..<m).map { _ in random.uniform() }
      budget.money = Double(n) * random.uniform()
    }
    let candidates = AllocationCandidates(
      of: IntensityTable(scores, itemCount: m),
      itemsPerUser: m,
      usersPerItem: n
    )
    for allocation in [Allocation.dual(candidates, budget), Allocation.greedy(candidates, budget)] {
      requireLimits(allocation, candidates, budget)
      #expect(allocation.value <= allocation.bound * (1 + 1e-9) + 1e-9)
    }
  }

  @Test("the thresholds serve a user who comes alone about as well", .tags(.property))
  func online() {
    var random = SplitMix(state: 11)
    let (n, m) = (400, 20)
    func drawn() -> [Float] {
      (0..<n).flatMap { _ in
        let active = random.gamma(shape: 1)
        return (0..<m).map { _ in Float(active * random.gamma(shape: 1)) }
      }
    }
    var budget = Budget(contactsPerUser: 2)
    budget.audience = Array(repeating: 15, count: m)
    let past = AllocationCandidates(
      of: IntensityTable(drawn(), itemCount: m),
      itemsPerUser: m,
      usersPerItem: n
    )
    let prices = Allocation.dual(past, budget).prices
    let future = drawn()
    var delivered = [Int](repeating: 0, count: m)
    var value: Float = 0
    for user in 0..<n {
      let row = Array(future[user * m..<(user + 1) * m])
      for item in prices.choice(row: row, budget: budget) {
        delivered[item] += 1
        value += row[item]
      }
    }
    let best = Allocation.dual(
      AllocationCandidates(
        of: IntensityTable(future, itemCount: m),
        itemsPerUser: m,
        usersPerItem: n
      ),
      budget
    )
    // Limits hold in expectation only: within four standard deviations of a count of 15.
    #expect(delivered.allSatisfy { $0 < 15 + 16 })
    #expect(abs(Double(value) / best.value - 1) < 0.15)
  }

  @Test("of a large table the best candidates take part")
  func candidates() {
    var random = SplitMix(state: 2)
    let (n, m) = (50, 30)
    let scores = (0..<n * m).map { _ in Float(random.uniform()) }
    let candidates = AllocationCandidates(
      of: IntensityTable(scores, itemCount: m),
      itemsPerUser: 3,
      usersPerItem: 4,
      mostPairs: 0
    )
    for user in 0..<n {
      let own = candidates.items[candidates.offsets[user]..<candidates.offsets[user + 1]]
      let best = (0..<m).sorted { scores[user * m + $0] > scores[user * m + $1] }.prefix(3)
      #expect(best.allSatisfy { own.contains(Int32($0)) })
    }
    #expect(candidates.items.count < n * m / 2)
  }
}
