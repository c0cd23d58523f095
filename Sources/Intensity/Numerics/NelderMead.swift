/// The lowest point of a function of a few numbers, found without derivatives.
///
/// - Source: Nelder and Mead 1965, “A simplex method for function minimization”.
func nelderMead(
  from start: [Double],
  spread: Double = 0.5,
  tolerance: Double = 1e-10,
  mostEvaluations: Int = 4000,
  _ function: ([Double]) -> Double
) -> (point: [Double], value: Double) {
  let n = start.count
  func value(_ x: [Double]) -> Double {
    let y = function(x)
    return y.isFinite ? y : .greatestFiniteMagnitude
  }
  var simplex = [(point: start, value: value(start))]
  for i in 0..<n {
    var point = start
    point[i] += spread
    simplex.append((point, value(point)))
  }
  var evaluations = n + 1
  while evaluations < mostEvaluations {
    simplex.sort { $0.value < $1.value }
    let worst = simplex[n]
    let width = (0..<n).reduce(0.0) { max($0, abs(worst.point[$1] - simplex[0].point[$1])) }
    let gain = worst.value - simplex[0].value
    if gain <= tolerance * max(1, abs(simplex[0].value)), width < 1e-5 { break }
    var centre = [Double](repeating: 0, count: n)
    for corner in simplex.prefix(n) { for i in 0..<n { centre[i] += corner.point[i] / Double(n) } }
    func moved(_ factor: Double) -> (point: [Double], value: Double) {
      let point = (0..<n).map { centre[$0] + factor * (worst.point[$0] - centre[$0]) }
      evaluations += 1
      return (point, value(point))
    }
    let reflected = moved(-1)
    if reflected.value < simplex[0].value {
      let expanded = moved(-2)
      simplex[n] = expanded.value < reflected.value ? expanded : reflected
    } else if reflected.value < simplex[n - 1].value {
      simplex[n] = reflected
    } else {
      let contracted = moved(reflected.value < worst.value ? -0.5 : 0.5)
      if contracted.value < min(reflected.value, worst.value) {
        simplex[n] = contracted
      } else {
        for corner in 1...n {
          let point = (0..<n).map {
            0.5 * (simplex[corner].point[$0] + simplex[0].point[$0])
          }
          simplex[corner] = (point, value(point))
        }
        evaluations += n
      }
    }
  }
  let best = simplex.min { $0.value < $1.value } ?? simplex[0]
  return best
}
