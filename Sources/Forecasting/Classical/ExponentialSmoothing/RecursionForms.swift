// The parts of a form as types, so that the recursion is compiled once for each combination.

/// How the error enters, at compile time.
protocol ErrorRule {
  static var isMultiplicative: Bool { get }
}

/// How the level grows, at compile time. A trend without damping has φ = 1.
protocol TrendRule {
  static var isAdditive: Bool { get }
  static var isMultiplicative: Bool { get }
}

/// How the season joins, at compile time.
protocol SeasonRule {
  static var isAdditive: Bool { get }
  static var isMultiplicative: Bool { get }
}

/// No trend, or no season.
enum Absent: TrendRule, SeasonRule {
  static var isAdditive: Bool { false }
  static var isMultiplicative: Bool { false }
}

/// An additive error, trend or season.
enum Additive: ErrorRule, TrendRule, SeasonRule {
  static var isAdditive: Bool { true }
  static var isMultiplicative: Bool { false }
}

/// A multiplicative error, trend or season.
enum Multiplicative: ErrorRule, TrendRule, SeasonRule {
  static var isAdditive: Bool { false }
  static var isMultiplicative: Bool { true }
}

/// Something that is done to a subject by the rules of a form.
protocol RuleVisitor {
  associatedtype Subject
  associatedtype Result
  static func visit<E: ErrorRule, T: TrendRule, S: SeasonRule>(
    _ subject: inout Subject,
    _ error: E.Type,
    _ trend: T.Type,
    _ season: S.Type
  ) -> Result
}

extension ETS.Form {
  /// Calls the visitor with the rules of this form.
  func accept<V: RuleVisitor>(_ visitor: V.Type, on subject: inout V.Subject) -> V.Result {
    switch error {
    case .additive: accept(visitor, on: &subject, Additive.self)
    case .multiplicative: accept(visitor, on: &subject, Multiplicative.self)
    }
  }

  @inline(__always)
  private func accept<V: RuleVisitor, E: ErrorRule>(
    _ visitor: V.Type,
    on subject: inout V.Subject,
    _ error: E.Type
  ) -> V.Result {
    switch trend {
    case .none: accept(visitor, on: &subject, error, Absent.self)
    case .additive: accept(visitor, on: &subject, error, Additive.self)
    case .multiplicative: accept(visitor, on: &subject, error, Multiplicative.self)
    }
  }

  @inline(__always)
  private func accept<V: RuleVisitor, E: ErrorRule, T: TrendRule>(
    _ visitor: V.Type,
    on subject: inout V.Subject,
    _ error: E.Type,
    _ trend: T.Type
  ) -> V.Result {
    switch season {
    case .none: visitor.visit(&subject, error, trend, Absent.self)
    case .additive: visitor.visit(&subject, error, trend, Additive.self)
    case .multiplicative: visitor.visit(&subject, error, trend, Multiplicative.self)
    }
  }
}
