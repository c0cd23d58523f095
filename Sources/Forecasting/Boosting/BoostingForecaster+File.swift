public import NeuralNetworks
public import Tensors

extension BoostingForecaster {
  /// What the names of the trees' tensors begin with.
  private static let treesPrefix = "boosting.trees"

  /// The trees, as tensors.
  public var learnt: [(name: String, tensor: Tensor)] {
    knowledge?.trees.tensors(prefix: Self.treesPrefix) ?? []
  }

  /// The seasons, covariates, attributes and their values.
  public var settings: [(key: String, value: String)] {
    guard let features = knowledge?.features else { return [] }
    func lines(_ words: [String]) -> String { words.map { "\($0.utf8.count) \($0)" }.joined() }
    let codes = features.codes.map { codes in
      lines(codes.sorted { $0.value < $1.value }.map(\.key))
    }
    return [
      ("boosting periods", "\(features.period) \(features.longPeriod)"),
      ("boosting horizon", "\(horizon)"),
      ("boosting covariates", lines(features.covariates)),
      ("boosting attributes", lines(features.attributes)),
      ("boosting values", lines(codes)),
    ]
  }

  /// The forecaster with the trees of a file.
  public init(options: ModelOptions, file: WeightsFile) throws(SavedModelsError) {
    func text(_ key: String) throws(SavedModelsError) -> String {
      guard let pair = file.metadata.first(where: { $0.key == key }) else {
        throw .damaged(part: key)
      }
      return pair.value
    }
    /// Words that stand behind their lengths.
    func words(_ text: String, _ part: String) throws(SavedModelsError) -> [String] {
      var rest = Array(text.utf8)[...]
      var words: [String] = []
      while !rest.isEmpty {
        guard
          let gap = rest.firstIndex(of: UInt8(ascii: " ")),
          let digits = String(validating: rest[..<gap], as: UTF8.self), let length = Int(digits),
          (0...rest.endIndex - gap - 1).contains(length),
          let word = String(validating: rest[(gap + 1)...].prefix(length), as: UTF8.self)
        else { throw .damaged(part: part) }
        words.append(word)
        rest = rest[(gap + 1 + length)...]
      }
      return words
    }
    self.init(options: options)
    let periods = try text("boosting periods").split(separator: " ").compactMap { Int($0) }
    guard periods.count == 2, periods[0] >= 1, periods[1] >= 0,
      periods.allSatisfy({ $0 <= 1_000_000 }),
      let horizon = Int(try text("boosting horizon")), horizon >= 1
    else { throw .damaged(part: "boosting periods") }
    self.horizon = horizon
    var codes: [[String: Int]] = []
    for values in try words(text("boosting values"), "boosting values") {
      codes.append(
        Dictionary(
          try words(values, "boosting values").enumerated().map { ($0.element, $0.offset) },
          uniquingKeysWith: { first, _ in first }
        )
      )
    }
    let attributes = try words(text("boosting attributes"), "boosting attributes")
    guard attributes.count == codes.count else { throw .damaged(part: "boosting values") }
    let features = LagFeatures(
      period: periods[0],
      longPeriod: periods[1],
      covariates: try words(text("boosting covariates"), "boosting covariates"),
      attributes: attributes,
      codes: codes
    )
    do throws(BoostedTreesError) {
      let trees = try BoostedTrees(
        file,
        prefix: Self.treesPrefix,
        loss: .quantiles(Self.levels),
        features: features.columns.map(\.name)
      )
      knowledge = Knowledge(features: features, trees: trees)
    } catch {
      throw .damaged(part: "boosting")
    }
  }
}
