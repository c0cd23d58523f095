import AlmanacTesting
import NeuralNetworks
import Tensors
import Testing

@Suite("WeightAverage and Plateau")
struct AveragingTests {
  @Test(
    "averages are those of PyTorch",
    .tags(.golden),
    arguments: [
      ("exponential average", Averaging.exponential(decay: 0.9)),
      ("equal average", .equal(start: 0)),
    ]
  )
  func averages(name: String, rule: Averaging) throws {
    var average = WeightAverage(rule)
    let last = Single(parameter: fill(3, [5]))
    #expect(average.applied(to: last).parameter == last.parameter)
    for step in 0..<4 { average.include(Single(parameter: fill(step, [5])), step: step) }
    #expect(average.count == 4)
    try expectGolden(name, average.applied(to: last).parameter, within: 1e-14)
  }

  @Test("an equal average starts late and skips steps")
  func interval() {
    var average = WeightAverage(.equal(start: 3, interval: 2))
    for step in 0..<8 { average.include(Single(parameter: Tensor(Double(step))), step: step) }
    #expect(average.count == 3)
    #expect(average.parameters == [Tensor(5)])
  }

  @Test("a plateau lowers the rate when PyTorch’s does", .tags(.golden))
  func plateau() throws {
    var plateau = Plateau(decay: 0.5, patience: 1, threshold: 0.1, lowest: 0.2)
    let losses = [5, 4, 4, 3.7, 3.5, 3.4, 3.4, 3.4, 3.4, 3.4, 3.4, 3.4, 1, 1]
    let factors = losses.map { loss in
      plateau.observe(loss)
      return plateau.factor
    }
    try expectGolden("plateau", Tensor(factors, .float64), within: 0)
  }

  @Test("a plateau sees progress in losses below zero")
  func negative() {
    var plateau = Plateau(decay: 0.5, patience: 0, threshold: 0.1)
    plateau.observe(-10)
    plateau.observe(-10.5)
    #expect(plateau.factor == 0.5)
    plateau.observe(-12)
    #expect(plateau.factor == 0.5)
    #expect(plateau.best == -12)
  }
}
