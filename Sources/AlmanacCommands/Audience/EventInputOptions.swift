public import CommandLineKit
internal import Intensity
public import TimeSeries

/// How an event log is read.
struct EventInputOptions: Sendable {
  var file = ""
  var user: String?
  var item: String?
  var time: String?
  var values: [String] = []
  var visits: EventLog.VisitRule?
  var keepsRepeats = false
  var columns: [String] = []
  var onError = OnError.stop
  var separator: Separator?
  var decimalComma = false
  var dateOrder: DateOrder?

  static let grammar = Grammar<Self>("Input") {
    Argument(
      \.file,
      "csv",
      completion: .file,
      help: "File of events to read, also .gz; - for standard input."
    )
    Option(\.user, "--user", placeholder: "column", help: "Column of the users.")
    Option(
      \.item,
      "--item",
      placeholder: "column",
      help: "Column of the items; a file may have none."
    )
    Option(
      \.time,
      "--time",
      placeholder: "column",
      help: "Column of the times: dates, dates with times, or Unix times."
    )
    Option(
      \.values,
      "--value",
      placeholder: "columns",
      help: """
        Columns whose product an event is worth, such as quantity,price; rows of zero or less are \
        returns and left out.
        """
    )
    Option(
      \.visits,
      "--visits",
      help: """
        Events of one visit: those of a moment, or of a day. By default of a day where the window is \
        longer than two.
        """
    )
    Flag(
      \.keepsRepeats,
      "--keep-repeats",
      help: "Count several events of a user with an item in one visit as several."
    )
    Option(
      \.columns,
      "--columns",
      placeholder: "names",
      help: "Names of the columns of a file that begins with data."
    )
    Option(
      \.onError,
      "--on-error",
      help: "Stop at the first bad row, or leave bad rows out and say so."
    )
    Option(\.separator, "--separator", help: "Character between fields; found by itself.")
    Flag(\.decimalComma, "--decimal-comma", help: "Numbers are written like 1,5.")
    Option(
      \.dateOrder,
      "--date-order",
      help: "Order of day, month and year in dates such as 01/02/2024."
    )
  }

  /// The options in the reader's terms.
  ///
  /// - Parameters:
  ///   - horizon: the length of the window, as text.
  ///   - model: a saved model, whose names and visits the log has to share; nil for none.
  func logOptions(horizon: String, model: AudienceModel? = nil) -> EventLogOptions {
    var options = EventLogOptions()
    options.user = user
    options.item = item
    options.time = time
    options.values = values
    let days = EventClock(.day)
    let isLong = (days.ticks(of: horizon) ?? 0) > 2 * days.ticksPerDay
    options.visits = visits ?? model?.visits ?? (isLong ? .day : .moment)
    options.knownUsers = model?.userNames ?? []
    options.knownItems = model?.itemNames ?? []
    options.mergesRepeats = !keepsRepeats
    options.columns = columns
    options.separator = separator?.byte
    options.decimalComma = decimalComma
    options.dateOrder = dateOrder
    options.onError = onError == .skip ? .skip : .stop
    options.cancellation = ReadingCancellation { Interrupt.isRequested }
    return options
  }
}

extension EventLog.VisitRule: OptionValue {
  /// The word that stands for a value in help.
  public static var placeholder: String { "rule" }
}
