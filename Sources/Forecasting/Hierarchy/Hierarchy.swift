/// Series that add up: those at the bottom, and the sums of them that belong to the levels above.
///
/// A nested hierarchy is one chain of columns, such as state, store, item: its levels are the total, the
/// states, the stores of each state, the items of each store. Several chains are crossed: every level of one
/// is taken together with every level of the others.
public struct Hierarchy: Sendable {
  /// A series above the bottom.
  public struct Node: Hashable, Sendable {
    /// The name of its series.
    public let id: String
    /// The level it belongs to, a place in `levels`.
    public let level: Int
    /// The bottom series that it is the sum of, ascending.
    public let bottoms: [Int]
  }

  /// The name of the sum of everything.
  public static let totalName = "Total"

  /// The names of the levels above the bottom, the total first: `Total`, `state`, `state/store`.
  public let levels: [String]
  /// The series above the bottom, level by level.
  public let nodes: [Node]
  /// The number of series at the bottom.
  public let bottomCount: Int

  /// The hierarchy of series whose places in each chain are known.
  ///
  /// A level that sums nothing, since each of its nodes has a single series, is left out, as is one that
  /// has the same nodes as a level before it.
  ///
  /// - Parameters:
  ///   - chains: the names of the columns, chain by chain, each from the top down.
  ///   - paths: for each bottom series what it has in each of these columns, in the same order.
  /// - Precondition: there is a chain, none is empty, and each path has a word for each column.
  /// - Complexity: O(bottoms · levels).
  public init(chains: [[String]], paths: [[String]]) {
    precondition(!chains.isEmpty && !chains.contains(where: \.isEmpty), "an empty chain")
    let width = chains.reduce(0) { $0 + $1.count }
    precondition(paths.allSatisfy { $0.count == width }, "a path without \(width) words")
    var levels: [String] = []
    var nodes: [Node] = []
    var seen: Set<[[Int]]> = []
    for depths in Self.depths(of: chains) {
      let columns = Self.columns(at: depths, of: chains)
      var members: [[String]: [Int]] = [:]
      var order: [[String]] = []
      for (bottom, path) in paths.enumerated() {
        let key = columns.map { path[$0] }
        if members[key]?.append(bottom) == nil {
          members[key] = [bottom]
          order.append(key)
        }
      }
      let groups = order.compactMap { members[$0] }
      guard groups.contains(where: { $0.count > 1 }), seen.insert(groups).inserted else { continue }
      let names = chains.flatMap(\.self)
      levels.append(
        columns.isEmpty ? Self.totalName : columns.map { names[$0] }.joined(separator: "/")
      )
      for (key, group) in zip(order, groups) {
        nodes.append(
          Node(
            id: Self.id(key, columns: columns, of: chains),
            level: levels.count - 1,
            bottoms: group
          )
        )
      }
    }
    self.levels = levels
    self.nodes = nodes
    bottomCount = paths.count
  }

  /// How many columns of each chain a level has, from the total down; the bottom itself is left out.
  private static func depths(of chains: [[String]]) -> [[Int]] {
    var all: [[Int]] = [[]]
    for chain in chains { all = all.flatMap { depths in (0...chain.count).map { depths + [$0] } } }
    return all.dropLast().sorted { $0.reduce(0, +) < $1.reduce(0, +) }
  }

  private static func columns(at depths: [Int], of chains: [[String]]) -> [Int] {
    var first = 0
    return zip(depths, chains).flatMap { depth, chain in
      defer { first += chain.count }
      return Array(first..<first + depth)
    }
  }

  /// The name of a node: its words, joined with `/`. In crossed hierarchies `*` stands for each column
  /// that is summed over.
  private static func id(_ key: [String], columns: [Int], of chains: [[String]]) -> String {
    if columns.isEmpty { return totalName }
    if chains.count == 1 { return key.joined(separator: "/") }
    let width = chains.reduce(0) { $0 + $1.count }
    return (0..<width).map { column in
      columns.firstIndex(of: column).map { key[$0] } ?? "*"
    }.joined(separator: "/")
  }

  /// The sums of bottom values, one for each node.
  ///
  /// - Precondition: there is a value for each bottom series.
  func sums(of bottoms: [Double]) -> [Double] {
    precondition(bottoms.count == bottomCount, "\(bottoms.count) values at the bottom")
    return nodes.map { node in node.bottoms.reduce(0) { $0 + bottoms[$1] } }
  }

  /// What is added to each bottom series where each node hands its value down to all of its own.
  func spread(_ values: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: bottomCount)
    for (node, value) in zip(nodes, values) where value != 0 {
      for bottom in node.bottoms { result[bottom] += value }
    }
    return result
  }
}
