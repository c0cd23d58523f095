public import NeuralNetworks
internal import Tensors

private let formatName = "almanac autoencoder 1"

extension AutoencoderGenerator {
  /// Whether a file says that it holds such a generator.
  public static func isNamed(in file: WeightsFile) -> Bool {
    file.metadata.contains { $0.key == "format" && $0.value == formatName }
  }

  /// Everything, as a weights file.
  public var file: WeightsFile {
    let shape = network.autoencoder.shape
    func text(_ numbers: [Int]) -> String { numbers.map(String.init).joined(separator: " ") }
    return WeightsFile(
      network,
      metadata: [
        ("format", formatName),
        (
          "shape",
          text([
            shape.length, shape.variableCount, shape.latentSize, shape.trendDegree, contextLength,
          ])
        ),
        ("channels", text(shape.channels)),
        ("seasons", text(shape.seasons)),
        ("plan", plan.text),
      ] + panel.entries
    )
  }

  /// Reads a generator.
  ///
  /// - Throws: `foreignGenerator` or `weights`.
  public init(_ file: WeightsFile) throws(SynthesisError) {
    let entries = try GeneratorEntries(file, format: formatName)
    let numbers = try entries.sizes("shape")
    guard numbers.count == 5, numbers[0] > 0, numbers[1] > 0, numbers[2] > 0 else {
      throw .foreignGenerator(entry: "shape")
    }
    guard let plan = AutoencoderPlan(entries.words("plan")) else {
      throw .foreignGenerator(entry: "plan")
    }
    let panel = try LearntPanel(entries, variableCount: numbers[1])
    var shape = TimeVAE.Shape(length: numbers[0], variableCount: numbers[1])
    (shape.latentSize, shape.trendDegree) = (numbers[2], numbers[3])
    shape.channels = try entries.sizes("channels")
    shape.seasons = try entries.sizes("seasons")
    shape.conditionSize =
      plan.embeddingSize + 2 * panel.features.count + numbers[4] * shape.variableCount
    guard !panel.sources.isEmpty, shape.isHonest else { throw .foreignGenerator(entry: "shape") }
    try file.refuseOtherCount(
      than: shape.elementCount
        + Double(panel.sources.count + panel.attributes.count) * Double(plan.embeddingSize)
    )
    var random = RandomStream(seed: 0)
    var network = Network(
      shape,
      seriesCount: panel.sources.count,
      levelCount: panel.attributes.count,
      embeddingSize: plan.embeddingSize,
      using: &random
    )
    try network.loadWeights(of: file)
    (self.network, self.plan, self.panel) = (network, plan, panel)
    contextLength = numbers[4]
  }
}

extension TimeVAE.Shape {
  /// Whether sizes of a file are such that a count of elements says how much memory they take.
  fileprivate var isHonest: Bool {
    channels.count <= 16 && channels.allSatisfy { $0 > 0 }
      && seasons.allSatisfy { $0 > 1 && $0 <= length }
  }

  /// The elements of the tensors of a network.
  var elementCount: Double {
    let inputs = [variableCount] + channels
    let shortest = lengths.last ?? length
    let last = inputs[inputs.count - 1] * shortest
    let known = latentSize + conditionSize
    let encoder = zip(inputs, channels).reduce(0) {
      $0 + ElementCount.layer($1.0, $1.1, width: 3)
    }
    let residual = zip(inputs.dropFirst(), inputs).reduce(0) {
      $0 + ElementCount.layer($1.0, $1.1, width: 3)
    }
    func twoLayers(_ size: Int) -> Double {
      ElementCount.layer(known, size) + ElementCount.layer(size, size)
    }
    return encoder + 2 * ElementCount.layer(last + conditionSize, latentSize)
      + twoLayers(variableCount) + (trendDegree > 0 ? twoLayers(variableCount * trendDegree) : 0)
      + seasons.filter { $0 > 1 }.reduce(0) {
        $0 + ElementCount.layer(known, variableCount * $1)
      }
      + ElementCount.layer(known, last) + residual
      + ElementCount.layer((shortest << channels.count) * variableCount, length * variableCount)
  }
}
