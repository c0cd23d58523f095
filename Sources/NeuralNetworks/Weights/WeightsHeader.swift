/// The header of a weights file: for each entry its type, its shape and where its bytes are.
///
/// The header is JSON of one fixed form, so the parser accepts that form and nothing else.
struct WeightsHeader {
  struct Entry {
    var name: String
    var type = ""
    var shape: [Int] = []
    var bytes: Range<Int> = 0..<0
  }

  var entries: [Entry] = []
  var metadata: [(key: String, value: String)] = []

  /// Reads a header from its bytes.
  init(parsing bytes: ArraySlice<UInt8>) throws(WeightsError) {
    var parser = HeaderParser(bytes)
    var names: Set<String> = []
    try parser.object { parser, name throws(WeightsError) in
      if !names.insert(name).inserted { throw .duplicate(name: name) }
      if name == "__metadata__" {
        metadata = try Self.metadata(&parser)
      } else {
        entries.append(try Self.entry(name, &parser))
      }
    }
    try parser.end()
  }

  private static func metadata(
    _ parser: inout HeaderParser
  ) throws(WeightsError) -> [(key: String, value: String)] {
    var pairs: [(key: String, value: String)] = []
    try parser.object { parser, key throws(WeightsError) in
      pairs.append((key, try parser.string()))
    }
    return pairs
  }

  private static func entry(
    _ name: String,
    _ parser: inout HeaderParser
  ) throws(WeightsError) -> Entry {
    var entry = Entry(name: name)
    var seen: Set<String> = []
    try parser.object { parser, key throws(WeightsError) in
      if !seen.insert(key).inserted { throw parser.malformed }
      switch key {
      case "dtype": entry.type = try parser.string()
      case "shape": entry.shape = try parser.numbers()
      case "data_offsets":
        let offsets = try parser.numbers()
        guard offsets.count == 2, offsets[0] <= offsets[1] else {
          throw .wrongExtent(name: name)
        }
        entry.bytes = offsets[0]..<offsets[1]
      default: throw parser.malformed
      }
    }
    if seen.count != 3 { throw parser.malformed }
    return entry
  }

  /// A string as JSON.
  static func quoted(_ string: String) -> String {
    var text = "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case let control where control.value < 0x20:
        let hexadecimal = String(control.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - hexadecimal.count) + hexadecimal
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text + "\""
  }
}

/// Reads the parts of JSON that a header is made of.
private struct HeaderParser {
  private let bytes: ArraySlice<UInt8>
  private var place: Int

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    place = bytes.startIndex
  }

  /// The error for what stands here.
  var malformed: WeightsError { .malformedHeader(byte: place) }

  private var next: UInt8? { place < bytes.endIndex ? bytes[place] : nil }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
      place += 1
    }
  }

  /// Takes a character if it stands here.
  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard let byte = next, UInt32(byte) == character.value else { return false }
    place += 1
    return true
  }

  private mutating func require(_ character: Unicode.Scalar) throws(WeightsError) {
    if !take(character) { throw malformed }
  }

  /// Nothing but space may follow.
  mutating func end() throws(WeightsError) {
    skipSpace()
    if next != nil { throw malformed }
  }

  /// An object; `member` is called behind each colon and reads the value.
  mutating func object(
    _ member: (inout HeaderParser, String) throws(WeightsError) -> Void
  ) throws(WeightsError) {
    try require("{")
    if take("}") { return }
    repeat {
      skipSpace()
      let key = try string()
      try require(":")
      try member(&self, key)
    } while take(",")
    try require("}")
  }

  /// An array of whole numbers that are not negative.
  mutating func numbers() throws(WeightsError) -> [Int] {
    try require("[")
    var numbers: [Int] = []
    if take("]") { return numbers }
    repeat { numbers.append(try number()) } while take(",")
    try require("]")
    return numbers
  }

  private mutating func number() throws(WeightsError) -> Int {
    skipSpace()
    let start = place
    var value = 0
    while let byte = next, (0x30...0x39).contains(byte) {
      let (tens, first) = value.multipliedReportingOverflow(by: 10)
      let (sum, second) = tens.addingReportingOverflow(Int(byte - 0x30))
      if first || second { throw malformed }
      value = sum
      place += 1
    }
    let hasLeadingZero = place - start > 1 && bytes[start] == 0x30
    if place == start || hasLeadingZero { throw malformed }
    return value
  }

  /// A string.
  mutating func string() throws(WeightsError) -> String {
    try require("\"")
    var text: [UInt8] = []
    while true {
      guard let byte = next, byte >= 0x20 else { throw malformed }
      place += 1
      switch byte {
      case 0x22:
        guard let string = String(validating: text, as: UTF8.self) else { throw malformed }
        return string
      case 0x5C: text += Array(String(try escape()).utf8)
      default: text.append(byte)
      }
    }
  }

  private mutating func escape() throws(WeightsError) -> Unicode.Scalar {
    guard let byte = next else { throw malformed }
    place += 1
    switch byte {
    case 0x22, 0x2F, 0x5C: return Unicode.Scalar(byte)
    case 0x62: return "\u{8}"
    case 0x66: return "\u{C}"
    case 0x6E: return "\n"
    case 0x72: return "\r"
    case 0x74: return "\t"
    case 0x75:
      var value = try codeUnit()
      if (0xD800..<0xDC00).contains(value) {
        try require("\\")
        try require("u")
        let low = try codeUnit()
        if !(0xDC00..<0xE000).contains(low) { throw malformed }
        value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(value) else { throw malformed }
      return scalar
    default: throw malformed
    }
  }

  private mutating func codeUnit() throws(WeightsError) -> UInt32 {
    guard place + 4 <= bytes.endIndex,
      let digits = String(validating: bytes[place..<place + 4], as: UTF8.self),
      digits.allSatisfy(\.isHexDigit), let value = UInt32(digits, radix: 16)
    else { throw malformed }
    place += 4
    return value
  }
}
