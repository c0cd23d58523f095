public import NeuralNetworks
public import Tensors

extension Auto {
  /// What the parts of a file that belong to the trees are named after.
  static let treesName = "auto.boosting"

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
      + (knowledge.network?.forecaster.learnt ?? [])
  }

  /// Those of the trees, and of the network.
  public var neededColumns: [String] {
    Array(
      Set(
        (knowledge?.trees.neededColumns ?? [])
          + (knowledge?.network?.forecaster.neededColumns ?? [])
      )
    ).sorted()
  }

  /// Those of the trees, and of the network.
  public var neededPastColumns: [String] {
    Array(
      Set(
        (knowledge?.trees.neededPastColumns ?? [])
          + (knowledge?.network?.forecaster.neededPastColumns ?? [])
      )
    ).sorted()
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
    return [(networkKey, "\(name) \(network.share)")] + network.forecaster.settings
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
        let type = Network.Architecture(rawValue: String(words[0]))
          .flatMap({ ModelCatalogue.model(named: $0.rawValue) }) as? any GlobalForecaster.Type
      else { throw .damaged(part: Self.networkKey) }
      network = AutoNetwork(
        forecaster: try type.init(options: options, file: file),
        share: share
      )
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
