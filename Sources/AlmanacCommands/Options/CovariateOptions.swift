internal import CommandLineKit
internal import Forecasting
internal import TimeSeries

/// The covariates beside those whose future is in a file: columns of the past, words about series, and what
/// the calendar says.
struct CovariateOptions: Sendable {
  var calendar: [CalendarChoice] = []
  var fourier: [WavesChoice] = []
  var events: String?
  var attributes: [String] = []
  var past: [String] = []

  static let grammar = Grammar<Self>("Covariates") {
    Option(
      \.past,
      "--past",
      placeholder: "columns",
      help: """
        Columns of numbers whose future is unknown, such as the weather; trees, auto and the networks \
        nhits, tide and tft learn from what is behind.
        """
    )
    Option(
      \.attributes,
      "--static",
      placeholder: "columns",
      help: """
        Columns of words that do not change within a series, such as a category; trees learn from them. The \
        most general first: new series are forecast from those with the same first ones.
        """
    )
    Option(
      \.calendar,
      "--calendar",
      placeholder: "parts",
      help: """
        What the calendar says of each step: weekday, month, monthday (first, last and how far it is), \
        ramadan (with its feasts), holidays:US or of another country.
        """
    )
    Option(
      \.fourier,
      "--fourier",
      placeholder: "period:waves",
      help: "Waves through periods of so many steps, such as 365.25:3 for a year of days."
    )
    Option(
      \.events,
      "--events",
      placeholder: "file",
      completion: .file,
      help: """
        File of events, past and to come: a date, a name, and the id columns if they belong to \
        single series.
        """
    )
  }

  /// The words about series, without what changes with time.
  var attributesAlone: CovariateOptions {
    var options = CovariateOptions()
    options.attributes = attributes
    return options
  }

  /// How a file with these columns is read.
  ///
  /// - Parameter known: the columns of this file whose future it tells.
  func reading(_ options: CSVOptions, known: [String] = []) -> CSVOptions {
    var options = options
    if !(known + past).isEmpty { options.covariates = .named(known + past) }
    if !attributes.isEmpty { options.attributes = .named(attributes) }
    return options
  }

  /// Whether a column is one of those of the past; the reader finds a name in another case, too.
  func isPast(_ column: String) -> Bool {
    past.contains { $0.lowercased() == column.lowercased() }
  }

  /// Refuses `--past` where no model reads it.
  func validate(for models: [ModelChoice]) throws(UsageError) {
    guard !past.isEmpty, !models.contains(where: { $0.covariateUse == .all }) else { return }
    throw .inconsistent(
      "--past is read by auto, boosting, nhits, tide and tft; "
        + "\(models.map { $0.model.entry.name }.joined(separator: ", ")) cannot use it"
    )
  }

  /// What is not read by which models, in words.
  ///
  /// - Parameter hasKnown: whether there are covariates that are known in advance.
  func remarks(for models: [ModelChoice], hasKnown: Bool) -> [String] {
    func names(_ isBlind: (CovariateUse) -> Bool) -> String {
      models.filter { isBlind($0.covariateUse) }.map { $0.model.entry.name }
        .joined(separator: ", ")
    }
    let (blind, forward) = (names { $0 == .none }, names { $0 != .all })
    var remarks: [String] = []
    if hasKnown, !blind.isEmpty { remarks.append("without covariates: \(blind)") }
    if !past.isEmpty, !forward.isEmpty {
      remarks.append("without the columns of --past: \(forward)")
    }
    return remarks
  }

  /// The options that stand for columns and the calendar, as they are typed for one model.
  ///
  /// - Parameter words: further columns of words about the series that the model has seen.
  func words(for model: ModelChoice, besides words: [String]) -> [String] {
    var seen: Set<String> = []
    let statics = (words + attributes).filter { seen.insert($0.lowercased()).inserted }
    let lists = [
      ("--past", model.covariateUse == .all ? past : []),
      ("--static", model.model is any GlobalForecaster.Type ? statics : []),
      ("--calendar", calendar.compactMap(\.optionText)),
      ("--fourier", fourier.compactMap(\.optionText)), ("--events", [events].compactMap(\.self)),
    ]
    return lists.flatMap { $1.isEmpty ? [] : [$0, $1.joined(separator: ",")] }
  }

  /// What is to be added to each series.
  ///
  /// - Parameter report: what was found in the file of the series; nil for an empty one.
  /// - Throws: `CSVError` for a file of events that cannot be read, `UsageError` where stamps are no
  ///   dates.
  func features(for report: CSVReport?, options: CSVOptions) throws -> [CalendarFeature] {
    guard let report else { return [] }
    if report.timeFormat?.isInteger ?? true, !calendar.isEmpty || events != nil {
      throw UsageError.inconsistent(
        "--calendar and --events need dates, and the file has none; --fourier does not"
      )
    }
    var features = calendar.map(\.feature) + fourier.map(\.feature)
    if let events {
      let calendar = try EventCalendar(csv: events, id: report.idColumns, options: options)
      features.append(.events(calendar))
    }
    return features
  }
}

extension CalendarFeature {
  /// Whether it tells of events that belong to single series.
  var isOfSingleSeries: Bool {
    if case .events(let calendar) = self { calendar.isOfSingleSeries } else { false }
  }

  /// The names of the covariates that it adds.
  func names(at index: TimeIndex) -> [String] {
    covariates(of: "", at: index, horizon: 1).map(\.name)
  }
}

/// A part of the calendar, as it is typed.
struct CalendarChoice: OptionValue {
  let feature: CalendarFeature
  let optionText: String?

  private static let plain: [(word: String, feature: CalendarFeature)] = [
    ("weekday", .weekday), ("month", .month), ("monthday", .monthDay), ("ramadan", .ramadan),
  ]

  init(optionText text: String) throws(OptionValueError) {
    optionText = text
    if let choice = Self.plain.first(where: { $0.word == text }) {
      feature = choice.feature
      return
    }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, parts[0] == "holidays" else { throw OptionValueError(text) }
    guard let calendar = HolidayCalendar(country: parts[1]) else {
      throw OptionValueError(
        text,
        expected: "holidays of one of " + HolidayCalendar.countries.joined(separator: ", ")
      )
    }
    feature = .holidays(calendar)
  }

  static let expected = "weekday, month, monthday, ramadan or holidays:COUNTRY"
  static let placeholder = "part"
  static let completion = CompletionHint.choices(
    plain.map { Choice($0.word, "") }
      + HolidayCalendar.countries.map { Choice("holidays:\($0)", "") }
  )
}

/// Waves through a period, as they are typed: `365.25:3`.
struct WavesChoice: OptionValue {
  let feature: CalendarFeature
  let optionText: String?

  init(optionText text: String) throws(OptionValueError) {
    optionText = text
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, case .number(let period) = NumberText.read(parts[0]), period >= 2,
      let count = Int(parts[1]), count >= 1, count <= 1000, 2 * Double(count) <= period
    else { throw OptionValueError(text) }
    feature = .waves(period: period, count: count)
  }

  static let expected = "a period in steps and a number of waves up to its half, such as 365.25:3"
  static let placeholder = "period:waves"
}
