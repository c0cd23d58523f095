/// What a value must satisfy beyond its type.
public struct Limit<Value: Sendable>: Sendable {
  /// The condition as it follows the name of the type: “a whole number *of at least 1*”.
  public let phrase: String
  /// Whether a value satisfies it.
  public let holds: @Sendable (Value) -> Bool

  /// The condition that `holds` checks and `phrase` describes.
  public init(_ phrase: String, holds: @escaping @Sendable (Value) -> Bool) {
    self.phrase = phrase
    self.holds = holds
  }
}

extension Limit where Value: Comparable & OptionValue {
  /// `value ≥ minimum`.
  public static func atLeast(_ minimum: Value) -> Limit {
    Limit("of at least \(shown(minimum))") { $0 >= minimum }
  }

  /// `value > bound`.
  public static func above(_ bound: Value) -> Limit {
    Limit("above \(shown(bound))") { $0 > bound }
  }

  /// `minimum ≤ value ≤ maximum`.
  public static func from(_ minimum: Value, to maximum: Value) -> Limit {
    Limit("from \(shown(minimum)) to \(shown(maximum))") { $0 >= minimum && $0 <= maximum }
  }

  /// `lower < value < upper`.
  public static func between(_ lower: Value, _ upper: Value) -> Limit {
    Limit("above \(shown(lower)) and below \(shown(upper))") { $0 > lower && $0 < upper }
  }

  private static func shown(_ value: Value) -> String { value.optionText ?? "" }
}
