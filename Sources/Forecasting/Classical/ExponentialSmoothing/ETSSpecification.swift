extension ETS {
  /// Which forms of the family are allowed; what is nil is chosen automatically.
  ///
  /// Written as text it is the customary string of letters: `ZZZ` leaves everything open, `AAN` is
  /// Holt's linear trend, `MAdM` a damped trend with multiplicative errors and season.
  public struct Specification: Hashable, Sendable {
    /// How the error enters; nil for either way.
    public var error: Form.ErrorKind?
    /// How the level grows; nil for none or additive, and multiplicative where that is allowed.
    public var trend: Form.Trend?
    /// Whether the trend is damped; nil for either way.
    public var isDamped: Bool?
    /// How the season joins; nil for any way.
    public var season: Form.Season?
    /// Whether an open trend may be multiplicative. Such trends explode easily.
    public var allowsMultiplicativeTrend: Bool

    /// The given choices; the rest is automatic.
    public init(
      error: Form.ErrorKind? = nil,
      trend: Form.Trend? = nil,
      isDamped: Bool? = nil,
      season: Form.Season? = nil,
      allowsMultiplicativeTrend: Bool = false
    ) {
      self.error = error
      self.trend = trend
      self.isDamped = isDamped
      self.season = season
      self.allowsMultiplicativeTrend = allowsMultiplicativeTrend
    }

    /// Everything is chosen automatically.
    public static let automatic = Specification()

    /// Exactly one form.
    public init(_ form: Form) {
      self.init(
        error: form.error,
        trend: form.trend,
        isDamped: form.isDamped,
        season: form.season
      )
    }

    /// The meaning of a string such as `ZZZ`, `AAN` or `MAdM`: error, trend and season, each a letter
    /// of N (none), A (additive), M (multiplicative) and Z (automatic), the trend followed by `d` when
    /// it is damped. Without the `d` a named trend is undamped and an automatic one may be either.
    ///
    /// Nil for any other string.
    public init?(_ text: some StringProtocol) {
      var letters = Array(text)
      let isDamped = letters.count == 4 && letters[2] == "d"
      if isDamped { letters.remove(at: 2) }
      guard letters.count == 3 else { return nil }
      guard
        let error = Self.choice(letters[0], among: Form.ErrorKind.allCases, \.letter),
        let trend = Self.choice(letters[1], among: Form.Trend.allCases, \.letter),
        let season = Self.choice(letters[2], among: Form.Season.allCases, \.letter),
        !(isDamped && trend == .some(.none))
      else { return nil }
      self.init(
        error: error,
        trend: trend,
        isDamped: isDamped ? true : trend == nil ? nil : false,
        season: season
      )
    }

    /// The case that a letter stands for, nil inside for Z, nil outside for no letter of these.
    private static func choice<Choice>(
      _ letter: Character,
      among cases: [Choice],
      _ name: (Choice) -> String
    ) -> Choice?? {
      if letter == "Z" { return .some(nil) }
      guard let match = cases.first(where: { name($0) == String(letter) }) else { return nil }
      return .some(match)
    }

    /// The forms that are allowed, the simplest first.
    ///
    /// What was named stays even where it is unstable; only open choices leave such forms out.
    func forms(allowsSeason: Bool, allowsMultiplicative: Bool) -> [Form] {
      let errors = error.map { [$0] } ?? Form.ErrorKind.allCases
      let trends =
        trend.map { [$0] }
        ?? (allowsMultiplicativeTrend ? Form.Trend.allCases : [.none, .additive])
      let seasons = season.map { [$0] } ?? Form.Season.allCases
      let isNamed = error != nil && trend != nil && season != nil
      var forms: [Form] = []
      for season in seasons {
        for trend in trends {
          for damped in trend == .none ? [false] : isDamped.map({ [$0] }) ?? [false, true] {
            for error in errors {
              let form = Form(error: error, trend: trend, isDamped: damped, season: season)
                .nearest(allowsSeason: allowsSeason, allowsMultiplicative: allowsMultiplicative)
              if (isNamed || form.isStable) && !forms.contains(form) { forms.append(form) }
            }
          }
        }
      }
      return forms
    }
  }
}

extension ETS.Specification: CustomStringConvertible {
  /// The string of letters.
  public var description: String {
    let growth = (trend?.letter ?? "Z") + (isDamped == true ? "d" : "")
    return (error?.letter ?? "Z") + growth + (season?.letter ?? "Z")
  }
}

extension ETS.Form {
  /// The form itself, or, where the data do not allow it, the one that is closest to it.
  func nearest(allowsSeason: Bool, allowsMultiplicative: Bool) -> ETS.Form {
    var form = self
    if !allowsSeason { form.season = .none }
    if !allowsMultiplicative {
      form.error = .additive
      if form.trend == .multiplicative { form.trend = .additive }
      if form.season == .multiplicative { form.season = .additive }
    }
    return form
  }
}
