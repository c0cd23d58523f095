public import Testing

extension Tag {
  /// Facts that hold for every input, checked over seeded and awkward ones.
  @Tag public static var property: Self
  /// Derivatives against finite differences.
  @Tag public static var gradient: Self
  /// Numbers from a named version of a peer.
  @Tag public static var golden: Self
  /// The built tool, run as a process.
  @Tag public static var command: Self
}
