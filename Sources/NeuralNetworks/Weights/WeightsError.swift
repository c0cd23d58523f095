/// Why weights could not be read or written.
public enum WeightsError: Error, Equatable {
  /// The system refused to open, read or write a file; `code` is its `errno`.
  case file(path: String, code: Int32)
  /// The file ends before its header does.
  case truncated(bytes: Int)
  /// The header says it is longer than the file or than any honest header.
  case headerTooLong(bytes: UInt64)
  /// The header is not the JSON it should be, from this byte on.
  case malformedHeader(byte: Int)
  /// Two entries have one name.
  case duplicate(name: String)
  /// An entry holds another kind of element than floating-point numbers, or whole numbers of a byte that
  /// were not asked for.
  case unsupportedType(name: String, type: String)
  /// An entry's bytes are not what its shape needs, or lie outside of the file.
  case wrongExtent(name: String)
  /// The entries overlap or leave bytes between or after them that belong to none.
  case unaccountedBytes
  /// An entry holds an infinity or what is not a number.
  case notFinite(name: String)
  /// A module's parameter is not in the file.
  case missing(name: String)
  /// The file holds an entry that is no parameter of the module.
  case unexpected(name: String)
  /// An entry has another shape than the module's parameter.
  case wrongShape(name: String, expected: [Int], actual: [Int])
}
