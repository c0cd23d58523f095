import AlmanacTesting
import Testing

@testable import AlmanacCommands
@testable import TimeSeries

@Suite("CSVError in prose")
struct CSVErrorProseTests {
  /// A text from a file that tries to break the line of a message.
  static let wild = "a\nb\r\nc\u{2028}d\u{85}e\u{b}\u{c}\u{2029}"

  /// Every fact, at least once.
  static let facts: [CSVError.Fact] = [
    .noSuchFile, .isFolder, .permissionDenied, .unreadable(errno: 5), .gzipDamaged,
    .wrongEncoding(name: "UTF-16"), .emptyFile, .headerOnly,
    .missingColumn(.value, name: wild, found: [wild, "ds"]),
    .missingColumn(.id, name: nil, found: []),
    .ambiguousColumn(.time, candidates: [wild, "ds"]), .repeatedColumn(name: wild),
    .unknownLayout(found: Array(repeating: wild, count: 20)),
    .raggedRow(expected: 3, actual: 1), .raggedRow(expected: 3, actual: 5), .rowTooLong,
    .unclosedQuote, .invalidUTF8, .notANumber(text: wild), .notANumber(text: "1,5"),
    .infinite(text: wild), .notADate(text: wild, format: "YYYY-MM-DD"), .missingTime,
    .unknownTimeFormat(examples: [wild, ""]), .ambiguousDateOrder(examples: ["01/02/2024"]),
    .duplicate(stamp: "2024-01-01", earlierLine: 2, hasID: true),
    .duplicate(stamp: "2024-01-01", earlierLine: 2, hasID: false),
    .sameIDOfOtherParts(earlierLine: 2), .duplicateID(earlierLine: 2),
    .offGrid(stamp: "2024-01-02", first: "2024-01-01", frequency: Frequency(.month(.start))),
    .mixedFrequencies(Frequency(.day), panel: Frequency(.hour)),
    .unknownFrequency(best: Frequency(.day), share: 0.5),
    .unknownFrequency(best: nil, share: 0),
    .frequencyMismatch(frequency: Frequency(.day), stamp: "1"),
    .gapTooLong(steps: 1_000_000, observations: 3),
    .notAscending(stamp: "2024-01-01", previous: "2024-01-02"), .returningID,
    .notGroupable(.columns), .cancelled, .missingHeader(found: [wild]), .missingFrequency,
    .noOtherColumns(.rows), .missingInFuture(.id, name: wild, found: [wild]),
    .unknownCovariate(name: wild, file: "sales.csv", found: [wild]),
    .unknownCovariate(name: wild, file: "-", found: []), .valuesInFuture(name: wild),
    .noCovariates(found: [wild]), .notACovariate(text: wild), .notACovariate(text: "1,5"),
    .missingCovariate, .missingName, .missingItem, .missingValue,
    .missingColumn(.event, name: "name", found: [wild]),
    .attributeChanged(text: wild, earlier: wild, earlierLine: 2),
    .noFuture(steps: 7, first: "2024-01-01"), .pastStep(stamp: "2024-01-01", end: "2024-01-02"),
    .offStep(stamp: "2024-01-02", end: "2024-01-01", frequency: Frequency(.month(.start))),
    .repeatedStep(stamp: "2024-01-01", earlierLine: 2), .missingStep(stamp: "2024-01-01"),
    .tooFewSteps(required: 7, actual: 0, next: "2024-01-01"),
    .missingColumn(.covariate, name: wild, found: [wild]),
  ]

  /// A number for each kind of fact, from 0 without a gap. Who adds a fact is led here by the
  /// compiler: it belongs into `facts` too.
  static func kind(_ fact: CSVError.Fact) -> Int {
    switch fact {
    case .noSuchFile: 0
    case .isFolder: 1
    case .permissionDenied: 2
    case .unreadable: 3
    case .gzipDamaged: 4
    case .wrongEncoding: 5
    case .emptyFile: 6
    case .headerOnly: 7
    case .missingColumn: 8
    case .ambiguousColumn: 9
    case .repeatedColumn: 10
    case .unknownLayout: 11
    case .raggedRow: 12
    case .rowTooLong: 13
    case .unclosedQuote: 14
    case .invalidUTF8: 15
    case .notANumber: 16
    case .infinite: 17
    case .notADate: 18
    case .missingTime: 19
    case .unknownTimeFormat: 20
    case .ambiguousDateOrder: 21
    case .duplicate: 22
    case .sameIDOfOtherParts: 23
    case .duplicateID: 24
    case .offGrid: 25
    case .mixedFrequencies: 26
    case .unknownFrequency: 27
    case .frequencyMismatch: 28
    case .gapTooLong: 29
    case .notAscending: 30
    case .returningID: 31
    case .notGroupable: 32
    case .cancelled: 33
    case .missingHeader: 34
    case .missingFrequency: 35
    case .noOtherColumns: 36
    case .missingInFuture: 37
    case .unknownCovariate: 38
    case .valuesInFuture: 39
    case .noCovariates: 40
    case .notACovariate: 41
    case .missingCovariate: 42
    case .attributeChanged: 43
    case .noFuture: 44
    case .pastStep: 45
    case .offStep: 46
    case .repeatedStep: 47
    case .missingStep: 48
    case .tooFewSteps: 49
    case .missingName: 50
    case .missingItem: 51
    case .missingValue: 52
    }
  }
  static let kindCount = 53

  @Test("every fact is in the table")
  func complete() {
    #expect(Set(Self.facts.map(Self.kind)) == Set(0..<Self.kindCount))
  }

  @Test("every fact is told in one line, with its place", arguments: facts)
  func oneLine(fact: CSVError.Fact) {
    let known = CSVError(
      fact,
      file: "sales.csv",
      line: 12,
      column: 3,
      columnName: Self.wild,
      series: Self.wild
    )
    for error in [known, CSVError(fact, file: "-")] {
      let prose = error.prose
      #expect(prose.split(omittingEmptySubsequences: false) { $0.isNewline }.count == 1)
      let place = error.location.line == nil ? "standard input: " : "sales.csv:12: column "
      #expect(prose.hasPrefix(place))
      #expect(prose.count > place.count + 10)
      // Whole sentences, with nothing left blank or unwrapped.
      for sign in ["Optional(", "  ", "; ;", ": ;", "nil"] { #expect(!prose.contains(sign)) }
      #expect(prose.last?.isWhitespace == false && !prose.hasSuffix(";"))
    }
  }
}
