import AlmanacTesting
import Foundation
import Testing

@Suite("series made from attributes", .tags(.command))
struct StrangerTests {
  /// Four series of two kinds, one of them higher, and what else is given.
  private static func panel(_ more: String = "") -> Data {
    var text = "unique_id,ds,kind,place,y\n"
    for number in 0..<4 {
      for step in 0..<96 {
        let value = Double(number % 2) * 100 + 10 + 5 * sin(Double(step + number) / 2)
        text += "s\(number),\(step + 1),\(number % 2 == 0 ? "low" : "high"),p\(number),\(value)\n"
      }
    }
    return Data((text + more).utf8)
  }

  /// Rows without values.
  private static func blank(_ id: String, _ kind: String, steps: Int = 30) -> String {
    (1...steps).map { "\(id),\($0),\(kind),new,\n" }.joined()
  }

  private static let training = ["--preset", "fast", "--time-budget", "1s", "--window", "8"]

  @Test(
    "a series without values is made at the scale of its kind",
    arguments: ["psa-gan", "timevae"]
  )
  func strangers(model: String) throws {
    let folder = try TemporaryFolder()
    let more = Self.blank("cold", "high") + Self.blank("odd", "other")
    let path = try folder.path(of: Self.panel(more))
    let saved = folder.file("kinds.gan").path
    let made = try Tool.run(
      [
        "generate", path, "--static", "kind,place", "--model", model, "--save", saved, "--report",
        folder.file("kinds.html").path,
      ]
        + Self.training
    )
    #expect(made.code == 0, "\(made.errors)")
    #expect(made.errors.contains("1 series made from attributes alone"))
    #expect(made.errors.contains("1 series without any observation left out"))
    #expect(made.lines[0] == "unique_id,ds,y,kind,place" && made.lines.count == 1 + 4 * 96 + 30)
    let cold = made.lines.filter { $0.hasPrefix("cold~1,") }.map { $0.split(separator: ",") }
    #expect(cold.count == 30 && cold.allSatisfy { $0[3] == "high" && $0[4] == "new" })
    for cells in cold {
      let value = try #require(Double(cells[2]))
      // The middle of the scales of the high ones is 105 to 115.
      #expect(value > 95 && value < 125)
    }
    #expect(made.lines[1].hasSuffix(",low,p0"))
    let page = try String(contentsOf: folder.file("kinds.html"), encoding: .utf8)
    #expect(page.contains("4 of 6; 1 made from attributes alone; 1 left out"))

    // A saved generator knows what the attributes mean, without their old series.
    let blanks = Data(("unique_id,ds,kind,place,y\n" + Self.blank("new", "low")).utf8)
    let other = try folder.path(of: blanks, as: "new.csv")
    let from = ["generate", other, "--from", saved, "-q", "--frequency", "1"]
    let anew = try Tool.run(from + ["--static", "kind,place"])
    #expect(anew.code == 0 && anew.lines.count == 31, "\(anew.errors)")
    for line in anew.lines.dropFirst() {
      let value = try #require(Double(line.split(separator: ",")[2]))
      #expect(value > -5 && value < 25)
    }
    // One that it has learnt needs no values either.
    let known = try folder.path(
      of: Data(("unique_id,ds,kind,place,y\n" + Self.blank("s0", "low")).utf8),
      as: "known.csv"
    )
    let own = try Tool.run([
      "generate", known, "--from", saved, "--frequency", "1", "--static", "kind,place",
    ])
    #expect(own.code == 0 && own.lines.count == 31, "\(own.errors)")
    #expect(own.lines.allSatisfy { $0.hasPrefix("s0~1,") || $0.hasPrefix("unique_id,") })
    #expect(!own.errors.contains("resampled") && !own.errors.contains("left out"))
    // Of one that it cannot make nothing comes.
    let foreign = try folder.path(
      of: Data(("unique_id,ds,kind,place,y\n" + Self.blank("odd", "other")).utf8),
      as: "foreign.csv"
    )
    let none = try Tool.run([
      "generate", foreign, "--from", saved, "--frequency", "1", "--static", "kind,place",
      "--count", "2",
    ])
    #expect(none.code == 65 && none.lastError.contains("no series with an observation"))
    let wrong = try Tool.run(from + ["--static", "kind"])
    #expect(wrong.code == 65)
    #expect(wrong.lastError.contains("attributes \"kind\", \"place\", not \"kind\""))
    // Without attributes nothing is known of them.
    #expect(try Tool.run(from).code == 65)
  }

  @Test("series that cannot be made neither lessen --count nor shorten windows")
  func counts() throws {
    let folder = try TemporaryFolder()
    let odd = (0..<6).map { Self.blank("odd\($0)", "other") }.joined()
    let path = try folder.path(of: Self.panel(odd))
    let made = try Tool.run([
      "generate", path, "--static", "kind", "--model", "timevae", "--time-budget", "0.5s",
      "--season", "12", "--count", "7",
    ])
    #expect(made.code == 0, "\(made.errors)")
    #expect(made.errors.contains(" steps on windows of 16 steps"))
    #expect(made.errors.contains("7 series like 4,"))
    let ids = Set(made.lines.dropFirst().compactMap { $0.split(separator: ",").first })
    #expect(ids.count == 7 && ids.allSatisfy { $0.hasPrefix("s") })
  }
}
