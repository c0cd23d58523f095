public import CommandLineKit
public import TimeSeries

/// How the panel is read: the options that every command with a panel has.
struct InputOptions: Sendable {
  var file = ""
  var layout: CSVLayout?
  var id: [String] = []
  var time: String?
  var value: String?
  var separator: Separator?
  var decimalComma = false
  var dateOrder: DateOrder?
  var frequency: Frequency?
  var duplicates = CSVOptions.DuplicatePolicy.refuse
  var onError = OnError.stop

  static let grammar = Grammar<Self>("Input") {
    Argument(
      \.file,
      "csv",
      completion: .file,
      help: "File to read, also .gz; - for standard input."
    )
    Option(
      \.layout,
      "--layout",
      help: "A row per observation, a column per series, or a row per series; found by itself."
    )
    Option(
      \.id,
      "--id",
      placeholder: "columns",
      help: "Columns that name a series, separated by commas; unique_id and the like are found."
    )
    Option(\.time, "--time", placeholder: "column", help: "Column of the time stamps, such as ds.")
    Option(\.value, "--value", placeholder: "column", help: "Column of the values, such as y.")
    Option(
      \.frequency,
      "--frequency",
      "-f",
      help: "Step between stamps: D, h, W-SUN, MS, 15min, 1; inferred from the stamps."
    )
    Option(
      \.duplicates,
      "--duplicates",
      help: "What becomes of several values of a series at one time."
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
  var csvOptions: CSVOptions {
    var options = CSVOptions()
    options.layout = layout
    options.id = id
    options.time = time
    options.value = value
    options.separator = separator?.byte
    options.decimalComma = decimalComma
    options.dateOrder = dateOrder
    options.frequency = frequency
    options.duplicates = duplicates
    options.onError = onError == .skip ? .skip : .stop
    options.cancellation = ReadingCancellation { Interrupt.isRequested }
    return options
  }

  /// The options as they are typed, without the file.
  var words: [String] {
    var words: [String] = []
    if let layout { words += ["--layout", layout.rawValue] }
    if !id.isEmpty { words += ["--id", id.joined(separator: ",")] }
    if let time { words += ["--time", time] }
    if let value { words += ["--value", value] }
    if let frequency { words += ["--frequency", frequency.description] }
    if duplicates != .refuse { words += ["--duplicates", duplicates.rawValue] }
    if onError != .stop { words += ["--on-error", onError.rawValue] }
    if let separator { words += ["--separator", separator.rawValue] }
    if decimalComma { words.append("--decimal-comma") }
    if let dateOrder { words += ["--date-order", dateOrder.rawValue] }
    return words
  }
}

/// What becomes of a row that cannot be read.
enum OnError: String, Sendable, CaseIterable, OptionValue {
  case stop, skip

  static let placeholder = "policy"
}

/// The character between the fields of a row.
enum Separator: String, Sendable, CaseIterable, OptionValue {
  case comma, semicolon, tab, bar

  static let placeholder = "separator"

  /// The character's byte.
  var byte: UInt8 {
    switch self {
    case .comma: UInt8(ascii: ",")
    case .semicolon: UInt8(ascii: ";")
    case .tab: UInt8(ascii: "\t")
    case .bar: UInt8(ascii: "|")
    }
  }
}

extension CSVLayout: OptionValue {
  /// The word that stands for a value in help.
  public static var placeholder: String { "layout" }
}

extension DateOrder: OptionValue {
  /// The word that stands for a value in help.
  public static var placeholder: String { "order" }
}

extension CSVOptions.DuplicatePolicy: OptionValue {
  /// The word that stands for a value in help.
  public static var placeholder: String { "policy" }
}
