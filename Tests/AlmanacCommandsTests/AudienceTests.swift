import AlmanacTesting
import Foundation
import Testing

@Suite("almanac audience", .tags(.command))
struct AudienceTests {
  private static let log = "Series/retail-events.csv.gz"

  /// Quick models and a window whose outcome the log knows.
  private static func audience(_ options: String...) throws -> Tool.Outcome {
    try Tool.run(
      [
        "audience", log, "--value", "quantity,price", "--as-of", "2011-11-09", "--activity",
        "bg-nbd",
        "--relevance", "personal",
      ] + options
    )
  }

  @Test("each user has a probability, the likeliest first, and the summary says what came of it")
  func users() throws {
    let outcome = try Self.audience("--answer", "users")
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(outcome.lines[0].hasPrefix("user,probability,expected_visits,expected_value,"))
    let probabilities = outcome.lines.dropFirst()
      .compactMap { Double($0.split(separator: ",", omittingEmptySubsequences: false)[1]) }
    #expect(probabilities.count == 509)
    #expect(probabilities.allSatisfy { (0...1).contains($0) })
    #expect(probabilities == probabilities.sorted(by: >))
    #expect(outcome.errors.contains("158 did"))
    #expect(outcome.errors.contains("in the window log loss 0."))
    // Calibrated on the windows before, the number of users is right within a tenth.
    #expect(abs(probabilities.reduce(0, +) - 158) < 15.8)
  }

  @Test("a budget is kept by every user and item")
  func budget() throws {
    let outcome = try Self.audience(
      "--audience-size",
      "7",
      "--contacts",
      "2",
      "--total",
      "600",
      "--control",
      "20%"
    )
    #expect(outcome.code == 0, "\(outcome.errors)")
    let rows = outcome.lines.dropFirst().map { $0.split(separator: ",").map(String.init) }
    #expect(rows.count <= 600 && rows.count > 500)
    #expect(Dictionary(grouping: rows) { $0[0] }.allSatisfy { $0.value.count <= 7 })
    #expect(Dictionary(grouping: rows) { $0[2] }.allSatisfy { $0.value.count <= 2 })
    #expect(Set(rows.map { $0[0] + "/" + $0[2] }).count == rows.count)
    #expect(rows.contains { $0.last == "control" })
    #expect(outcome.errors.contains("the limits cost"))
  }

  @Test("how probabilities come true is written by tenths of the users")
  func reliability() throws {
    let folder = try TemporaryFolder()
    let file = folder.file("tenths.csv")
    let outcome = try Self.audience("--answer", "users", "--reliability", file.path)
    #expect(outcome.code == 0, "\(outcome.errors)")
    let rows = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    #expect(rows.count == 11 && rows[0] == "tenth,users,expected,came")
    let came = rows.dropFirst().map { row -> Double in
      let fields = row.split(separator: ",").compactMap { Double($0) }
      return fields[1] * fields[3]
    }
    #expect(abs(came.reduce(0, +) - 158) < 1e-3)
  }

  @Test("recommendations are lists of ten items, as JSON if wished")
  func recommendations() throws {
    let outcome = try Self.audience("--answer", "recommendations", "--json")
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(outcome.lines.count == 5090)
    #expect(outcome.lines[0].hasPrefix("{\"user\":"))
  }

  @Test("new users are listed apart, and excluded ones never")
  func chosenUsers() throws {
    let folder = try TemporaryFolder()
    let wanted = try folder.path(of: Data("user\n13408\n14096\nnobody\n".utf8), as: "wanted.csv")
    let unwanted = try folder.path(of: Data("14096\n".utf8), as: "unwanted.csv")
    let outcome = try Self.audience(
      "--answer",
      "users",
      "--users",
      wanted,
      "--exclude",
      unwanted
    )
    #expect(outcome.lines.dropFirst().map { $0.prefix { $0 != "," } } == ["13408", "nobody"])
    #expect(outcome.lines.last?.hasSuffix(",new") == true)
  }

  @Test("a log without items, of numbers for times, is enough")
  func plainLog() throws {
    var text = "user,time\n"
    for user in 0..<40 {
      for step in 0..<10 { text += "u\(user),\(user % 7 + step * (3 + user % 5))\n" }
    }
    let outcome = try Tool.run(
      ["audience", "-", "--horizon", "5", "--activity", "ema"],
      input: Data(text.utf8)
    )
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(outcome.lines.count == 41)
  }

  @Test("a saved model says the same in another process, and more about a log that has grown")
  func savedModel() throws {
    let folder = try TemporaryFolder()
    let file = folder.file("buyers.model").path
    let first = try Self.audience("--save", file)
    #expect(first.code == 0, "\(first.errors)")
    func again(_ options: String...) throws -> Tool.Outcome {
      try Tool.run(
        ["audience", Self.log, "--value", "quantity,price", "--from", file] + options
      )
    }
    let second = try again("--as-of", "2011-11-09")
    #expect(second.code == 0, "\(second.errors)")
    #expect(second.output == first.output)
    #expect(second.errors.contains("as saved"))
    let later = try again("--as-of", "2011-11-20", "--answer", "users")
    #expect(later.code == 0, "\(later.errors)")
    #expect(later.lines.count > 510)
    let earlier = try again("--as-of", "2011-10-01")
    #expect(earlier.code == 65)
    #expect(earlier.errors.contains("it cannot foretell from 2011-10-01"))
    let other = try again("--horizon", "7d")
    #expect(other.code == 64)
    #expect(other.errors.contains("has learnt a window of 30 days"))
    let unreadable = try again("--horizon", "soon")
    #expect(unreadable.code == 64)
    #expect(unreadable.errors.contains("is no length of time"))
    let visits = try again("--visits", "moment")
    #expect(visits.code == 64)
    #expect(visits.errors.contains("has learnt from visits of a day"))
  }

  @Test("items and users of whom there are only attributes are not dropped")
  func attributes() throws {
    let folder = try TemporaryFolder()
    let items = try folder.path(
      of: Data("item,colour\n22423,red\n85123A,red\nbrand-new,red\nunlike,blue\n".utf8),
      as: "items.csv"
    )
    let outcome = try Self.audience("--item-attributes", items, "--audience-size", "3")
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(outcome.lines.filter { $0.hasPrefix("brand-new,") }.count == 3)
    #expect(outcome.errors.contains("share their attributes: 1, \"brand-new\""))
    #expect(outcome.errors.contains("unlike"))
    let users = try folder.path(
      of: Data("user,town\n14096,Bristol\nstranger,Bristol\nother,York\n".utf8),
      as: "users.csv"
    )
    let asked = try Self.audience("--answer", "users", "--user-attributes", users)
    #expect(asked.code == 0, "\(asked.errors)")
    #expect(asked.lines.suffix(2).allSatisfy { $0.hasSuffix(",new") })
    let known = asked.lines.first { $0.hasPrefix("14096,") }?.split(separator: ",")[1]
    let new = asked.lines.first { $0.hasPrefix("stranger,") }?.split(separator: ",")[1]
    #expect(known != nil && known == new)
    // All users of the log are averaged over, whoever is asked about.
    let strangers = try folder.path(of: Data("user\nstranger\n".utf8), as: "strangers.csv")
    let alone = try Self.audience(
      "--answer",
      "users",
      "--user-attributes",
      users,
      "--users",
      strangers
    )
    #expect(alone.code == 0, "\(alone.errors)")
    #expect(alone.lines.last?.split(separator: ",")[1] == known)
    // Only users and items with events are those of the log.
    let plain = try Self.audience("--audience-size", "3")
    func size(_ outcome: Tool.Outcome) -> Substring? {
      outcome.errors.split(separator: "\n").first { $0.contains(" events of ") }
    }
    #expect(size(plain) != nil && size(plain) == size(outcome))
  }

  @Test(
    "no output takes the place of an input",
    arguments: ["--reliability", "--save", "--report"]
  )
  func places(option: String) throws {
    let folder = try TemporaryFolder()
    let text = Data("user,town\n13408,York\n".utf8)
    let file = try folder.path(of: text, as: "towns.csv")
    let outcome = try Self.audience("--answer", "users", "--user-attributes", file, option, file)
    #expect(outcome.code == 64, "\(outcome.errors)")
    #expect(try Data(contentsOf: folder.file("towns.csv")) == text)
  }

  @Test("a notebook of standard input is refused")
  func streamedNotebook() throws {
    let folder = try TemporaryFolder()
    let notebook = folder.file("page.ipynb").path
    let outcome = try Tool.run(["audience", "-", "--notebook", notebook], input: Data())
    #expect(outcome.code == 64, "\(outcome.errors)")
    #expect(outcome.errors.contains("--notebook"))
  }

  @Test(
    "what is wrong is said with its cure",
    arguments: [
      (["--horizon", "soon"], "is no length of time", 64),
      (["--as-of", "never"], "is no time", 64),
      (["--as-of", "2001-01-01"], "nobody did anything before the window", 65),
      (["--item", "colour"], "name the item with --item", 65),
      (["--money", "5"], "go together", 64),
      (["--activity", "hawks"], "hawkes", 64),
      (["--from", "no.model"], "no.model", 66),
      (["--from", "Package.swift"], "is no file of a model", 65),
      (["--from", "a", "--save", "b"], "nothing to train", 64),
      (["--reliability", "-"], "standard output", 64),
      (["--contacts", "2", "--prices", "-"], "standard output", 64),
      (["--answer", "users", "--item-attributes", "a.csv"], "about no items", 64),
    ]
  )
  func refusals(options: [String], said: String, code: Int32) throws {
    let outcome = try Tool.run(["audience", Self.log] + options)
    #expect(outcome.code == code, "\(outcome.errors)")
    #expect(outcome.errors.contains(said), "\(outcome.errors)")
    #expect(outcome.output.isEmpty)
  }
}
