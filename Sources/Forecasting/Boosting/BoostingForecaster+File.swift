public import NeuralNetworks
public import Tensors

extension BoostingForecaster {
  /// The trees and the calibration, as tensors.
  public var learnt: [(name: String, tensor: Tensor)] {
    guard let knowledge else { return [] }
    return knowledge.trees.tensors(prefix: "\(name).trees")
      + (knowledge.means?.tensors(prefix: "\(name).means") ?? [])
      + (used?.trees.tensors(prefix: "\(name).recursive") ?? [])
      + (knowledge.calibration.map { [("\(name).calibration", $0.tensor)] } ?? [])
  }

  /// The trees that go step by step, where they take part.
  private var used: RecursiveTrees? {
    knowledge?.recursive.flatMap { $0.share > 0 ? $0 : nil }
  }

  /// The covariates and attributes that are features.
  public var neededColumns: [String] {
    knowledge.map { $0.features.covariates + $0.features.attributes } ?? []
  }

  /// The covariates that are lagged features.
  public var neededPastColumns: [String] { knowledge?.features.pasts ?? [] }

  /// The seasons, covariates, attributes and their values.
  public var settings: [(key: String, value: String)] {
    guard let features = knowledge?.features else { return [] }
    let codes = features.codes.map { codes in
      WordList.text(codes.sorted { $0.value < $1.value }.map(\.key))
    }
    // A third number only for a base that is not the usual one, which versions that do not know it refuse.
    let isUsual = features.hasSeasonalBase == LagFeatures.isFast(period: features.period)
    let base = isUsual ? "" : features.hasSeasonalBase ? " 1" : " 0"
    let settings = [
      ("\(name) periods", "\(features.period) \(features.longPeriod)\(base)"),
      ("\(name) horizon", "\(horizon)"),
      ("\(name) covariates", WordList.text(features.covariates)),
      ("\(name) attributes", WordList.text(features.attributes)),
      ("\(name) values", WordList.text(codes)),
    ]
    // Only where there are any, so that versions which cannot read them read all else.
    return settings
      + (features.pasts.isEmpty
        ? [] : [("\(name) past covariates", WordList.text(features.pasts))])
      + (used.map { [("\(name) recursive share", "\($0.share)")] } ?? [])
  }

  /// The forecaster with the trees of a file.
  public init(options: ModelOptions, file: WeightsFile) throws(SavedModelsError) {
    try self.init(options: options, file: file, name: Self.entry.name)
  }

  /// The forecaster with the trees that a file has under a name.
  init(options: ModelOptions, file: WeightsFile, name: String) throws(SavedModelsError) {
    func text(_ key: String) throws(SavedModelsError) -> String {
      guard let pair = file.metadata.first(where: { $0.key == key }) else {
        throw .damaged(part: key)
      }
      return pair.value
    }
    func words(_ text: String, _ part: String) throws(SavedModelsError) -> [String] {
      guard let words = WordList.words(text) else { throw .damaged(part: part) }
      return words
    }
    self.init(options: options)
    self.name = name
    let periods = try text("\(name) periods").split(separator: " ").compactMap { Int($0) }
    guard (2...3).contains(periods.count), periods[0] >= 1, periods[1] >= 0,
      periods.allSatisfy({ $0 <= 1_000_000 }), periods.count == 2 || (0...1).contains(periods[2]),
      let horizon = Int(try text("\(name) horizon")), horizon >= 1
    else { throw .damaged(part: "\(name) periods") }
    self.horizon = horizon
    var codes: [[String: Int]] = []
    for values in try words(text("\(name) values"), "\(name) values") {
      codes.append(
        Dictionary(
          try words(values, "\(name) values").enumerated().map { ($0.element, $0.offset) },
          uniquingKeysWith: { first, _ in first }
        )
      )
    }
    let attributes = try words(text("\(name) attributes"), "\(name) attributes")
    guard attributes.count == codes.count else { throw .damaged(part: "\(name) values") }
    let pastsKey = "\(name) past covariates"
    let pasts = file.metadata.first { $0.key == pastsKey }?.value ?? ""
    let features = LagFeatures(
      period: periods[0],
      longPeriod: periods[1],
      hasSeasonalBase: periods.count == 3 ? periods[2] == 1 : nil,
      covariates: try words(text("\(name) covariates"), "\(name) covariates"),
      pasts: try words(pasts, pastsKey),
      attributes: attributes,
      codes: codes
    )
    let shareKey = "\(name) recursive share"
    let share = file.metadata.first { $0.key == shareKey }.map { Double($0.value) ?? .nan } ?? 0
    guard (0...1).contains(share) else { throw .damaged(part: shareKey) }
    do throws(BoostedTreesError) {
      let trees = try BoostedTrees(
        file,
        prefix: "\(name).trees",
        loss: .quantiles(Self.levels),
        features: features.columns.map(\.name)
      )
      let means =
        file["\(name).means.start"] == nil
        ? nil
        : try BoostedTrees(
          file,
          prefix: "\(name).means",
          loss: .poisson,
          features: features.columns.map(\.name)
        )
      var recursive: RecursiveTrees?
      if share > 0 {
        recursive = RecursiveTrees(
          trees: try BoostedTrees(
            file,
            prefix: "\(name).recursive",
            loss: .absolute,
            features: features.columns.map(\.name)
          ),
          share: share
        )
      }
      var calibration: PanelCalibration?
      if let tensor = file["\(name).calibration"] {
        calibration = PanelCalibration(tensor)
        guard calibration != nil else { throw .damaged(part: "calibration") }
      }
      knowledge = Knowledge(
        features: features,
        trees: trees,
        means: means,
        recursive: recursive,
        calibration: calibration
      )
    } catch {
      throw .damaged(part: name)
    }
  }
}
