public import NeuralNetworks
internal import Tensors
internal import TimeSeries

/// How saved models lie in a file.
///
/// The metadata say what the file is and name the models; ids and the names of forms stand there as
/// text. Numbers are tensors: per series its length of id, its start in two halves and its step count;
/// per model a row for each of its nodes, and all numbers one after another. A node is one
/// `Estimates`, those of a combination before its members: its form, counted from 0, how many numbers
/// and how many members it has. A series that got another model has a single node of form −1.
extension SavedModels {
  private static let formatName = "almanac saved models"
  private static let formatVersion = "1"

  /// The models as a file.
  ///
  /// - Complexity: O(series · numbers).
  public var file: WeightsFile {
    var forms: [String] = []
    var places: [String: Int] = [:]
    var tensors: [(name: String, tensor: Tensor)] = []
    var series: [Double] = []
    for id in ids {
      guard let entry = self[id] else { continue }
      let start = entry.start.rawValue
      series += [
        Double(id.utf8.count), Double(start >> 32), Double(start & 0xFFFF_FFFF),
        Double(entry.stepCount),
      ]
    }
    tensors.append(("series", Tensor(series, .float64).reshaped(to: [ids.count, 4])))
    for (place, model) in models.enumerated() {
      var nodes: [Double] = []
      var numbers: [Double] = []
      func append(_ estimates: Estimates) {
        let form = places[estimates.form] ?? forms.count
        if form == forms.count {
          places[estimates.form] = form
          forms.append(estimates.form)
        }
        nodes += [Double(form), Double(estimates.numbers.count), Double(estimates.members.count)]
        numbers += estimates.numbers
        for member in estimates.members { append(member) }
      }
      for id in ids {
        if let estimates = self[id]?.estimates[place] {
          append(estimates)
        } else {
          nodes += [-1, 0, 0]
        }
      }
      tensors.append(
        ("\(model).nodes", Tensor(nodes, .float64).reshaped(to: [nodes.count / 3, 3]))
      )
      tensors.append(("\(model).numbers", Tensor(numbers, .float64)))
    }
    for forecaster in trained { tensors += forecaster.learnt }
    return WeightsFile(
      tensors,
      metadata: [
        ("format", Self.formatName), ("format version", Self.formatVersion),
        ("models", models.joined(separator: ",")), ("frequency", frequency.description),
        ("season", String(seasonalPeriod)), ("forms", forms.joined(separator: "\n")),
        ("ids", ids.joined()),
      ] + trained.flatMap(\.settings)
    )
  }

  /// The models in a file.
  ///
  /// - Throws: `SavedModelsError` where the file holds none, or none that can be trusted.
  public init(_ file: WeightsFile) throws(SavedModelsError) {
    func text(_ key: String) throws(SavedModelsError) -> String {
      guard let pair = file.metadata.first(where: { $0.key == key }) else {
        throw .damaged(part: key)
      }
      return pair.value
    }
    guard file.metadata.contains(where: { $0.key == "format" && $0.value == Self.formatName })
    else { throw .isNoModel }
    let version = try text("format version")
    guard version == Self.formatVersion else { throw .tooNew(version: version) }
    let names = try text("models").split(separator: ",").map(String.init)
    for name in names where ModelCatalogue.model(named: name) == nil {
      throw .unknownModel(name: name)
    }
    guard !names.isEmpty, Set(names).count == names.count else { throw .damaged(part: "models") }
    guard let frequency = Frequency(try text("frequency")) else {
      throw .damaged(part: "frequency")
    }
    guard let season = Int(try text("season")), season >= 1 else { throw .damaged(part: "season") }
    let forms = try text("forms").split(separator: "\n", omittingEmptySubsequences: false)
      .map(String.init)
    var trained: [any GlobalForecaster] = []
    for name in names {
      if let global = ModelCatalogue.model(named: name) as? any GlobalForecaster.Type {
        trained.append(try global.init(options: ModelOptions(seasonalPeriod: season), file: file))
      }
    }
    self.init(models: names, frequency: frequency, seasonalPeriod: season, trained: trained)

    guard let table = file["series"], table.shape.count == 2, table.shape[1] == 4 else {
      throw .damaged(part: "series")
    }
    let count = table.shape[0]
    var rest = Array(try text("ids").utf8)[...]
    let cells = try Self.integers(table, part: "series")
    var columns: [[Estimates?]] = []
    for name in names {
      columns.append(try Self.estimates(of: name, in: file, forms: forms, count: count))
    }
    for row in 0..<count {
      let (length, high, low, steps) = (
        cells[4 * row], cells[4 * row + 1], cells[4 * row + 2], cells[4 * row + 3]
      )
      guard
        (0...rest.count).contains(length), steps >= 0, (0...0xFFFF_FFFF).contains(low),
        (Int(Int32.min)...Int(Int32.max)).contains(high),
        let id = String(validating: rest.prefix(length), as: UTF8.self), self[id] == nil
      else { throw .damaged(part: "series") }
      rest = rest.dropFirst(length)
      add(
        Entry(
          start: Timestamp(Int64(high) << 32 | Int64(low)),
          stepCount: steps,
          estimates: columns.map { $0[row] }
        ),
        id: id
      )
    }
    guard rest.isEmpty else { throw .damaged(part: "ids") }
  }

  /// What one model estimated for each of `count` series.
  private static func estimates(
    of model: String,
    in file: WeightsFile,
    forms: [String],
    count: Int
  ) throws(SavedModelsError) -> [Estimates?] {
    guard
      let table = file["\(model).nodes"], table.shape.count == 2, table.shape[1] == 3,
      let values = file["\(model).numbers"], values.shape.count == 1
    else { throw .damaged(part: model) }
    let nodes = try integers(table, part: model)
    let numbers = values.converted(to: .float64).elements
    var (node, number) = (0, 0)
    /// The estimates of the next node and of its members; `depth` keeps a forged file from nesting
    /// without end.
    func next(depth: Int) throws(SavedModelsError) -> Estimates? {
      guard node + 3 <= nodes.count, depth < 8 else { throw .damaged(part: model) }
      let (form, length, members) = (nodes[node], nodes[node + 1], nodes[node + 2])
      node += 3
      if form == -1 { return nil }
      guard
        forms.indices.contains(form), (0...(numbers.count - number)).contains(length),
        (0...(nodes.count - node) / 3).contains(members)
      else { throw .damaged(part: model) }
      var estimates = Estimates(
        form: forms[form],
        numbers: Array(numbers[number..<number + length])
      )
      number += length
      for _ in 0..<members {
        guard let member = try next(depth: depth + 1) else { throw .damaged(part: model) }
        estimates.members.append(member)
      }
      return estimates
    }
    var column: [Estimates?] = []
    for _ in 0..<count { column.append(try next(depth: 0)) }
    guard node == nodes.count, number == numbers.count else { throw .damaged(part: model) }
    return column
  }

  /// The elements of a tensor, which have to be whole numbers.
  private static func integers(
    _ tensor: Tensor,
    part: String
  ) throws(SavedModelsError) -> [Int] {
    var integers: [Int] = []
    for element in tensor.converted(to: .float64).elements {
      guard let integer = Int(exactly: element) else { throw .damaged(part: part) }
      integers.append(integer)
    }
    return integers
  }
}
