internal import Tensors
public import TimeSeries

/// The attributes of the series of a panel, each level of each attribute with a number of its own.
public struct AttributeLevels: Sendable, Hashable {
  /// The names of the attributes, the most general first.
  public let names: [String]
  /// The levels of each, in the order in which the series show them.
  public let levels: [[String]]

  /// No attributes.
  public static let none = AttributeLevels(names: [], levels: [])

  init(names: [String], levels: [[String]]) { (self.names, self.levels) = (names, levels) }

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
    (self.names, self.levels) = (names, levels)
  }

  /// The levels of all attributes together.
  public var count: Int { levels.reduce(0) { $0 + $1.count } }

  /// The numbers of a series' levels, attribute by attribute; nil for one that is missing or not known.
  public func numbers(of attributes: [Attribute]) -> [Int?] {
    var first = 0
    return zip(names, levels).map { name, levels in
      defer { first += levels.count }
      guard let value = attributes.first(where: { $0.name == name })?.value else { return nil }
      return levels.firstIndex(of: value).map { first + $0 }
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
