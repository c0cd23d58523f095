import AlmanacTesting
import Foundation
import Testing

@Suite("generate and assess", .tags(.command))
struct GenerateTests {
  private static let retail = "Series/retail-daily.csv"

  /// Three wavy series of hours.
  private static func waves(_ count: Int = 3, steps: Int = 120) -> Data {
    var text = "unique_id,ds,y\n"
    for number in 0..<count {
      for step in 0..<steps {
        let (day, hour) = (step / 24 + 1, step % 24)
        let stamp = "2024-01-\(day < 10 ? "0" : "")\(day) \(hour < 10 ? "0" : "")\(hour):00:00"
        let value = 100 * Double(number + 1) + 10 * sin(Double(step) / 4) + Double(step * 7 % 5)
        text += "w\(number),\(stamp),\(value)\n"
      }
    }
    return Data(text.utf8)
  }

  @Test(
    "simple generators keep layout, ids, dates and units",
    arguments: ["block-bootstrap", "seasonal-bootstrap", "ets"]
  )
  func simple(model: String) throws {
    let made = try Tool.run(["generate", Self.retail, "--model", model, "-q"])
    #expect(made.code == 0 && made.errors.isEmpty)
    let original = try String(
      contentsOf: Tool.repository.appending(path: Self.retail),
      encoding: .utf8
    )
    .split(separator: "\n")
    #expect(made.lines.count == original.count)
    #expect(made.lines[0] == "unique_id,ds,y")
    #expect(made.lines[1].hasPrefix("20725~1,2010-12-01,"))
    // Whole numbers stay whole.
    #expect(made.lines.allSatisfy { !$0.contains(".") && !$0.contains(",-") })
    let again = try Tool.run(["generate", Self.retail, "--model", model, "-q"])
    #expect(again.output == made.output)
    let other = try Tool.run(["generate", Self.retail, "--model", model, "-q", "--seed", "1"])
    #expect(other.output != made.output)
  }

  @Test("--count, --length and --start say how many, how long and from when")
  func counts() throws {
    let made = try Tool.run([
      "generate", Self.retail, "--model", "block-bootstrap", "--count", "30", "--length", "2",
      "--start", "2030-01-01", "-q",
    ])
    #expect(made.lines.count == 61)
    #expect(made.lines[1].contains(",2030-01-01,") && made.lines[2].contains(",2030-01-02,"))
    let many = try Tool.run([
      "generate", Self.retail, "--model", "block-bootstrap", "--per-series", "2", "--length", "1",
      "-q",
    ])
    #expect(many.lines.count == 49)
    #expect(many.lines[2].hasPrefix("20725~2,"))
    let wrong = try Tool.run(["generate", Self.retail, "--model", "ets", "--start", "soon"])
    #expect(
      wrong.code == 64 && wrong.errors.contains("\"soon\" is no stamp like those of the file")
    )
  }

  @Test("files with a column or a row for each series come back as such")
  func layouts() throws {
    let columns = Data("ds,a,b\n2024-01-01,1,5\n2024-01-02,2,6\n2024-01-03,3,\n".utf8)
    let made = try Tool.run(["generate", "-", "--model", "block-bootstrap", "-q"], input: columns)
    #expect(made.lines.first == "ds,a~1,b~1" && made.lines.count == 4)
    #expect(made.lines[1].hasPrefix("2024-01-01,"))
    let rows = Data("id,1,2,3,4\nx,1,2,3,4\ny,5,6,7,\n".utf8)
    let wide = try Tool.run(
      ["generate", "-", "--layout", "rows", "--model", "block-bootstrap", "-q"],
      input: rows
    )
    #expect(wide.lines.count == 3 && wide.lines[1].hasPrefix("x~1,"))
  }

  @Test("a GAN is trained, kept and used again; its series can be assessed")
  func network() throws {
    let folder = try TemporaryFolder()
    let path = try folder.path(of: Self.waves())
    let (output, saved) = (folder.file("made.csv").path, folder.file("waves.gan").path)
    let made = try Tool.run([
      "generate", path, "--preset", "fast", "--time-budget", "1s", "--window", "8", "--save", saved,
      "-o", output,
    ])
    #expect(made.code == 0, "\(made.errors)")
    #expect(made.errors.contains("trained "))
    let rows = try String(contentsOfFile: output, encoding: .utf8).split(separator: "\n")
    #expect(rows.count == 361 && rows[1].hasPrefix("w0~1,2024-01-01 00:00:00,"))
    let again = try Tool.run(["generate", path, "--from", saved, "-q"])
    #expect(again.output.split(separator: "\n") == rows)
    let mistaken = try Tool.run(["generate", path, "--model", "timevae", "--from", saved])
    #expect(mistaken.code == 65 && mistaken.errors.contains("psa-gan, not timevae"))
    let scores = try Tool.run([
      "assess", path, output, "--windows", "32", "--repeats", "2", "--trainings", "0", "--json",
      "--picture", folder.file("plane.csv").path,
    ])
    #expect(scores.code == 0, "\(scores.errors)")
    #expect(scores.lines.first?.hasPrefix("{\"score\":\"Context-FID\",\"value\":") == true)
    let points = try String(contentsOf: folder.file("plane.csv"), encoding: .utf8)
    #expect(points.split(separator: "\n").count == 65)
  }

  @Test("series that a GAN cannot learn from are resampled, repeated or left out, with a note")
  func odd() throws {
    var text = String(decoding: Self.waves(2), as: UTF8.self)
    for hour in 10..<24 { text += "flat,2024-01-01 \(hour):00:00,7\n" }
    for hour in 10..<13 { text += "short,2024-01-01 \(hour):00:00,\(hour)\n" }
    for hour in 10..<13 { text += "none,2024-01-01 \(hour):00:00,\n" }
    let made = try Tool.run(
      ["generate", "-", "--preset", "fast", "--time-budget", "1s", "--window", "7"],
      input: Data(text.utf8)
    )
    #expect(made.code == 0, "\(made.errors)")
    #expect(made.errors.contains("7 is rounded up"))
    #expect(made.errors.contains("1 series without any observation left out"))
    #expect(made.errors.contains("1 series resampled: no 8 steps of them without a gap"))
    #expect(made.errors.contains("1 constant series stay what they are"))
    #expect(made.lines.filter { $0.hasPrefix("flat~1,") }.allSatisfy { $0.hasSuffix(",7") })
  }

  @Test("histories are filled in and gone on with, and what was observed stays")
  func histories() throws {
    let folder = try TemporaryFolder()
    let path = try folder.path(of: Self.waves())
    let saved = folder.file("waves.gan").path
    var text = "unique_id,ds,y\n"
    for id in ["w1", "new"] {
      for step in 0..<40 {
        let stamp = "2024-02-0\(1 + step / 24) \(step % 24 < 10 ? "0" : "")\(step % 24):00:00"
        let value = 200 + 10 * sin(Double(step) / 4)
        text += "\(id),\(stamp),\((12..<18).contains(step) ? "" : "\(value)")\n"
      }
    }
    text += "flat,2024-02-01 00:00:00,3\nflat,2024-02-01 01:00:00,\nflat,2024-02-01 02:00:00,3\n"
    let history = try folder.path(of: Data(text.utf8), as: "history.csv")
    let made = try Tool.run([
      "generate", path, "--preset", "fast", "--time-budget", "1s", "--window", "8", "--save", saved,
      "--condition-on", history, "--length", "5",
    ])
    #expect(made.code == 0, "\(made.errors)")
    #expect(made.errors.contains("1 series of --condition-on was not learnt from"))
    #expect(made.errors.contains("1 constant series stay what they are"))
    #expect(
      made.errors.contains(
        "3 series of --condition-on, 13 missing values filled in, 5 steps added to each"
      )
    )
    #expect(made.lines.count == 1 + 2 * 45 + 8)
    let given = text.split(separator: "\n").map(String.init)
    #expect(made.lines[0] == given[0])
    for line in given.dropFirst() where !line.hasSuffix(",") { #expect(made.lines.contains(line)) }
    #expect(made.lines.allSatisfy { !$0.hasSuffix(",") })
    #expect(made.lines.contains { $0.hasPrefix("w1,2024-02-02 20:00:00,") })
    #expect(made.lines.filter { $0.hasPrefix("flat,") }.allSatisfy { $0.hasSuffix(",3") })
    let filled = try Tool.run([
      "generate", path, "--from", saved, "--condition-on", history, "--length", "0",
      "--per-series", "2", "-q", "--report", folder.file("h.html").path,
    ])
    let page = try String(contentsOf: folder.file("h.html"), encoding: .utf8)
    #expect(page.contains("<h1>3 histories without gaps") && page.contains("way 2"))
    #expect(page.contains("13") && !page.contains("nan"))
    #expect(filled.lines.count == 1 + 2 * (2 * 40 + 3) && filled.errors.isEmpty)
    #expect(filled.lines[1].hasPrefix("w1~1,2024-02-01 00:00:00,"))
  }

  @Test("a TimeVAE is trained, kept, used again, and goes on with histories")
  func autoencoder() throws {
    let folder = try TemporaryFolder()
    let path = try folder.path(of: Self.waves(2, steps: 72))
    let saved = folder.file("waves.vae").path
    let made = try Tool.run([
      "generate", path, "--model", "timevae", "--preset", "fast", "--window", "6", "--save", saved,
    ])
    #expect(made.code == 0 && made.lines.count == 145, "\(made.errors)")
    #expect(made.errors.contains("trained 800 steps on windows of 6 steps"))
    let again = try Tool.run(["generate", path, "--from", saved, "-q"])
    #expect(again.output == made.output)
    let further = try Tool.run(["generate", path, "--from", saved, "--condition-on", path, "-q"])
    #expect(further.lines.count == 1 + 2 * 78)
    let unnamed = Data(
      "ds,y\n2024-01-01 00:00:00,1\n2024-01-01 01:00:00,\n2024-01-01 02:00:00,2.5\n".utf8
    )
    let one = try Tool.run(
      ["generate", path, "--id", "unique_id", "--from", saved, "--condition-on", "-", "-q"],
      input: unnamed
    )
    #expect(one.code == 65 && one.lastError.contains("unique_id"))
  }

  @Test("columns are made together, come back in their layout, and can be assessed")
  func together() throws {
    var wide = "ds,low,high\n"
    var long = "unique_id,ds,y,other,name\n"
    for step in 0..<120 {
      let stamp = "2024-0\(1 + step / 28)-\(step % 28 < 9 ? "0" : "")\(step % 28 + 1)"
      let value = 5 + sin(Double(step)) + Double(step % 7)
      if step < 28 { wide += "\(stamp),\(value),\(value + 1)\n" }
      long += "a,\(step + 1),\(value),\(2 * value),x\n"
    }
    let columns = try Tool.run(
      [
        "generate", "-", "--together", "all", "--model", "block-bootstrap", "--per-series", "2",
        "-q",
      ],
      input: Data(wide.utf8)
    )
    #expect(columns.lines.first == "ds,low~1,high~1,low~2,high~2", "\(columns.errors)")
    for line in columns.lines.dropFirst() {
      let numbers = line.split(separator: ",").compactMap { Double($0) }
      #expect(numbers.count == 4 && (numbers[1] - numbers[0] - 1).magnitude < 1e-9)
    }
    let folder = try TemporaryFolder()
    let path = try folder.path(of: Data(long.utf8))
    let (output, saved) = (folder.file("made.csv").path, folder.file("two.gan").path)
    let made = try Tool.run([
      "generate", path, "--together", "other,y", "--preset", "fast", "--time-budget", "1s",
      "--window", "8", "--save", saved, "-o", output,
    ])
    #expect(made.code == 0, "\(made.errors)")
    let rows = try String(contentsOfFile: output, encoding: .utf8).split(separator: "\n")
    #expect(rows.count == 121 && rows[0] == "unique_id,ds,y,other")
    let alone = try Tool.run(["generate", path, "--from", saved])
    #expect(alone.code == 65 && alone.lastError.contains("2 variables together, not 1"))
    let scores = try Tool.run([
      "assess", path, output, "--together", "y,other", "--windows", "32", "--repeats", "2",
      "--trainings", "0", "--json", "-q", "--usefulness",
    ])
    #expect(scores.output.contains("{\"score\":\"correlational\","), "\(scores.errors)")
    #expect(scores.output.contains("{\"score\":\"MASE, learnt from both\","))
    let absent = try Tool.run(["generate", path, "--together", "y,name"])
    #expect(absent.code == 64)
    #expect(absent.errors.contains("no column \"name\" of numbers; there are \"y\", \"other\""))
  }

  @Test(
    "options that do not go together are refused",
    arguments: [
      (["--condition-on", "x.csv", "--model", "ets"], "--condition-on needs a network"),
      (["--time-budget", "1m", "--model", "ets"], "--time-budget and --resume are for networks"),
      (["--condition-on", "x.csv", "--count", "3"], "leave --count and --start out"),
      (["--condition-on", "x.csv", "--notebook", "x.ipynb"], "--notebook is about whole series"),
      (["--static", "kind", "--model", "ets"], "--static is for networks"),
      (["--length", "0"], "--length 0 is for --condition-on"),
      (["--together", "y"], "--together needs two columns or more, or all"),
      (["--together", "all", "--model", "ets"], "ets makes each column alone"),
      (["--preset", "paper", "--model", "timevae"], "timevae has no preset paper"),
      (["--preset", "fast", "--model", "ets"], "ets has no preset fast"),
    ]
  )
  func inconsistent(options: [String], error: String) throws {
    let result = try Tool.run(["generate", Self.retail] + options)
    #expect(result.code == 64 && result.errors.contains(error), "\(result.errors)")
  }

  @Test("what nothing can be learnt from is refused")
  func refusals() throws {
    let short = try Tool.run(
      ["generate", "-"],
      input: Data("ds,y\n2024-01-01,1\n2024-01-02,2\n".utf8)
    )
    #expect(short.code == 65 && short.lastError.contains("no series has 8 steps without a gap"))
    let text = "ds,y\n" + (10..<30).map { "2024-01-\($0),4\n" }.joined()
    let flat = try Tool.run(["generate", "-"], input: Data(text.utf8))
    #expect(flat.code == 65 && flat.lastError.contains("the series never changes"))
    let none = try Tool.run(
      ["generate", "-", "--count", "3", "--model", "ets"],
      input: Data("ds,y\n2024-01-01,\n2024-01-02,\n".utf8)
    )
    #expect(none.code == 65 && none.lastError.contains("holds no series with an observation"))
    let foreign = try Tool.run(["generate", Self.retail, "--from", "Series/README.md"])
    #expect(foreign.code == 65 && foreign.lastError.contains("is no generator"))
    let absent = try Tool.run(["generate", Self.retail, "--from", "absent.gan"])
    #expect(absent.code == 66)
    let idle = try Tool.run(["generate", Self.retail, "--resume"])
    #expect(idle.code == 64 && idle.errors.contains("--resume needs --save"))
  }
}
