import AlmanacTesting
import Tensors
import Testing

@Suite("Tensor")
struct TensorTests {
  @Test("operands are stretched from the last axis")
  func broadcasting() {
    let rows = Tensor([[1, 2, 3], [4, 5, 6]])
    #expect((rows + Tensor([10, 20, 30])).elements == [11, 22, 33, 14, 25, 36])
    #expect((rows * Tensor([[2], [3]])).elements == [2, 4, 6, 12, 15, 18])
    #expect((rows - 1).elements == [0, 1, 2, 3, 4, 5])
    #expect((12 / rows).elements == [12, 6, 4, 3, 2.4000000953674316, 2])
    let outer = Tensor([1, 2]).expanded(at: 1) * Tensor([1, 10, 100])
    #expect(outer == Tensor([[1, 10, 100], [2, 20, 200]]))
  }

  @Test("views have the elements they promise")
  func views() {
    let x = Tensor.sequence(count: 24).reshaped(to: [2, 3, 4])
    #expect(x.permuted(2, 0, 1).shape == [4, 2, 3])
    #expect(x.permuted(2, 0, 1)[1].elements == [1, 5, 9, 13, 17, 21])
    #expect(x.transposed().shape == [2, 4, 3])
    #expect(x.sliced(1..<3, along: 1)[1].elements == [16, 17, 18, 19, 20, 21, 22, 23])
    #expect(x.selected(2, along: -1).elements == [2, 6, 10, 14, 18, 22])
    #expect(x.strided(by: 2, along: 1).selected(0).elements == [0, 1, 2, 3, 8, 9, 10, 11])
    #expect(x.permuted(1, 0, 2).reshaped(to: [3, -1])[0].elements == [0, 1, 2, 3, 12, 13, 14, 15])
    #expect(x.reversed(along: 0)[0] == x[1])
  }

  @Test("strided operands give the same as dense ones", .tags(.property), arguments: awkwardSizes)
  func stridedOperands(size: Int) {
    var random = RandomStream(seed: 9)
    let a = Tensor.normal([size, 3, 2], using: &random)
    let b = Tensor.normal([2, size, 3], using: &random)
    let strided = a.permuted(2, 0, 1) * b + b.permuted(0, 1, 2)
    let dense = Tensor(a.permuted(2, 0, 1).elements, shape: [2, size, 3]) * b + b
    #expect(strided == dense)
  }

  @Test("joining and splitting are inverse")
  func joining() {
    let x = Tensor.sequence(count: 30).reshaped(to: [2, 5, 3])
    for axis in 0..<3 {
      let extent = x.shape[axis]
      let parts = x.split([1, extent - 1], along: axis)
      #expect(Tensor.concatenated(parts, along: axis) == x)
    }
    #expect(Tensor.stacked([x[0], x[1]]) == x)
    #expect(
      Tensor([1, 2]).padded(before: 1, after: 2, along: 0, with: 9).elements == [9, 1, 2, 9, 9]
    )
  }

  @Test("comparisons give masks, and masks select")
  func masks() {
    let x = Tensor([1, .nan, 3])
    #expect((x .> 2).elements == [0, 0, 1])
    #expect((x .<= 1).elements == [1, 0, 0])
    #expect((x .== x).elements == [1, 0, 1])
    #expect((x .!= 3).elements == [1, 1, 0])
    #expect(x.isNotANumber.elements == [0, 1, 0])
    #expect(x.replaced(with: 7, where: x.isNotANumber).elements == [1, 7, 3])
    #expect(
      select(x .< 2, Tensor(5), x.replaced(with: 0, where: x.isNotANumber)).elements == [5, 0, 3]
    )
  }

  @Test("a gradient does not pass replaced places, even where they are not numbers")
  func replacedGradient() {
    let slope = gradient(at: Tensor([0, 4])) { x in
      let isZero = x .== 0
      return x.replaced(with: 1, where: isZero).squareRoot().replaced(with: 0, where: isZero).sum()
    }
    #expect(slope.elements == [0, 0.25])
  }

  @Test("gathering reads rows and scattering adds them up")
  func gathering() {
    let table = Tensor([[1, 2], [3, 4], [5, 6]])
    #expect(table.gathered(at: [2, 0, 2]) == Tensor([[5, 6], [1, 2], [5, 6]]))
    let added = Tensor([[1, 1], [2, 2], [4, 4]]).scattered(to: [2, 0, 2], extent: 3)
    #expect(added == Tensor([[2, 2], [0, 0], [5, 5]]))
    let grid = table.gathered(at: Indices([0, 1, 1, 0], shape: [2, 2]), along: 1)
    #expect(grid.shape == [3, 2, 2])
    #expect(grid[1].elements == [3, 4, 4, 3])
  }

  @Test("conversion rounds once")
  func conversion() {
    let x = Tensor([0.1, 1e-50], .float64)
    #expect(x.converted(to: .float32).elements == [Double(Float(0.1)), 0])
    #expect(x.converted(to: .float32).elementType == .float32)
  }

  @Test("pooling and repetition are inverse on constant windows")
  func resampling() {
    let x = Tensor([[1, 2, 3], [4, 5, 6]])
    #expect(x.repeated(2).elements == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6])
    #expect(x.repeated(4).averagePooled(by: 4) == x)
    #expect(x.maximumPooled(by: 3).elements == [3, 6])
  }

  @Test("misuse stops with both shapes in the message")
  func preconditions() async {
    await #expect(processExitsWith: .failure) { _ = Tensor([1, 2]) + Tensor([1, 2, 3]) }
    await #expect(processExitsWith: .failure) { _ = Tensor([1, 2]).reshaped(to: [3]) }
    await #expect(processExitsWith: .failure) { _ = matmul(Tensor([[1, 2]]), Tensor([[1, 2]])) }
    await #expect(processExitsWith: .failure) { _ = Tensor(1) + Tensor(1, .float64) }
    await #expect(processExitsWith: .failure) { _ = Tensor([[1]]).gathered(at: [1]) }
    await #expect(processExitsWith: .failure) { _ = Tensor([1]).scalar + Tensor([1, 2]).scalar }
    await #expect(processExitsWith: .failure) {
      _ = valueWithGradient(at: Tensor([1, 2])) { $0 * 2 }
    }
  }
}
