internal import Tensors

// A checkpoint is a weights file. Its tensors are named after what they are: `model.…`, `best.…`,
// `average.<parameter>` and `optimizer.<slot>.<parameter>`. Its metadata holds the numbers and what
// the training must have in common with the one that goes on, and a checksum of everything.

private let formatName = "almanac training 1"

extension Trainer {
  /// Everything that `run` needs to go on, as a weights file that is written whole or not at all.
  public func checkpoint() -> WeightsFile {
    var entries = model.namedTensors.map { (name: "model." + $0.name, tensor: $0.tensor) }
    let names = model.namedParameters.map(\.name)
    for (name, memory) in zip(names, optimizer.memory) {
      for (slot, tensor) in memory.tensors.enumerated() {
        entries.append(("optimizer.\(slot).\(name)", tensor))
      }
    }
    var metadata = [("format", formatName)] + identity
    metadata += [
      ("step", "\(step)"),
      ("waited", "\(waited)"),
      ("optimizer.steps", optimizer.memory.map { "\($0.steps)" }.joined(separator: " ")),
    ]
    if let average {
      metadata.append(("average.count", "\(average.count)"))
      entries += zip(names, average.parameters).map { ("average." + $0, $1) }
    }
    if let plateau {
      metadata.append(("plateau", "\(plateau.factor) \(plateau.best) \(plateau.waited)"))
    }
    if let best {
      metadata.append(("best", "\(best.loss) \(best.step)"))
      entries += zip(model.namedTensors, best.tensors).map { ("best." + $0.name, $1) }
    }
    var file = WeightsFile(entries, metadata: metadata)
    file.metadata.append(("checksum", file.checksum))
    return file
  }

  /// Goes back to a checkpoint; the next `run` goes on from there, bit for bit as if it had gone on at
  /// once.
  ///
  /// The number of epochs, the schedule, the clipping, the patience and the optimiser's settings are
  /// those of this training, and may differ from the other's.
  ///
  /// - Throws: `damagedCheckpoint` or `foreignCheckpoint`; the training is then as it was.
  public mutating func restore(_ file: WeightsFile) throws(TrainingError) {
    var values: [String: String] = [:]
    for (key, value) in file.metadata { values[key] = value }
    guard values["format"] == formatName else { throw .foreignCheckpoint(entry: "format") }
    var unsigned = file
    unsigned.metadata.removeAll { $0.key == "checksum" }
    guard values["checksum"] == unsigned.checksum else { throw .damagedCheckpoint }
    for (key, value) in identity where values[key] != value {
      throw .foreignCheckpoint(entry: key)
    }
    let numbers = CheckpointNumbers(values)
    var contents = CheckpointTensors(file)
    var restored = self
    restored.model.setTensors(try contents.take("model.", like: model.namedTensors))
    restored.step = try numbers.whole("step", 0)
    restored.waited = try numbers.whole("waited", 0)

    let parameters = model.namedParameters.map { (name: $0.name, tensor: $0.parameter) }
    restored.optimizer.memory = []
    let steps = try numbers.list("optimizer.steps")
    guard steps.isEmpty || steps.count == parameters.count else {
      throw .foreignCheckpoint(entry: "optimizer.steps")
    }
    for (count, parameter) in zip(steps, parameters) {
      var memory = ParameterMemory()
      memory.steps = count
      for slot in 0..<(count == 0 ? 0 : optimizer.slotCount) {
        memory.tensors += try contents.take("optimizer.\(slot).", like: [parameter])
      }
      restored.optimizer.memory.append(memory)
    }
    if average != nil {
      let count = try numbers.whole("average.count", 0)
      restored.average?.count = count
      restored.average?.parameters =
        count == 0 ? [] : try contents.take("average.", like: parameters)
    }
    if plateau != nil {
      restored.plateau?.factor = try numbers.real("plateau", 0)
      restored.plateau?.best = try numbers.real("plateau", 1)
      restored.plateau?.waited = try numbers.whole("plateau", 2)
    }
    restored.best = nil
    if values["best"] != nil {
      restored.best = (
        loss: try numbers.real("best", 0),
        step: try numbers.whole("best", 1),
        tensors: try contents.take("best.", like: model.namedTensors)
      )
    }
    if let name = contents.left { throw .foreignCheckpoint(entry: name) }
    self = restored
  }

  /// Goes back to the checkpoint in a file.
  ///
  /// - Throws: `checkpoint` with what is wrong with the file; what `restore(_:)` throws.
  public mutating func restore(path: String) throws(TrainingError) {
    let file: WeightsFile
    do { file = try WeightsFile(path: path) } catch { throw .checkpoint(error) }
    try restore(file)
  }

  /// What a training that goes on must have in common with the one that wrote the checkpoint.
  private var identity: [(key: String, value: String)] {
    [
      ("seed", "\(plan.seed)"),
      ("examples", "\(plan.exampleCount)"),
      ("batchSize", "\(plan.batchSize)"),
      ("parts", "\(plan.parts)"),
      ("optimizer", "\(Rule.self)"),
      ("averaging", plan.averaging.map { "\($0)" } ?? "none"),
      ("plateau.rule", plan.plateau.map(Self.settings(of:)) ?? "none"),
    ]
  }

  /// What decides when and how far a plateau falls.
  private static func settings(of plateau: Plateau) -> String {
    "\(plateau.decay) \(plateau.patience) \(plateau.threshold) \(plateau.lowest)"
  }
}

/// The numbers in a checkpoint's metadata.
private struct CheckpointNumbers {
  private let values: [String: String]

  init(_ values: [String: String]) { self.values = values }

  /// The number at a place of an entry.
  func real(_ key: String, _ place: Int) throws(TrainingError) -> Double {
    guard let number = word(key, place).flatMap({ Double($0) }) else {
      throw .foreignCheckpoint(entry: key)
    }
    return number
  }

  /// The whole number at a place of an entry; it is not negative.
  func whole(_ key: String, _ place: Int) throws(TrainingError) -> Int {
    guard let number = word(key, place).flatMap({ Int($0) }), number >= 0 else {
      throw .foreignCheckpoint(entry: key)
    }
    return number
  }

  /// All whole numbers of an entry.
  func list(_ key: String) throws(TrainingError) -> [Int] {
    let words = (values[key] ?? "").split(separator: " ")
    return try words.indices.map { place throws(TrainingError) in try whole(key, place) }
  }

  private func word(_ key: String, _ place: Int) -> Substring? {
    let words = (values[key] ?? "").split(separator: " ")
    return place < words.count ? words[place] : nil
  }
}

/// The tensors of a checkpoint that have not been used yet.
private struct CheckpointTensors {
  private var tensors: [String: Tensor] = [:]

  init(_ file: WeightsFile) {
    for (name, tensor) in file.entries { tensors[name] = tensor }
  }

  /// The name of a tensor that nobody wanted.
  var left: String? { tensors.keys.min() }

  /// Tensors of the element types and shapes of others.
  mutating func take(
    _ prefix: String,
    like own: [(name: String, tensor: Tensor)]
  ) throws(TrainingError) -> [Tensor] {
    try own.map { entry throws(TrainingError) in
      guard let tensor = tensors.removeValue(forKey: prefix + entry.name),
        tensor.shape == entry.tensor.shape, tensor.elementType == entry.tensor.elementType
      else { throw .foreignCheckpoint(entry: prefix + entry.name) }
      return tensor
    }
  }
}

extension WeightsFile {
  /// A number of 64 bits that changes with any name, text or bit of the file.
  ///
  /// - Source: the hash function FNV-1a of Fowler, Noll and Vo.
  var checksum: String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    func add(_ word: UInt64) { hash = (hash ^ word) &* 0x100_0000_01b3 }
    func add(_ text: String) {
      for byte in text.utf8 { add(UInt64(byte)) }
      add(0xFF)
    }
    for (key, value) in metadata {
      add(key)
      add(value)
    }
    for (name, tensor) in entries {
      add(name)
      for extent in tensor.shape { add(UInt64(extent)) }
      switch tensor.elementType {
      case .float32: for element in tensor.floatElements { add(UInt64(element.bitPattern)) }
      case .float64: for element in tensor.elements { add(element.bitPattern) }
      }
    }
    return String(hash, radix: 16)
  }
}
