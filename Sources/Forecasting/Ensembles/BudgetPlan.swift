/// Which parts of an average stay when there is too little time for all of them.
///
/// As long as the parts that are left take too long, the one goes whose absence costs the least accuracy for a
/// second that it saves. One part always stays: the cheapest, where not even that is affordable.
struct BudgetPlan: Hashable, Sendable {
  /// Whether each part stays.
  let keeps: [Bool]
  /// Whether there is time enough for those that stay.
  let fits: Bool

  /// - Parameters:
  ///   - seconds: what each part takes.
  ///   - allowed: the seconds there are for all of them.
  ///   - loss: the loss of the average of some parts, those that are true.
  /// - Precondition: there is a part.
  init(seconds: [Double], allowed: Double, loss: (_ keeps: [Bool]) -> Double) {
    precondition(!seconds.isEmpty, "a plan without parts")
    var keeps = seconds.map { _ in true }
    var isOver: Bool { zip(keeps, seconds).reduce(0) { $0 + ($1.0 ? $1.1 : 0) } > allowed }
    while isOver, keeps.count(where: \.self) > 1 {
      let now = loss(keeps)
      let costs = seconds.indices.map { part -> Double in
        guard keeps[part], seconds[part] > 0 else { return .infinity }
        var fewer = keeps
        fewer[part] = false
        let lost = loss(fewer) - now
        // What makes the average worse goes first, whatever it takes; then what brings least a second.
        return lost > 0 ? lost / max(seconds[part], 1e-9) : lost
      }
      guard let least = costs.indices.min(by: { costs[$0] < costs[$1] }), costs[least] < .infinity
      else { break }
      keeps[least] = false
    }
    fits = !isOver
    if !fits, let cheapest = seconds.indices.min(by: { seconds[$0] < seconds[$1] }) {
      keeps = seconds.indices.map { $0 == cheapest }
    }
    self.keeps = keeps
  }
}
