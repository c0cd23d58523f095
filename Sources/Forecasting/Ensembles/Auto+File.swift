public import NeuralNetworks
public import Tensors

extension Auto {
  /// What the parts of a file that belong to the trees are named after.
  static let treesName = "auto.boosting"
  /// What stands before the names and the keys of the network's parts, which are those of a network that
  /// stands alone in the same file.
  private static let (networkPrefix, networkKeyPrefix) = ("auto.", "auto ")

  /// The trees, the weights and the calibrations, as tensors.
  public var learnt: [(name: String, tensor: Tensor)] {
    guard let knowledge else { return [] }
    var parts = knowledge.trees.learnt
    for members in AutoMembers.allCases {
      if let weights = knowledge.weights[members] {
        parts.append(("auto.weights.\(members)", Tensor(weights, .float64)))
      }
      if let calibration = knowledge.calibrations[members] {
        parts.append(("auto.calibration.\(members)", calibration.tensor))
      }
      if let share = knowledge.meanShares[members] {
        parts.append(("auto.mean.\(members)", Tensor([share], .float64)))
      }
    }
    return parts + (knowledge.similar.map { [$0.tensor] } ?? [])
      + (knowledge.network?.forecaster.learnt ?? []).map {
        (Self.networkPrefix + $0.name, $0.tensor)
      }
  }

  /// Those of the trees, and of the network.
  public var neededColumns: [String] {
    columns { $0.neededColumns }
  }

  /// Those of the trees, and of the network.
  public var neededPastColumns: [String] {
    columns { $0.neededPastColumns }
  }

  /// The columns of the parts that have learnt, each once.
  private func columns(_ columns: (any GlobalForecaster) -> [String]) -> [String] {
    let trees = knowledge.map { columns($0.trees) } ?? []
    let network = knowledge?.network.map { columns($0.forecaster) } ?? []
    return Set(trees + network).sorted()
  }

  /// The season, and what trees and network say.
  public var settings: [(key: String, value: String)] {
    guard let knowledge else { return [] }
    return [("auto season", "\(knowledge.period)")] + knowledge.trees.settings
      + (knowledge.similar?.settings ?? []) + (knowledge.network.map(Self.settings) ?? [])
  }

  private static let networkKey = "auto network"

  private static func settings(of network: AutoNetwork) -> [(key: String, value: String)] {
    let name = type(of: network.forecaster).entry.name
    return [(networkKey, "\(name) \(network.share)")]
      + network.forecaster.settings.map { (networkKeyPrefix + $0.key, $0.value) }
  }

  /// The part of a file that is the network's, with the names of one that stands alone.
  private static func networkFile(_ file: WeightsFile) -> WeightsFile {
    func bare(_ text: String, _ prefix: String) -> String? {
      text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : nil
    }
    return WeightsFile(
      file.entries.compactMap { entry in
        bare(entry.name, networkPrefix).map { ($0, entry.tensor) }
      },
      metadata: file.metadata.compactMap { pair in
        bare(pair.key, networkKeyPrefix).map { ($0, pair.value) }
      }
    )
  }

  /// The forecaster with what a file holds of it; one that had learnt nothing is as new.
  public init(options: ModelOptions, file: WeightsFile) throws(SavedModelsError) {
    self.init(options: options)
    guard let season = file.metadata.first(where: { $0.key == "auto season" })?.value else {
      return
    }
    guard let period = Int(season), (1...1_000_000).contains(period) else {
      throw .damaged(part: "auto season")
    }
    var trees = try BoostingForecaster(options: options, file: file, name: Self.treesName)
    trees.intervals = .model
    horizon = trees.horizon
    var weights: [AutoMembers: [Double]] = [:]
    var calibrations: [AutoMembers: PanelCalibration] = [:]
    var meanShares: [AutoMembers: Double] = [:]
    for members in AutoMembers.allCases {
      let own = file["auto.weights.\(members)"]?.converted(to: .float64).elements ?? []
      if members == .unseasonal, own.isEmpty { continue }
      guard
        own.count == members.models(period: period).count + 1,
        own.allSatisfy({ $0 >= 0 }), abs(own.reduce(-1, +)) < 1e-9
      else { throw .damaged(part: "auto.weights") }
      weights[members] = own
      if let share = file["auto.mean.\(members)"]?.converted(to: .float64).elements.first {
        guard (0...1).contains(share) else { throw .damaged(part: "auto.mean") }
        meanShares[members] = share
      }
      guard let tensor = file["auto.calibration.\(members)"] else { continue }
      guard let calibration = PanelCalibration(tensor) else {
        throw .damaged(part: "auto.calibration")
      }
      calibrations[members] = calibration
    }
    var network: AutoNetwork?
    if let text = file.metadata.first(where: { $0.key == Self.networkKey })?.value {
      let words = text.split(separator: " ")
      guard words.count == 2, let share = Double(words[1]), (0...1).contains(share),
        let architecture = Network.Architecture(rawValue: String(words[0])),
        let type = ModelCatalogue.model(named: architecture.rawValue)
          as? any GlobalForecaster.Type
      else { throw .damaged(part: Self.networkKey) }
      network = AutoNetwork(
        forecaster: try type.init(options: options, file: Self.networkFile(file)),
        share: share
      )
      // One that learns anew tries it again.
      networks = [architecture]
    }
    knowledge = Knowledge(
      period: period,
      trees: trees,
      weights: weights,
      calibrations: calibrations,
      meanShares: meanShares,
      network: network,
      similar: try SimilarSeries(file)
    )
  }
}
