public import NeuralNetworks
internal import Tensors
internal import TimeSeries

// A generator's file has the network's weights as its tensors, and in its metadata its sizes, the features, and
// a line for each series.

private let formatName = "almanac autoencoder 1"

extension AutoencoderGenerator {
  /// Whether a file says that it holds such a generator.
  public static func isNamed(in file: WeightsFile) -> Bool {
    file.metadata.contains { $0.key == "format" && $0.value == formatName }
  }

  /// Everything, as a weights file.
  public var file: WeightsFile {
    let shape = network.autoencoder.shape
    let numbers =
      [
        shape.length, shape.variableCount, shape.latentSize, shape.trendDegree, contextLength,
        network.embedding.weight.shape[1],
      ] + shape.seasons
    return WeightsFile(
      network,
      metadata: [
        ("format", formatName),
        ("shape", numbers.map(String.init).joined(separator: " ")),
        ("features", "\(features.form.rawValue) \(features.season)"),
        ("frequency", "\(features.sourceFrequency)"),
      ] + seriesEntries
    )
  }

  /// Reads a generator.
  ///
  /// - Throws: `foreignGenerator` or `weights`.
  public init(_ file: WeightsFile) throws(SynthesisError) {
    var texts: [String: String] = [:]
    for (key, value) in file.metadata { texts[key] = value }
    guard texts["format"] == formatName else { throw .foreignGenerator(entry: "format") }
    guard let frequency = texts["frequency"].flatMap({ Frequency($0) }) else {
      throw .foreignGenerator(entry: "frequency")
    }
    let told = (texts["features"] ?? "").split(separator: " ").map(String.init)
    guard told.count == 2, let form = TimeFeatures.Form(rawValue: told[0]),
      let season = Int(told[1]), season > 0
    else { throw .foreignGenerator(entry: "features") }
    features = TimeFeatures(frequency: frequency, season: season, form: form)
    let words = (texts["shape"] ?? "").split(separator: " ")
    let numbers = words.compactMap { Int($0) }
    guard numbers.count >= 6, numbers.count == words.count,
      numbers.allSatisfy({ (0...1 << 20).contains($0) }), numbers[0] > 0, numbers[1] > 0,
      numbers[2] > 0, numbers[5] > 0
    else { throw .foreignGenerator(entry: "shape") }
    contextLength = numbers[4]
    var sources: [LearntSeries] = []
    for line in (texts["series"] ?? "").split(separator: "\n", omittingEmptySubsequences: false) {
      guard let source = LearntSeries(line, variables: numbers[1], frequency: frequency) else {
        throw .foreignGenerator(entry: "series")
      }
      sources.append(source)
    }
    self.sources = sources
    var shape = TimeVAE.Shape(length: numbers[0], variableCount: numbers[1])
    (shape.latentSize, shape.trendDegree) = (numbers[2], numbers[3])
    shape.seasons = Array(numbers.dropFirst(6))
    shape.conditionSize = numbers[5] + 2 * features.count + contextLength * shape.variableCount
    var random = RandomStream(seed: 0)
    var network = Network(
      shape,
      seriesCount: sources.count,
      embeddingSize: numbers[5],
      using: &random
    )
    do { try network.load(WeightsFile(file.entries)) } catch { throw .weights(error) }
    self.network = network
    try takeVariables(texts["variables"])
  }
}
