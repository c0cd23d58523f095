public import NeuralNetworks
public import Tensors

/// Named tensors of one part of a saved model.
public struct SavedTensors: Sendable {
  private let file: WeightsFile
  private let prefix: String

  /// All tensors of a file.
  public init(_ file: WeightsFile) { (self.file, prefix) = (file, "") }

  private init(_ file: WeightsFile, prefix: String) { (self.file, self.prefix) = (file, prefix) }

  /// The tensors of a part, whose names begin with its own and a point.
  public func part(_ name: String) -> SavedTensors {
    SavedTensors(file, prefix: prefix + name + ".")
  }

  /// The numbers of a tensor.
  ///
  /// - Throws: `damaged` where there is none.
  public func numbers(_ name: String) throws(IntensityError) -> [Double] {
    guard let tensor = file[prefix + name] else { throw .damaged(part: prefix + name) }
    return tensor.converted(to: .float64).elements
  }

  /// The numbers of a tensor in single precision.
  ///
  /// - Parameter count: how many there have to be; nil for any number.
  /// - Throws: `damaged` where there is none, or another number of them.
  public func floats(_ name: String, count: Int? = nil) throws(IntensityError) -> [Float] {
    guard let tensor = file[prefix + name] else { throw .damaged(part: prefix + name) }
    let numbers = tensor.converted(to: .float32).floatElements
    guard count == nil || numbers.count == count else { throw .damaged(part: prefix + name) }
    return numbers
  }

  /// A whole number.
  ///
  /// - Throws: `damaged` where there is no such tensor.
  public func integer(_ name: String) throws(IntensityError) -> Int {
    guard let number = try numbers(name).first, let integer = Int(exactly: number) else {
      throw .damaged(part: prefix + name)
    }
    return integer
  }

  /// The file of the part alone, with its own names.
  var ownFile: WeightsFile {
    WeightsFile(
      file.entries.filter { $0.name.hasPrefix(prefix) }
        .map { (String($0.name.dropFirst(prefix.count)), $0.tensor) }
    )
  }
}

/// A named tensor, as it is kept in a file.
public typealias NamedTensor = (name: String, tensor: Tensor)

extension [NamedTensor] {
  /// The tensors as those of a part.
  func of(part name: String) -> [NamedTensor] { map { ("\(name).\($0.name)", $0.tensor) } }
}

extension Tensor {
  /// A row of numbers that are kept exactly.
  static func saved(_ numbers: [Double]) -> Tensor { Tensor(numbers, .float64) }

  /// A row of numbers.
  static func saved(_ numbers: [Float]) -> Tensor {
    Tensor(floats: numbers, shape: [numbers.count])
  }

  /// A row of factors after the other.
  static func saved(_ vectors: [FactorVector]) -> Tensor {
    var numbers: [Float] = []
    numbers.reserveCapacity(vectors.count * FactorVector.count)
    for vector in vectors { vector.forEach { numbers.append($1) } }
    return Tensor(floats: numbers, shape: [vectors.count, FactorVector.count])
  }
}

extension SavedTensors {
  /// Rows of factors.
  ///
  /// - Throws: `damaged` where there are none.
  func vectors(_ name: String) throws(IntensityError) -> [FactorVector] {
    let numbers = try floats(name)
    guard numbers.count.isMultiple(of: FactorVector.count) else {
      throw .damaged(part: prefix + name)
    }
    return (0..<numbers.count / FactorVector.count).map { row in
      var next = row * FactorVector.count
      return FactorVector {
        next += 1
        return numbers[next - 1]
      }
    }
  }
}

extension [Float] {
  /// The numbers of the items that a model has learnt, with zeros for those that came later.
  func widened(to count: Int) -> [Float] {
    self.count >= count ? self : self + repeatElement(0, count: count - self.count)
  }
}
