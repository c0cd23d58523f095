import AlmanacTesting
import Foundation
import NeuralNetworks
import Tensors
import Testing

@Suite("WeightsFile")
struct WeightsFileTests {
  /// The shared data beside the checkout, if it is there.
  static let encoder: String? = {
    let name = "encoders/context-fid-m4-hourly.safetensors"
    var folders: [URL] = []
    if let given = ProcessInfo.processInfo.environment["ALMANAC_DATA"] {
      folders.append(URL(filePath: given))
    }
    var folder = URL(filePath: #filePath).deletingLastPathComponent()
    while folder.path != "/" {
      folders.append(folder.appending(path: "shared/data"))
      folder.deleteLastPathComponent()
    }
    return folders.map { $0.appending(path: name).path }.first {
      FileManager.default.fileExists(atPath: $0)
    }
  }()

  private func bytes(_ header: String, data: Int = 0) -> [UInt8] {
    let text = Array(header.utf8)
    return (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) } + text
      + [UInt8](repeating: 0, count: data)
  }

  private func entry(_ shape: String, _ offsets: String, type: String = "F32") -> String {
    "{\"dtype\":\"\(type)\",\"shape\":\(shape),\"data_offsets\":\(offsets)}"
  }

  @Test("what is written is read back, bit for bit")
  func roundTrip() throws {
    let file = WeightsFile(
      [
        ("a.0 \"quoted\" \\ \n \u{1F600}", Tensor([[1, -0.1], [1e-40, 3e38]])),
        ("scalar", Tensor(0.1, .float64)),
        ("empty", Tensor.zeros([0, 3])),
        ("view", Tensor([[1, 2], [3, 4]]).transposed()),
      ],
      metadata: [("format", "almanac"), ("note", "tab\tand ünïcode")]
    )
    let back = try WeightsFile(bytes: file.encoded())
    #expect(back.entries.map(\.name) == file.entries.map(\.name))
    for (a, b) in zip(back.entries, file.entries) { #expect(a.tensor == b.tensor) }
    #expect(back.metadata.map(\.value) == file.metadata.map(\.value))
  }

  @Test("the bytes are those of Python’s package", .tags(.golden))
  func pythonBytes() throws {
    // safetensors 0.6.2: save({"b": np.arange(6, dtype=np.float32).reshape(2, 3),
    //   "a": np.array([0.5, -1.25], dtype=np.float64)}, metadata={"k": "v"})
    let python = try #require(
      Data(
        base64Encoded:
          "kAAAAAAAAAB7Il9fbWV0YWRhdGFfXyI6eyJrIjoidiJ9LCJhIjp7ImR0eXBlIjoiRjY0Iiwic2hh"
          + "cGUiOlsyXSwiZGF0YV9vZmZzZXRzIjpbMCwxNl19LCJiIjp7ImR0eXBlIjoiRjMyIiwic2hhcGUi"
          + "OlsyLDNdLCJkYXRhX29mZnNldHMiOlsxNiw0MF19fSAgICAgICAAAAAAAADgPwAAAAAAAPS/AAAA"
          + "AAAAgD8AAABAAABAQAAAgEAAAKBA"
      )
    )
    let file = try WeightsFile(bytes: Array(python))
    #expect(file["a"] == Tensor([0.5, -1.25], .float64))
    #expect(file["b"] == Tensor([[0, 1, 2], [3, 4, 5]]))
    #expect(file.metadata.map(\.value) == ["v"])
    #expect(file.encoded() == Array(python))
  }

  @Test(
    "a network is written as in the file that Python’s package was shown to read",
    .tags(.golden)
  )
  func pythonReads() throws {
    var random = RandomStream(seed: 1)
    var model = SmallNetwork(using: &random)
    model.setParameters(model.parameters.enumerated().map { fill($0, $1.shape, .float32) })
    let file = WeightsFile(model, metadata: [("format", "almanac"), ("note", "tab\tand ünïcode")])
    let shown = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "Golden/network.safetensors"
    )
    #expect(try file.encoded() == Array(Data(contentsOf: shown)))
  }

  @Test("hostile files are refused", arguments: hostile.indices)
  func refusals(number: Int) {
    let (header, data, error) = Self.hostile[number]
    #expect(throws: error) { try WeightsFile(bytes: bytes(header, data: data)) }
  }

  static let hostile: [(header: String, data: Int, error: WeightsError)] = {
    func entry(_ shape: String, _ offsets: String, type: String = "F32") -> String {
      "{\"dtype\":\"\(type)\",\"shape\":\(shape),\"data_offsets\":\(offsets)}"
    }
    let good = entry("[1]", "[0,4]")
    return [
      ("", 0, .malformedHeader(byte: 8)),
      ("[]", 0, .malformedHeader(byte: 8)),
      ("{", 0, .malformedHeader(byte: 9)),
      ("{} {}", 0, .malformedHeader(byte: 11)),
      ("{\"a\":1}", 0, .malformedHeader(byte: 13)),
      ("{\"a\":\(good),}", 4, .malformedHeader(byte: 62)),
      ("{\"a\":\(good),\"a\":\(good)}", 4, .duplicate(name: "a")),
      (
        "{\"a\":\(entry("[1]", "[0,4]", type: "I64"))}", 4, .unsupportedType(name: "a", type: "I64")
      ),
      ("{\"a\":\(entry("[2]", "[0,4]"))}", 4, .wrongExtent(name: "a")),
      ("{\"a\":\(entry("[1]", "[4,0]"))}", 4, .wrongExtent(name: "a")),
      ("{\"a\":\(entry("[1]", "[0,4]"))}", 3, .wrongExtent(name: "a")),
      ("{\"a\":\(entry("[1]", "[0,4,8]"))}", 4, .wrongExtent(name: "a")),
      ("{\"a\":\(entry("[4611686018427387904,4]", "[0,4]"))}", 4, .wrongExtent(name: "a")),
      ("{\"a\":\(entry("[1,1,1,1,1,1,1]", "[0,4]"))}", 4, .wrongExtent(name: "a")),
      ("{\"a\":\(entry("[-1]", "[0,4]"))}", 4, .malformedHeader(byte: 37)),
      ("{\"a\":\(entry("[1e0]", "[0,4]"))}", 4, .malformedHeader(byte: 38)),
      ("{\"a\":\(entry("[01]", "[0,4]"))}", 4, .malformedHeader(byte: 39)),
      ("{\"a\":\(entry("[99999999999999999999]", "[0,4]"))}", 4, .malformedHeader(byte: 55)),
      ("{\"a\":\(good),\"b\":\(good)}", 4, .unaccountedBytes),
      ("{\"a\":\(good),\"b\":\(entry("[1]", "[8,12]"))}", 12, .unaccountedBytes),
      ("{\"a\":\(good)}", 5, .unaccountedBytes),
      ("{\"a\":\(entry("[1]", "[4,8]"))}", 8, .unaccountedBytes),
      ("{}", 1, .unaccountedBytes),
    ]
  }()

  @Test("a header longer than the file, or than any, is refused")
  func lengths() {
    #expect(throws: WeightsError.truncated(bytes: 3)) { try WeightsFile(bytes: [1, 2, 3]) }
    #expect(throws: WeightsError.headerTooLong(bytes: 200)) {
      try WeightsFile(bytes: [200, 0, 0, 0, 0, 0, 0, 0, 0x7B, 0x7D])
    }
    #expect(throws: WeightsError.headerTooLong(bytes: .max)) {
      try WeightsFile(bytes: [UInt8](repeating: 255, count: 64))
    }
    let invalid =
      [9, 0, 0, 0, 0, 0, 0, 0] + Array("{\"".utf8) + [0xFF, 0xFE] + Array("\":1}  ".utf8)
    #expect(throws: WeightsError.self) { try WeightsFile(bytes: invalid) }
  }

  @Test("cutting or changing any byte of a file never does worse than throw", .tags(.property))
  func mutations() {
    let whole = WeightsFile([("weight", Tensor([[1, 2], [3, 4]])), ("bias", Tensor([5]))]).encoded()
    for end in whole.indices {
      #expect(throws: WeightsError.self) { try WeightsFile(bytes: Array(whole[..<end])) }
    }
    var random = RandomStream(seed: 1)
    for place in whole.indices {
      for _ in 0..<8 {
        var changed = whole
        changed[place] = UInt8.random(in: 0...255, using: &random)
        _ = try? WeightsFile(bytes: changed)
      }
    }
  }

  @Test("numbers that are not finite are refused unless allowed")
  func nonFinite() throws {
    let file = WeightsFile([("a", Tensor([1, .infinity])), ("b", Tensor([.nan], .float64))])
    #expect(throws: WeightsError.notFinite(name: "a")) { try WeightsFile(bytes: file.encoded()) }
    let read = try WeightsFile(bytes: file.encoded(), allowsNonFinite: true)
    #expect(read["a"] == Tensor([1, .infinity]))
  }

  @Test("half precision is widened")
  func halfPrecision() throws {
    let text =
      "{\"h\":\(entry("[6]", "[0,12]", type: "F16")),\"b\":\(entry("[1]", "[12,14]", type: "BF16"))}"
    // 1, -2, 65504, 2⁻²⁴, -0, 1/3 rounded; then 1.5.
    let numbers: [UInt16] = [0x3C00, 0xC000, 0x7BFF, 0x0001, 0x8000, 0x3555, 0x3FC0]
    let file = try WeightsFile(
      bytes: bytes(text) + numbers.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    )
    #expect(file["h"]?.elements == [1, -2, 65504, 0x1p-24, -0.0, 0.333251953125])
    #expect(file["b"]?.elements == [1.5])
  }

  @Test("whole numbers of a byte are read as they are where they are asked for, and nowhere else")
  func bytesOfWholeNumbers() throws {
    let text = "{\"n\":\(entry("[4]", "[0,4]", type: "I8"))}"
    let whole = bytes(text) + [0, 127, 128, 255]
    let file = try WeightsFile(bytes: whole, allowsWholeNumbers: true)
    #expect(file["n"]?.elements == [0, 127, -128, -1])
    #expect(throws: WeightsError.unsupportedType(name: "n", type: "I8")) {
      try WeightsFile(bytes: whole)
    }
  }

  @Test("a module takes its own weights and no others")
  func loading() throws {
    var random = RandomStream(seed: 2)
    let model = SmallNetwork(using: &random)
    var other = SmallNetwork(using: &random)
    try other.load(WeightsFile(bytes: WeightsFile(model).encoded()))
    #expect(other.parameters == model.parameters)

    let linear = Linear(inputSize: 2, outputSize: 3, using: &random)
    var wrong = Linear(inputSize: 3, outputSize: 3, using: &random)
    #expect(throws: WeightsError.wrongShape(name: "weight", expected: [3, 3], actual: [3, 2])) {
      try wrong.load(WeightsFile(linear))
    }
    #expect(throws: WeightsError.missing(name: "weight")) { try wrong.load(WeightsFile(model)) }
    let more = WeightsFile([
      ("weight", wrong.weight), ("bias", Tensor.zeros([3])), ("x", Tensor(1)),
    ])
    #expect(throws: WeightsError.unexpected(name: "x")) { try wrong.load(more) }
  }

  @Test("files are written whole or not at all")
  func disk() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "weights-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "w.safetensors").path
    let file = WeightsFile([("a", Tensor([1, 2, 3]))])
    try file.write(to: path)
    try file.write(to: path)
    #expect(try WeightsFile(path: path)["a"] == Tensor([1, 2, 3]))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["w.safetensors"])
    #expect(throws: WeightsError.file(path: "\(path)/x", code: ENOTDIR)) {
      try file.write(to: "\(path)/x")
    }
    #expect(throws: WeightsError.file(path: folder.path, code: EISDIR)) {
      try WeightsFile(path: folder.path)
    }
  }

  @Test("the published encoder is read", .tags(.golden), .enabled(if: encoder != nil))
  func publishedEncoder() throws {
    let file = try WeightsFile(path: try #require(Self.encoder))
    #expect(file.entries.count == 72)
    #expect(file.entries.reduce(0) { $0 + $1.tensor.count } == 209_080)
    #expect(file["network.0.network.0.causal.3.weight_v"]?.shape == [40, 40, 3])
    #expect(
      try WeightsFile(bytes: file.encoded()).entries.map(\.tensor) == file.entries.map(\.tensor)
    )
  }
}
