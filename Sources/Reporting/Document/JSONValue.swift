internal import TimeSeries

/// A JSON document (RFC 8259) whose members keep their order.
public enum JSONValue: Sendable {
  /// Members by name, in their order.
  case object([(name: String, value: JSONValue)])
  /// Values in their order.
  case array([JSONValue])
  /// A text.
  case string(String)
  /// A number with every digit that it takes to read it back; null where JSON has none.
  case number(Double)
  /// A whole number.
  case integer(Int)
  /// True or false.
  case bool(Bool)
  /// Nothing.
  case null

  /// The document as text.
  ///
  /// - Parameter indent: the spaces before each deeper level; nil for everything on one line.
  public func text(indent: Int? = nil) -> String {
    var bytes: [UInt8] = []
    append(to: &bytes, indent: indent, depth: 0)
    return String(decoding: bytes, as: UTF8.self)
  }

  private func append(to bytes: inout [UInt8], indent: Int?, depth: Int) {
    switch self {
    case .object(let members):
      Self.append(count: members.count, between: ("{", "}"), to: &bytes, indent, depth) {
        Self.append(members[$0].name, to: &$1)
        $1 += (indent == nil ? ":" : ": ").utf8
        members[$0].value.append(to: &$1, indent: indent, depth: depth + 1)
      }
    case .array(let values):
      // Rows of numbers stay on one line.
      let isFlat = values.allSatisfy { !$0.isContainer }
      Self.append(
        count: values.count,
        between: ("[", "]"),
        to: &bytes,
        isFlat ? nil : indent,
        depth
      ) {
        values[$0].append(to: &$1, indent: isFlat ? nil : indent, depth: depth + 1)
      }
    case .string(let text): Self.append(text, to: &bytes)
    case .number(let value): bytes += (value.isFinite ? NumberText.text(value) : "null").utf8
    case .integer(let value): bytes += String(value).utf8
    case .bool(let value): bytes += (value ? "true" : "false").utf8
    case .null: bytes += "null".utf8
    }
  }

  private var isContainer: Bool {
    switch self {
    case .object, .array: true
    default: false
    }
  }

  private static func append(
    count: Int,
    between signs: (String, String),
    to bytes: inout [UInt8],
    _ indent: Int?,
    _ depth: Int,
    _ element: (Int, inout [UInt8]) -> Void
  ) {
    bytes += signs.0.utf8
    for place in 0..<count {
      if place > 0 { bytes.append(UInt8(ascii: ",")) }
      if let indent {
        bytes.append(UInt8(ascii: "\n"))
        bytes += [UInt8](repeating: UInt8(ascii: " "), count: indent * (depth + 1))
      }
      element(place, &bytes)
    }
    if let indent, count > 0 {
      bytes.append(UInt8(ascii: "\n"))
      bytes += [UInt8](repeating: UInt8(ascii: " "), count: indent * depth)
    }
    bytes += signs.1.utf8
  }

  private static func append(_ text: String, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
      case 0x0A: bytes += "\\n".utf8
      case 0x0D: bytes += "\\r".utf8
      case 0x09: bytes += "\\t".utf8
      case 0..<0x20: bytes += "\\u00\(byte < 16 ? "0" : "")\(String(byte, radix: 16))".utf8
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
