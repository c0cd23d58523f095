import AlmanacTesting
import Testing

@testable import Tensors

@Suite("Layers that read what came of them", .tags(.property))
struct AutoregressiveLSTMTests {
  /// Weights of layers, and values that stand for what is drawn.
  private struct Setting {
    let units: Int
    let steps = 7
    let lags = [1, 3, 9]
    let layers: [AutoregressiveLSTM.Layer]
    let head: AutoregressiveLSTM.Head
    let values: Tensor

    init(rows: Int, outputs: Int, units: Int = 5, layerCount: Int = 2) {
      self.units = units
      var random = RandomStream(seed: 31)
      func draw(_ shape: Shape) -> Tensor { .uniform(shape, in: -0.8...0.8, using: &random) }
      let (steps, lags) = (steps, lags.count)
      layers = (0..<layerCount).map { place in
        AutoregressiveLSTM.Layer(
          inputWeight: draw([4 * units, place == 0 ? lags : units]),
          recurrentWeight: draw([4 * units, units]),
          bias: draw(place == 0 ? [steps, 4 * units] : [4 * units]),
          output: draw([1, units]),
          cell: draw([1, units])
        )
      }
      head = AutoregressiveLSTM.Head(
        weight: draw([outputs, units]),
        lagWeight: draw([outputs, lags]),
        bias: draw([steps, outputs])
      )
      values = draw([rows, steps])
    }

    /// What each step puts out, by the operations that define it: `[step, row, number]`.
    var expected: Tensor {
      let rows = values.shape[0]
      var states = layers.map {
        ($0.output.broadcast(to: [rows, units]), $0.cell.broadcast(to: [rows, units]))
      }
      return Tensor.stacked(
        (0..<steps).map { step in
          let lagged = Tensor.stacked(
            lags.map { $0 <= step ? values.selected(step - $0, along: 1) : .zeros([rows]) },
            along: 1
          )
          var flow = lagged
          for (place, layer) in layers.enumerated() {
            let packed = plainLongShortTermMemory([
              flow.expanded(at: 1), layer.inputWeight, layer.recurrentWeight,
              place == 0 ? layer.bias[step] : layer.bias, states[place].0, states[place].1,
            ])
            states[place] = (packed[0], packed[1])
            flow = packed[0]
          }
          return matmul(flow, head.weight.transposed())
            + matmul(lagged, head.lagWeight.transposed()) + head.bias[step]
        }
      )
    }

    /// The same of the layers that go on by themselves, of some rows.
    func results(of range: Range<Int>) -> Tensor {
      let walk = AutoregressiveLSTM(layers, head: head, lags: lags, rows: range.count)
      return Tensor.stacked(
        (0..<steps).map { step in
          // The next step writes over what this one puts out.
          let result = walk.next().writableCopy()
          walk.append(values.sliced(range).selected(step, along: 1), within: -1...1)
          return result
        }
      )
    }
  }

  @Test("they are the layers step by step", arguments: [1, 3, 16, 17, 64, 65], [1, 3, 16, 17])
  func steps(rows: Int, outputs: Int) {
    let setting = Setting(rows: rows, outputs: outputs)
    expectEqual(setting.results(of: 0..<rows), setting.expected, within: 1e-5)
  }

  @Test(
    "they are the layers step by step, however many, of any number of units",
    arguments: [1, 2, 3],
    [1, 15, 16, 17, 40]
  )
  func layers(count: Int, units: Int) {
    for rows in [0, 5] {
      let setting = Setting(rows: rows, outputs: 3, units: units, layerCount: count)
      expectEqual(setting.results(of: 0..<rows), setting.expected, within: 2e-5)
    }
  }

  @Test("a row is the same to the last bit whichever rows are beside it")
  func rows() {
    let setting = Setting(rows: 65, outputs: 3)
    let all = setting.results(of: 0..<65)
    for range in [0..<1, 7..<24, 3..<20, 64..<65] {
      #expect(setting.results(of: range) == all.sliced(range, along: 1))
    }
  }

  @Test("values beyond the bounds are brought back to them, and come out step by step")
  func bounds() {
    let setting = Setting(rows: 2, outputs: 1)
    let walk = AutoregressiveLSTM(setting.layers, head: setting.head, lags: setting.lags, rows: 2)
    for pair in [[0.5, 7.0], [-7.0, 0.25]] {
      _ = walk.next()
      walk.append(Tensor(pair), within: -1...1)
    }
    #expect(walk.history() == Tensor([[0.5, 1], [-1, 0.25]]))
  }
}
