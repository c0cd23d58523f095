/// The members of the Theta family: which line carries the trend, and how heavily it weighs.
///
/// All of them forecast `μ_t = ℓ_{t−1} + (1 − 1/θ)·[A(1−α)^{t−1} + B(1 − (1−α)^t)/α]` and smooth the
/// level, `ℓ_t = αy_t + (1−α)ℓ_{t−1}`; `A` and `B` are intercept and slope of a least-squares line.
///
/// - Source: Assimakopoulos and Nikolopoulos 2000, “The theta model”; Fiorucci, Pellegrini, Louzada,
///   Petropoulos and Koehler 2016, “Models for optimising the theta method and their relationship to
///   state space models”.
public enum ThetaVariant: CaseIterable, Hashable, Sendable {
  /// The line through all observations, θ = 2: the standard Theta method.
  case standard
  /// The line through all observations, θ estimated.
  case optimized
  /// The line through the observations so far, θ = 2.
  case dynamic
  /// The line through the observations so far, θ estimated.
  case dynamicOptimized

  /// Whether the line is that of the observations so far.
  public var isDynamic: Bool { self == .dynamic || self == .dynamicOptimized }

  /// The weight of the line, `1 − 1/θ`, where it is given: a half for θ = 2.
  var weight: Double? { self == .standard || self == .dynamic ? 0.5 : nil }

  /// The number of estimated parameters: the level at the start, α, and θ where it is not given.
  var parameterCount: Int { weight == nil ? 3 : 2 }

  /// The name in the ecosystem.
  var name: String {
    switch self {
    case .standard: "Theta"
    case .optimized: "OptimizedTheta"
    case .dynamic: "DynamicTheta"
    case .dynamicOptimized: "DynamicOptimizedTheta"
    }
  }
}
