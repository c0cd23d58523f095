/// What the elements of a tensor are.
public enum ElementType: UInt8, Sendable, Hashable {
  /// Single precision, for training and inference.
  case float32
  /// Double precision, for tests and for algorithms that need it.
  case float64

  /// The bytes of one element.
  public var byteCount: Int { self == .float32 ? 4 : 8 }

  /// The distance from 1 to the next larger number.
  public var epsilon: Double { self == .float32 ? 0x1p-23 : 0x1p-52 }
}
