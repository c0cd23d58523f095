extension Allocation {
  /// The pairs with the highest scores that the limits leave room for, one after the other.
  ///
  /// Items with a minimum come first.
  public static func greedy(_ candidates: AllocationCandidates, _ budget: Budget) -> Allocation {
    let free = AllocationPrices(items: Array(repeating: 0, count: candidates.itemCount))
    let (pairs, _) = filled(candidates, budget, by: candidates.scores.map { Double($0) })
    return Allocation(pairs, candidates, budget, prices: free)
  }

  /// An allocation and what follows from it.
  init(
    _ pairs: [Int],
    _ candidates: AllocationCandidates,
    _ budget: Budget,
    prices: AllocationPrices
  ) {
    var delivered = [Int](repeating: 0, count: candidates.itemCount)
    for pair in pairs { delivered[Int(candidates.items[pair])] += 1 }
    self.pairs = pairs.sorted()
    value = pairs.reduce(0) { $0 + Double(candidates.scores[$1]) }
    bound = Self.bound(candidates, budget, prices)
    self.delivered = delivered
    self.prices = prices
  }

  /// The pairs that are left when they come in the order of some merit and each takes its room.
  ///
  /// Items whose minimum is not met come first, then pairs whose merit is not negative, then the others
  /// with a positive score, so that no room is wasted that anything could be made of.
  static func filled(
    _ candidates: AllocationCandidates,
    _ budget: Budget,
    by merit: [Double]
  ) -> (pairs: [Int], isChosen: [Bool]) {
    let users = candidates.userCount
    var userOf = [Int32](repeating: 0, count: candidates.items.count)
    for user in 0..<users {
      for pair in candidates.offsets[user]..<candidates.offsets[user + 1] {
        userOf[pair] = Int32(user)
      }
    }
    let order = candidates.items.indices.sorted {
      (merit[$1], candidates.scores[$1], $0) < (merit[$0], candidates.scores[$0], $1)
    }
    var contacts = [Int](repeating: 0, count: users)
    var delivered = [Int](repeating: 0, count: candidates.itemCount)
    var isChosen = [Bool](repeating: false, count: candidates.items.count)
    var (pairs, spent): ([Int], Double) = ([], 0)
    func take(_ pair: Int, upTo limit: Int) {
      let (user, item) = (Int(userOf[pair]), Int(candidates.items[pair]))
      let cost = budget.costs?[item] ?? 0
      guard !isChosen[pair], delivered[item] < limit, contacts[user] < budget.contactsPerUser,
        pairs.count < budget.contacts ?? .max, spent + cost <= budget.money ?? .infinity
      else { return }
      isChosen[pair] = true
      pairs.append(pair)
      contacts[user] += 1
      delivered[item] += 1
      spent += cost
    }
    if let minimum = budget.minimum {
      for pair in order {
        let item = Int(candidates.items[pair])
        take(pair, upTo: min(minimum[item], budget.audience?[item] ?? .max))
      }
    }
    for pair in order where merit[pair] >= 0 || candidates.scores[pair] > 0 {
      take(pair, upTo: budget.audience?[Int(candidates.items[pair])] ?? .max)
    }
    return (pairs, isChosen)
  }

  /// What no allocation within the budget exceeds, by the value of the prices' dual problem.
  static func bound(
    _ candidates: AllocationCandidates,
    _ budget: Budget,
    _ prices: AllocationPrices
  ) -> Double {
    var bound = 0.0
    for item in 0..<candidates.itemCount {
      let price = prices.items[item]
      if price > 0 { bound += price * Double(budget.audience?[item] ?? 0) }
      if price < 0 { bound += price * Double(budget.minimum?[item] ?? 0) }
    }
    bound += prices.contact * Double(budget.contacts ?? 0) + prices.money * (budget.money ?? 0)
    for user in 0..<candidates.userCount {
      let pairs = candidates.offsets[user]..<candidates.offsets[user + 1]
      var nets: [Double] = []
      for pair in pairs {
        let net =
          Double(candidates.scores[pair])
          - prices.price(of: Int(candidates.items[pair]), budget)
        if net > 0 { nets.append(net) }
      }
      if nets.count > budget.contactsPerUser { nets.sort(by: >) }
      bound += nets.prefix(budget.contactsPerUser).reduce(0, +)
    }
    return bound
  }
}
