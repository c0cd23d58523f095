internal import Tensors
public import TimeSeries

/// The attributes of the series of a panel, each level of each attribute with a number of its own.
public struct AttributeLevels: Sendable, Hashable {
  /// The names of the attributes, the most general first.
  public let names: [String]
  /// The levels of each, in the order in which the series show them.
  public let levels: [[String]]
  /// For each attribute the numbers of its levels.
  private let numbers: [[String: Int]]

  /// No attributes.
  public static let none = AttributeLevels(names: [], levels: [])

  /// - Precondition: There are levels for each name.
  init(names: [String], levels: [[String]]) {
    (self.names, self.levels) = (names, levels)
    var first = 0
    numbers = levels.map { levels in
      defer { first += levels.count }
      return Dictionary(
        zip(levels, first..<first + levels.count),
        uniquingKeysWith: { first, _ in first }
      )
    }
  }

  /// The attributes of series, which all have the same ones.
  init(of series: some Sequence<Series>) {
    var names: [String] = []
    var levels: [[String]] = []
    var known: [Set<String>] = []
    for one in series {
      if names.isEmpty {
        names = one.attributes.map(\.name)
        (levels, known) = (names.map { _ in [] }, names.map { _ in [] })
      }
      for (place, attribute) in one.attributes.enumerated()
      where !attribute.value.isEmpty && known[place].insert(attribute.value).inserted {
        levels[place].append(attribute.value)
      }
    }
    self.init(names: names, levels: levels)
  }

  /// The levels of all attributes together.
  public var count: Int { levels.reduce(0) { $0 + $1.count } }

  /// The numbers of a series' levels, attribute by attribute; nil for one that is missing or not known.
  public func numbers(of attributes: [Attribute]) -> [Int?] {
    zip(names, numbers).map { name, numbers in
      attributes.first { $0.name == name }.flatMap { numbers[$0.value] }
    }
  }

  /// Rows with a one for each of some levels; nil where there are none at all.
  ///
  /// - Shape: `[row, level]`
  func rows(_ numbers: [[Int]]) -> Tensor? {
    guard count > 0 else { return nil }
    var ones = [Float](repeating: 0, count: numbers.count * count)
    for (row, numbers) in numbers.enumerated() {
      for number in numbers { ones[row * count + number] = 1 }
    }
    return Tensor(floats: ones, shape: [numbers.count, count])
  }
}
