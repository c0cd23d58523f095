public import Tensors

/// Named tensors as they are kept in a file.
///
/// The format is *safetensors*: eight bytes with the length of a header, the header in JSON, then the
/// numbers. Python's tools read what this writes, and the reverse. A file is read with suspicion:
/// lengths, overlaps and what the numbers are is checked before anything is used.
///
/// - Source: the description of the format in the `safetensors` project, version 0.6.
public struct WeightsFile: Sendable {
  /// The tensors in the order of their bytes.
  public private(set) var entries: [(name: String, tensor: Tensor)]
  /// Free text beside them.
  public var metadata: [(key: String, value: String)]

  /// No file has an honest header longer than this; the limit is the format's own.
  private static let longestHeader: UInt64 = 100_000_000

  /// Named tensors.
  ///
  /// - Precondition: No two names are equal.
  public init(
    _ entries: [(name: String, tensor: Tensor)],
    metadata: [(key: String, value: String)] = []
  ) {
    precondition(
      Set(entries.map(\.name)).count == entries.count,
      "two of \(entries.count) tensors have one name"
    )
    self.entries = entries
    self.metadata = metadata
  }

  /// The parameters of a module, then what it keeps beside them.
  public init(_ module: some Module, metadata: [(key: String, value: String)] = []) {
    self.init(module.namedTensors, metadata: metadata)
  }

  /// The tensor of a name.
  public subscript(name: String) -> Tensor? {
    entries.first { $0.name == name }?.tensor
  }

  // MARK: Reading

  /// Reads a file's bytes.
  ///
  /// Half-precision numbers become single-precision ones, and so do whole numbers of a byte where they
  /// are asked for: elsewhere those are quantised weights, which say little without their scales.
  ///
  /// - Parameters:
  ///   - allowsNonFinite: Whether infinities and what is not a number are accepted.
  ///   - allowsWholeNumbers: Whether whole numbers of a byte are accepted, as the numbers they are.
  /// - Throws: What is wrong with the bytes.
  public init(
    bytes: [UInt8],
    allowsNonFinite: Bool = false,
    allowsWholeNumbers: Bool = false
  ) throws(WeightsError) {
    guard bytes.count >= 8 else { throw .truncated(bytes: bytes.count) }
    let length = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[$1]) << (8 * UInt64($1)) }
    guard length <= Self.longestHeader else { throw .headerTooLong(bytes: length) }
    guard Int(length) <= bytes.count - 8 else { throw .headerTooLong(bytes: length) }
    let start = 8 + Int(length)
    let header = try WeightsHeader(parsing: bytes[8..<start])
    let sorted = header.entries.sorted {
      ($0.bytes.lowerBound, $0.bytes.upperBound) < ($1.bytes.lowerBound, $1.bytes.upperBound)
    }
    var end = 0
    entries = []
    metadata = header.metadata
    for entry in sorted {
      guard let type = WeightType(rawValue: entry.type), type != .int8 || allowsWholeNumbers else {
        throw .unsupportedType(name: entry.name, type: entry.type)
      }
      var size = type.byteCount
      for extent in entry.shape {
        let (product, overflow) = size.multipliedReportingOverflow(by: extent)
        if overflow { throw .wrongExtent(name: entry.name) }
        size = product
      }
      guard entry.shape.count <= Shape.maximumRank, size == entry.bytes.count,
        entry.bytes.upperBound <= bytes.count - start
      else { throw .wrongExtent(name: entry.name) }
      guard entry.bytes.lowerBound == end else { throw .unaccountedBytes }
      end = entry.bytes.upperBound
      let range = start + entry.bytes.lowerBound..<start + end
      let tensor = type.tensor(bytes[range], shape: Shape(entry.shape))
      if !allowsNonFinite && !tensor.isFinite { throw .notFinite(name: entry.name) }
      entries.append((entry.name, tensor))
    }
    guard start + end == bytes.count else { throw .unaccountedBytes }
  }

  // MARK: Writing

  /// The bytes of a file.
  public func encoded() -> [UInt8] {
    var parts: [String] = []
    if !metadata.isEmpty {
      let pairs = metadata.map {
        "\(WeightsHeader.quoted($0.key)):\(WeightsHeader.quoted($0.value))"
      }
      parts.append("\"__metadata__\":{\(pairs.joined(separator: ","))}")
    }
    var end = 0
    for (name, tensor) in entries {
      let start = end
      end += tensor.count * tensor.elementType.byteCount
      let type = tensor.elementType == .float32 ? "F32" : "F64"
      let shape = tensor.shape.map { "\($0)" }.joined(separator: ",")
      parts.append(
        "\(WeightsHeader.quoted(name)):"
          + "{\"dtype\":\"\(type)\",\"shape\":[\(shape)],\"data_offsets\":[\(start),\(end)]}"
      )
    }
    var header = Array("{\(parts.joined(separator: ","))}".utf8)
    // The numbers start at a multiple of eight bytes, so that they can be mapped into memory.
    while !header.count.isMultiple(of: 8) { header.append(0x20) }
    var bytes = (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) } + header
    bytes.reserveCapacity(bytes.count + end)
    for (_, tensor) in entries { WeightType.append(tensor, to: &bytes) }
    return bytes
  }
}

extension Module {
  /// The parameters, then the tensors that are kept but not learned.
  var namedTensors: [(name: String, tensor: Tensor)] {
    namedParameters.map { ($0.name, $0.parameter) } + namedState.map { ($0.name, $0.state) }
  }

  /// Replaces the tensors that `namedTensors` lists.
  mutating func setTensors(_ tensors: [Tensor]) {
    let learned = parameters.count
    setParameters(Array(tensors[..<learned]))
    setState(Array(tensors[learned...]))
  }

  /// Takes the parameters, and what is kept beside them, from a file, by their names, in this module's
  /// element types.
  ///
  /// - Throws: `missing`, `unexpected` or `wrongShape` when file and module do not belong together; the
  ///   module is then as it was.
  public mutating func load(_ file: WeightsFile) throws(WeightsError) {
    var present: [String: Tensor] = [:]
    for (name, tensor) in file.entries { present[name] = tensor }
    var loaded: [Tensor] = []
    for (name, own) in namedTensors {
      guard let tensor = present.removeValue(forKey: name) else { throw .missing(name: name) }
      guard tensor.shape == own.shape else {
        throw .wrongShape(name: name, expected: Array(own.shape), actual: Array(tensor.shape))
      }
      loaded.append(tensor.converted(to: own.elementType))
    }
    if let name = present.keys.min() { throw .unexpected(name: name) }
    setTensors(loaded)
  }
}
