import Foundation
import Testing

@testable import TimeSeries

@Suite("UnfinishedRows")
struct UnfinishedRowsTests {
  static let header = "a,b\n"

  /// What is left of a file with this content, and how many groups of two rows.
  static func kept(_ text: String, hasQuotes: Bool = true) throws -> (groups: Int, text: String) {
    let folder = try TemporaryFolder()
    let rows = UnfinishedRows(
      header: Array(header.utf8),
      rowsPerGroup: 2,
      hasQuotes: hasQuotes
    )
    do {
      var file = try OutputFile(path: folder.path("out"), mark: "m")
      try file.write(Array(text.utf8))
      let isLeft = file.leave()
      #expect(isLeft)
    }
    #expect(folder.names == [".out.m.part"])
    var file = try OutputFile(path: folder.path("out"), mark: "m", continues: true)
    let groups = try file.keep(rows)
    try file.commit()
    return (groups, try folder.text("out"))
  }

  @Test("whole groups stay; what is behind them goes")
  func groups() throws {
    #expect(try Self.kept("a,b\n1,2\n3,4\n5,6\n") == (1, "a,b\n1,2\n3,4\n"))
    #expect(try Self.kept("a,b\n1,2\n3,4\n5,6\n7,") == (1, "a,b\n1,2\n3,4\n"))
    #expect(try Self.kept("a,b\n1,2\n3,4\n5,6\n7,8\n") == (2, "a,b\n1,2\n3,4\n5,6\n7,8\n"))
  }

  @Test("less than a group, or another header, is no beginning")
  func none() throws {
    for text in ["", "a", "a,b\n", "a,b\n1,2\n", "a,c\n1,2\n3,4\n"] {
      #expect(try Self.kept(text) == (0, ""))
    }
  }

  @Test("a line break between quotes ends no row, where there are quotes")
  func quotes() throws {
    let text = "a,b\n\"x\ny\",2\n\"x\ny\"\"z\",4\n\"x\n"
    #expect(try Self.kept(text) == (1, String(text.dropLast(3))))
    #expect(try Self.kept("a,b\n\"\n\"\n", hasQuotes: false) == (1, "a,b\n\"\n\"\n"))
  }

  @Test("two runs with one mark are kept apart; a later one begins anew unless it is to go on")
  func marks() throws {
    let folder = try TemporaryFolder()
    do {
      var file = try OutputFile(path: folder.path("out"), mark: "m")
      try file.write(Array("old".utf8))
      #expect(throws: OutputError(path: folder.path("out"), fact: .inUse)) {
        _ = try OutputFile(path: folder.path("out"), mark: "m")
      }
      let isLeft = file.leave()
      #expect(isLeft)
    }
    do {
      var other = try OutputFile(path: folder.path("out"), mark: "n")
      try other.write(Array("x".utf8))
    }
    #expect(folder.names == [".out.m.part"], "an error leaves nothing behind")
    var file = try OutputFile(path: folder.path("out"), mark: "m")
    try file.write(Array("new".utf8))
    try file.commit()
    #expect(try folder.text("out") == "new")
    #expect(folder.names == ["out"])
  }

  @Test("compressed files and standard output leave nothing")
  func unmarked() throws {
    let folder = try TemporaryFolder()
    var file = try OutputFile(path: folder.path("out.gz"), mark: "m")
    try file.write(Array("x".utf8))
    let isLeft = file.leave()
    #expect(!isLeft)
  }
}
