public import NeuralNetworks
internal import Tensors
internal import TimeSeries

/// How an audience model lies in a file.
///
/// The metadata say what the file is, name the models and what the log was like, and hold the names of the
/// items, and of the users where the model needs them, one after another; their lengths and everything else
/// are tensors.
extension AudienceModel {
  private static let formatName = "almanac audience"
  private static let formatVersion = "1"

  /// The model as a file.
  public var file: WeightsFile {
    let needsUsers = relevanceName == PairwiseRanking.name
    let users = needsUsers ? userNames : []
    var tensors: [NamedTensor] = [
      (
        "numbers",
        .saved([
          Double(moment), Double(horizon), visitFactor, baseRate, calibrationError, meanRate,
        ])
      ),
      ("activity", .saved(activity.numbers)),
      ("calibration", .saved(calibration.numbers)),
      ("pairs", .saved(pairCalibration.numbers)),
      ("popularity", .saved(popularity)),
      ("items", .saved(itemNames.map { Double($0.utf8.count) })),
      ("users", .saved(users.map { Double($0.utf8.count) })),
    ]
    if let value { tensors.append(("value", .saved([value.p, value.q, value.v]))) }
    if let intensity { tensors += intensity.learnt.of(part: "relevance") }
    return WeightsFile(
      tensors,
      metadata: [
        ("format", Self.formatName), ("format version", Self.formatVersion),
        ("activity", activityName), ("relevance", relevanceName ?? ""),
        ("times", isInteger ? "numbers" : "calendar"), ("visits", visits.rawValue),
        ("seen", excludesSeen.map { $0 ? "excluded" : "allowed" } ?? ""),
        ("items", itemNames.joined()), ("users", users.joined()),
      ]
    )
  }

  /// The model in a file.
  ///
  /// - Throws: `isNoModel`, `tooNew`, `unknownModel` or `damaged`.
  public init(_ file: WeightsFile) throws(IntensityError) {
    func text(_ key: String) throws(IntensityError) -> String {
      guard let pair = file.metadata.first(where: { $0.key == key }) else {
        throw .damaged(part: key)
      }
      return pair.value
    }
    guard file.metadata.contains(where: { $0.key == "format" && $0.value == Self.formatName })
    else { throw .isNoModel }
    let version = try text("format version")
    guard version == Self.formatVersion else { throw .tooNew(version: version) }
    let saved = SavedTensors(file)

    let numbers = try saved.numbers("numbers")
    guard numbers.count == 6, let moment = Int64(exactly: numbers[0]),
      let horizon = Int64(exactly: numbers[1]), horizon > 0
    else { throw .damaged(part: "numbers") }
    (self.moment, self.horizon) = (moment, horizon)
    (visitFactor, baseRate, calibrationError, meanRate) = (
      numbers[2], numbers[3], numbers[4], numbers[5]
    )
    isInteger = try text("times") == "numbers"
    guard let visits = EventLog.VisitRule(rawValue: try text("visits")) else {
      throw .damaged(part: "visits")
    }
    self.visits = visits
    itemNames = try Self.names(try text("items"), saved.numbers("items"))
    userNames = try Self.names(try text("users"), saved.numbers("users"))
    activityName = try text("activity")
    guard let kind = IntensityCatalogue.activity(named: activityName) else {
      throw .unknownModel(name: activityName)
    }
    let activity = try kind.init(numbers: try saved.numbers("activity"))
    self.activity = activity
    calibration = try Calibration(numbers: saved.numbers("calibration"))
    pairCalibration = try PairCalibration(numbers: saved.numbers("pairs"))
    popularity = try saved.floats("popularity", count: itemNames.count)
    if file["value"] != nil {
      let numbers = try saved.numbers("value")
      guard numbers.count == 3 else { throw .damaged(part: "value") }
      value = GammaGamma(p: numbers[0], q: numbers[1], v: numbers[2])
    } else {
      value = nil
    }
    let name = try text("relevance")
    relevanceName = name.isEmpty ? nil : name
    // Files of earlier days do not say it.
    let seen = file.metadata.first { $0.key == "seen" }?.value ?? ""
    excludesSeen = seen.isEmpty ? nil : seen == "excluded"
    intensity =
      name.isEmpty
      ? nil
      : try IntensityCatalogue.intensity(
        activity,
        name,
        saved: saved.part("relevance"),
        horizon: horizon
      )
    (activityChoice, relevanceChoice, pastScores) = (nil, nil, nil)
  }

  /// Names that were joined, by their lengths in bytes.
  private static func names(_ text: String, _ lengths: [Double]) throws(IntensityError) -> [String]
  {
    var rest = Array(text.utf8)[...]
    var names: [String] = []
    names.reserveCapacity(lengths.count)
    for length in lengths {
      guard let count = Int(exactly: length), (0...rest.count).contains(count),
        let name = String(validating: rest.prefix(count), as: UTF8.self)
      else { throw .damaged(part: "names") }
      names.append(name)
      rest = rest.dropFirst(count)
    }
    guard rest.isEmpty else { throw .damaged(part: "names") }
    return names
  }
}

extension Calibration {
  /// The map as numbers: which kind it is, then its own.
  var numbers: [Double] {
    switch self {
    case .none: [0]
    case .logistic(let intercept, let slope): [1, intercept, slope]
    case .isotonic(let bounds, let levels): [2] + bounds + levels
    }
  }

  /// The map that numbers stand for.
  init(numbers: [Double]) throws(IntensityError) {
    let rest = Array(numbers.dropFirst())
    switch numbers.first {
    case 0 where rest.isEmpty: self = .none
    case 1 where rest.count == 2: self = .logistic(intercept: rest[0], slope: rest[1])
    case 2 where rest.count.isMultiple(of: 2) && !rest.isEmpty:
      let half = rest.count / 2
      self = .isotonic(bounds: Array(rest.prefix(half)), levels: Array(rest.suffix(half)))
    default: throw .damaged(part: "calibration")
    }
  }
}
