internal import Tensors

/// The kinds of number in a weights file that are read, whole numbers only where they are asked for; the
/// names are the format's.
enum WeightType: String {
  case int8 = "I8"
  case float16 = "F16"
  case brainFloat16 = "BF16"
  case float32 = "F32"
  case float64 = "F64"

  /// The bytes of one number.
  var byteCount: Int {
    switch self {
    case .int8: 1
    case .float16, .brainFloat16: 2
    case .float32: 4
    case .float64: 8
    }
  }

  /// The tensor in these bytes, which are little-endian and as many as the shape needs.
  func tensor(_ bytes: ArraySlice<UInt8>, shape: Shape) -> Tensor {
    let count = shape.elementCount
    return bytes.withUnsafeBytes { raw in
      // The bytes need not be aligned.
      func bits<Bits: FixedWidthInteger>(_ place: Int, _: Bits.Type) -> Bits {
        Bits(
          littleEndian: raw.loadUnaligned(
            fromByteOffset: place * MemoryLayout<Bits>.size,
            as: Bits.self
          )
        )
      }
      switch self {
      case .int8:
        let numbers = (0..<count).map { Float(Int8(bitPattern: bits($0, UInt8.self))) }
        return Tensor(floats: numbers, shape: shape)
      case .float16:
        let numbers = (0..<count).map { Self.single(half: bits($0, UInt16.self)) }
        return Tensor(floats: numbers, shape: shape)
      case .brainFloat16:
        let numbers = (0..<count).map { Float(bitPattern: UInt32(bits($0, UInt16.self)) << 16) }
        return Tensor(floats: numbers, shape: shape)
      case .float32:
        let numbers = (0..<count).map { Float(bitPattern: bits($0, UInt32.self)) }
        return Tensor(floats: numbers, shape: shape)
      case .float64:
        let numbers = (0..<count).map { Double(bitPattern: bits($0, UInt64.self)) }
        return Tensor(numbers, shape: shape, .float64)
      }
    }
  }

  /// A half-precision number, which the standard library does not offer on every platform.
  private static func single(half bits: UInt16) -> Float {
    let sign = UInt32(bits & 0x8000) << 16
    let exponent = UInt32(bits >> 10 & 0x1F)
    let fraction = UInt32(bits & 0x3FF)
    switch exponent {
    case 0:
      return Float(sign: sign == 0 ? .plus : .minus, exponent: -24, significand: Float(fraction))
    case 0x1F: return Float(bitPattern: sign | 0x7F80_0000 | fraction << 13)
    default: return Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
    }
  }

  /// Appends a tensor's numbers.
  static func append(_ tensor: Tensor, to bytes: inout [UInt8]) {
    switch tensor.elementType {
    case .float32:
      for number in tensor.floatElements {
        withUnsafeBytes(of: number.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
      }
    case .float64:
      for number in tensor.elements {
        withUnsafeBytes(of: number.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
      }
    }
  }
}

extension Tensor {
  /// True when no element is an infinity or not a number.
  var isFinite: Bool {
    elementType == .float32
      ? floatElements.allSatisfy(\.isFinite) : elements.allSatisfy(\.isFinite)
  }
}
