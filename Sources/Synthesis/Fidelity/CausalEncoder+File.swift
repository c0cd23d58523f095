public import NeuralNetworks
internal import Tensors

extension CausalEncoder {
  /// Reads an encoder from weights with the names of the authors' state files, or with our own.
  ///
  /// - Throws: `WeightsError` if a weight is missing, left over, or of a shape that does not fit.
  public init(_ file: WeightsFile) throws(WeightsError) {
    var renamed: [(name: String, tensor: Tensor)] = []
    for (name, tensor) in file.entries { renamed.append((Self.ownName(of: name), tensor)) }
    func shape(_ name: String) throws(WeightsError) -> [Int] {
      guard let entry = renamed.first(where: { $0.name == name }) else {
        throw .missing(name: name)
      }
      return Array(entry.tensor.shape)
    }
    let levels = renamed.count { $0.name.hasSuffix(".first.weight") }
    guard levels > 1 else { throw .missing(name: "blocks.1.first.weight") }
    let entry = try shape("blocks.0.first.weight")
    let output = try shape("output.weight")
    guard entry.count == 3, output.count == 2 else {
      throw .wrongShape(name: "output.weight", expected: [80, 160], actual: output)
    }
    var sizes = Sizes()
    sizes.variableCount = entry[1]
    sizes.width = entry[0]
    sizes.depth = levels - 1
    sizes.reducedSize = output[1]
    sizes.outputSize = output[0]
    var random = RandomStream(seed: 0)
    self.init(sizes, using: &random)
    try load(WeightsFile(renamed))
  }

  /// The name that a weight of the authors' state files has here.
  private static func ownName(of name: String) -> String {
    if name == "network.3.weight" { return "output.weight" }
    if name == "network.3.bias" { return "output.bias" }
    let words = name.split(separator: ".").map(String.init)
    guard words.count >= 6, words[0] == "network", words[2] == "network" else { return name }
    let block = "blocks.\(words[3])"
    if words[4] == "upordownsample" { return "\(block).shortcut.\(words[5])" }
    guard words.count == 7 else { return name }
    let part = words[5] == "0" ? "first" : "second"
    let kind = ["weight_g": "gain", "weight_v": "weight", "bias": "bias"][words[6]] ?? words[6]
    return "\(block).\(part).\(kind)"
  }
}
