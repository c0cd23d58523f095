internal import CommandLineKit
internal import Glibc
internal import TimeSeries

extension CSVError {
  /// The error in one line: where, what, what was expected, and the cure.
  var prose: String {
    let (what, cure) = sentence
    return "\(place): \(what)" + (cure.isEmpty ? "" : "; \(cure)")
  }

  /// `sales.csv:12: column y, series milk`, as much as is known.
  private var place: String {
    var place = location.file.inProse
    if let line = location.line { place += ":\(line)" }
    var parts: [String] = []
    if let name = location.columnName {
      parts.append("column \(name.quoted)")
    } else if let column = location.column {
      parts.append("column \(column)")
    }
    if let series = location.series { parts.append("series \(series.quoted)") }
    return parts.isEmpty ? place : "\(place): \(parts.joined(separator: ", "))"
  }

  private var sentence: (what: String, cure: String) {
    switch fact {
    case .noSuchFile:
      ("no such file", "")
    case .isFolder:
      ("is a folder, expected a CSV file", "")
    case .permissionDenied:
      ("may not be read", "check its permissions")
    case .unreadable(let code):
      ("cannot be read: \(String(cString: strerror(code)))", "")
    case .gzipDamaged:
      ("the compressed data are damaged or end early", "fetch or compress the file again")
    case .cancelled:
      ("interrupted while reading", "")
    case .wrongEncoding(let name):
      ("the text is \(name), expected UTF-8", "convert it: iconv -f \(name) -t UTF-8")
    case .emptyFile:
      ("the file is empty, expected a header and rows", "")
    case .headerOnly:
      ("there is a header but no row below it", "")
    case .missingColumn(let role, let name, let found):
      (
        name.map { "no column \($0.quoted)" } ?? "no column that could be the \(role.word)",
        "the columns are \(found.listedInProse)"
          + (role.option.map { "; name the \(role.word) with \($0)" } ?? "")
      )
    case .ambiguousColumn(let role, let candidates):
      (
        "the \(role.word) could be any of the columns \(candidates.listedInProse)",
        role.option.map { "name it with \($0)" } ?? "rename all but one"
      )
    case .repeatedColumn(let name):
      ("the header has the column \(name.quoted) twice", "rename one of them")
    case .unknownLayout(let found):
      (
        "the columns \(found.listedInProse) fit no layout",
        "name the columns with --id, --time and --value, or say --layout long, columns or rows"
      )
    case .missingHeader(let found):
      (
        "the first line reads like data: \(found.listedInProse)",
        "put the names of the columns before it, such as unique_id,ds,y"
      )
    case .noOtherColumns(let layout):
      (
        "the layout \(layout.rawValue) has no columns of covariates",
        "turn the file into rows of id, time, value and covariates"
      )
    case .missingInFuture(let role, let name, let found):
      (
        "no column \(name.quoted) for the \(role.word), the columns are \(found.listedInProse)",
        "name it as in the file of the history"
      )
    case .unknownCovariate(let name, let file, let found):
      (
        "\(file.inProse) has no column \(name.quoted), beside id, time and value it has "
          + (found.isEmpty ? "none" : found.listedInProse),
        "add its history there, or leave it out here"
      )
    case .valuesInFuture(let name):
      (
        "the column \(name.quoted) holds the values to be forecast, expected covariates only",
        "leave it out"
      )
    case .noCovariates(let found):
      (
        "no covariates, the columns are \(found.listedInProse)",
        "add a column for each, named as in the file of the history"
      )
    case .raggedRow(let expected, let actual):
      (
        "the row has \(actual) field\(actual == 1 ? "" : "s"), expected \(expected)",
        "quote fields that hold the separator, or leave such rows out with --on-error skip"
      )
    case .rowTooLong:
      ("the row is longer than 256 MiB", "is a quote missing in it, or is this no CSV file?")
    case .unclosedQuote:
      ("the quoted field that begins here does not end", "close it, or double quotes inside it")
    case .invalidUTF8:
      ("the text is not valid UTF-8", "convert it, perhaps: iconv -f LATIN1 -t UTF-8")
    case .notANumber(let text):
      (
        "expected a number, found \(text.quoted)",
        text.looksLikeDecimalComma
          ? "for a decimal comma say --decimal-comma"
          : "mend it, or leave such rows out with --on-error skip"
      )
    case .infinite(let text):
      (
        "expected a finite number, found \(text.quoted)",
        "leave the field empty if the value is missing"
      )
    case .notACovariate(let text):
      (
        "expected a number, true or false, found \(text.quoted)",
        text.looksLikeDecimalComma
          ? "for a decimal comma say --decimal-comma"
          : "mend it, or leave the column out of the file of the future"
      )
    case .missingCovariate:
      ("the covariate is missing", "fill it in, or leave its column out of the file of the future")
    case .missingName:
      ("the event has no name", "give it one, or leave the row out")
    case .missingItem:
      (
        "the item is missing",
        "fill it in, name another column with --item, or leave such rows out with --on-error skip"
      )
    case .missingValue:
      ("the value is missing", "fill it in, or leave such rows out with --on-error skip")
    case .attributeChanged(let text, let earlier, let line):
      (
        "expected \(earlier.quoted) as in line \(line), found \(text.quoted)",
        "an attribute stays the same throughout a series: mend it, or do not read the column"
      )
    case .notADate(let text, let format):
      (
        "expected a time like \(format), found \(text.quoted)",
        "mend it, or leave such rows out with --on-error skip"
      )
    case .missingTime:
      ("the time is missing", "mend it, or leave such rows out with --on-error skip")
    case .unknownTimeFormat(let examples):
      (
        "the times \(examples.listedInProse) have no known format",
        "expected for example 2024-01-31, 2024-01-31 12:00:00, 2024-01, 2024 Q1, 2024 W05 or whole numbers"
      )
    case .ambiguousDateOrder(let examples):
      (
        "the dates \(examples.listedInProse) could have the day or the month first",
        "say --date-order dmy or --date-order mdy"
      )
    case .duplicate(let stamp, let earlier, let hasID):
      (
        "the time \(stamp) was there before, in line \(earlier)",
        hasID
          ? "combine them with --duplicates sum, mean or last"
          : "name the column that tells the series apart with --id, or combine with --duplicates sum, mean or last"
      )
    case .sameIDOfOtherParts(let earlier):
      (
        "the id columns joined by / give the id of line \(earlier), which has other texts in them",
        "take the / out of these texts, or name other columns with --id"
      )
    case .duplicateID(let earlier):
      ("the id was there before, in line \(earlier)", "give every row an id of its own")
    case .offGrid(let stamp, let first, let frequency):
      (
        "the time \(stamp) is not a whole number of steps of \(frequency) after the first, \(first)",
        "give another --frequency, or mend the time"
      )
    case .mixedFrequencies(let own, let panel):
      (
        "the series steps by \(own), most others by \(panel)",
        "split the file by frequency, or give the common one with --frequency"
      )
    case .unknownFrequency(let best, let share):
      (
        best.map {
          "no frequency explains the times; \($0) explains \(Int(share * 100)) % of the steps"
        } ?? "no frequency follows from the times, for no series has two of them",
        "say it: --frequency D, h, W-SUN, MS, QS, YS, 15min or a whole number"
      )
    case .frequencyMismatch(let frequency, let stamp):
      (
        "the frequency \(frequency) does not go with times like \(stamp)",
        "whole numbers go with a whole number, dates with names such as D or MS"
      )
    case .gapTooLong(let steps, let observations):
      (
        "\(observations) observations are spread over \(steps) steps",
        "is the frequency right? give it with --frequency"
      )
    case .noFuture(let steps, let first):
      (
        "no row for this series, expected \(steps) from \(first) on",
        "add them, or leave the series out of the history"
      )
    case .pastStep(let stamp, let end):
      (
        "the time \(stamp) is not behind the history, which ends at \(end)",
        "leave out the rows that are past"
      )
    case .offStep(let stamp, let end, let frequency):
      (
        "the time \(stamp) is not a whole number of steps of \(frequency) behind the history's end, \(end)",
        "mend it, or give another --frequency"
      )
    case .repeatedStep(let stamp, let earlier):
      ("the time \(stamp) was there before, in line \(earlier)", "leave one of them out")
    case .missingStep(let stamp):
      ("the step \(stamp) is missing before this row", "add a row for it")
    case .tooFewSteps(let required, let actual, let next):
      (
        "expected \(required) steps, found \(actual)",
        "add rows from \(next) on, or ask for less: --horizon \(max(actual, 1))"
      )
    case .missingFrequency:
      (
        "a stream has no frequency of its own",
        "say it: --frequency D, h, W-SUN, MS, QS, YS, 15min or a whole number; almanac describe finds it out"
      )
    case .notAscending(let stamp, let previous):
      (
        "the time \(stamp) does not come after \(previous), as --grouped promises",
        "sort the rows by id and time, or leave --grouped out"
      )
    case .returningID:
      (
        "the id returns after other ids, against the promise of --grouped",
        "sort the rows by id and time, or leave --grouped out"
      )
    case .notGroupable(let layout):
      ("the layout \(layout.rawValue) cannot be read with --grouped", "leave --grouped out")
    }
  }

  /// Whether the file itself is the trouble, not what is in it.
  var isAboutFile: Bool {
    switch fact {
    case .noSuchFile, .isFolder, .permissionDenied: true
    default: false
    }
  }
}

extension String {
  /// The name of a file as given, or what it stands for.
  fileprivate var inProse: String { self == "-" ? "standard input" : self }
}

extension CSVError.Role {
  fileprivate var word: String {
    switch self {
    case .id: "id"
    case .time: "time"
    case .value: "value"
    case .covariate: "covariate"
    case .attribute: "attribute"
    case .event: "name of the event"
    case .user: "user"
    case .item: "item"
    }
  }

  fileprivate var option: String? {
    switch self {
    case .id, .time, .value, .user, .item: "--\(word)"
    case .covariate, .attribute, .event: nil
    }
  }
}
