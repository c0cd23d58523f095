import AlmanacTesting
import Foundation
import Testing

/// `--hierarchy`, `--reconcile` and `--service` of `almanac forecast`.
@Suite("hierarchies and stocks", .tags(.command))
struct HierarchyCommandTests {
  /// Monthly sales of two states with two shops each, and of two kinds.
  static let sales: String = {
    var text = "state,shop,kind,ds,y\n"
    for (number, name) in ["A,a1", "A,a2", "B,b1", "B,b2"].enumerated() {
      for kind in ["tea", "cake"] {
        for month in 0..<36 {
          let value =
            20 + 7 * number + (month * (number + 3)) % 13 + (kind == "tea" ? month % 5 : 0)
          let stamp = "\(2021 + month / 12)-\(month % 12 < 9 ? "0" : "")\(month % 12 + 1)-01"
          text += "\(name),\(kind),\(stamp),\(value)\n"
        }
      }
    }
    return text
  }()

  /// The first number of each row by id.
  static func means(_ lines: [String]) -> [String: [Double]] {
    var rows: [String: [Double]] = [:]
    for line in lines.dropFirst() {
      let cells = line.split(separator: ",")
      rows[String(cells[0]), default: []].append(Double(cells[2]) ?? .nan)
    }
    return rows
  }

  @Test(
    "all sums are written, and add up",
    arguments: [
      "", "bottom-up", "top-down", "middle-out:state", "ols", "struct", "var", "shrink", "erm",
    ]
  )
  func coherent(method: String) throws {
    let words = method.isEmpty ? [] : ["--reconcile", method]
    let outcome = try Tool.run(
      ["forecast", "-", "--hierarchy", "state/shop,kind", "-m", "ets", "-n", "3", "-q"] + words,
      input: Data(Self.sales.utf8)
    )
    #expect(outcome.code == 0, "\(outcome.errors)")
    let rows = Self.means(outcome.lines)
    // The total, 2 states, 2 kinds, 4 shops, 4 states by kind, 8 at the bottom.
    #expect(rows.count == 21 && outcome.lines.count == 1 + 21 * 3)
    let total = try #require(rows["Total"])
    let teas = try #require(rows["*/*/tea"])
    for step in 0..<3 {
      let bottoms = rows.filter { !$0.key.contains("*") && $0.key != "Total" }
      #expect(bottoms.count == 8)
      let sum = bottoms.values.reduce(0) { $0 + $1[step] }
      #expect(abs(total[step] - sum) < 1e-9 * sum)
      let tea = bottoms.filter { $0.key.hasSuffix("/tea") }.values.reduce(0) { $0 + $1[step] }
      #expect(abs(teas[step] - tea) < 1e-9 * tea)
    }
  }

  @Test("intervals grow where reconciliation would have erred more")
  func stretched() throws {
    // Shops of A keep their level in much noise, those of B wander: what the total says moves them too much.
    var text = "state,shop,ds,y\n"
    for (number, name) in ["A,a1", "A,a2", "B,b1", "B,b2"].enumerated() {
      var (level, state) = (100.0, number + 1)
      func draw() -> Double {
        state = (state * 1_103_515_245 + 12345) % (1 << 31)
        return Double((state >> 16) % 21 - 10)
      }
      for year in 0..<90 {
        level += draw() * (number < 2 ? 0.2 : 1)
        text += "\(name),\(2001 + year),\(level + draw() * (number < 2 ? 2 : 0.1))\n"
      }
    }
    func widths(_ method: String) throws -> [String: Double] {
      let words = ["--hierarchy", "state/shop", "-m", "ets", "-n", "1", "-q", "--levels", "80"]
      let outcome = try Tool.run(
        ["forecast", "-", "--reconcile", method] + words,
        input: Data(text.utf8)
      )
      #expect(outcome.code == 0, "\(outcome.errors)")
      return Dictionary(
        uniqueKeysWithValues: outcome.lines.dropFirst().map { line in
          let cells = line.split(separator: ",")
          return (String(cells[0]), (Double(cells[4]) ?? .nan) - (Double(cells[3]) ?? .nan))
        }
      )
    }
    let (own, divided) = (try widths("bottom-up"), try widths("top-down"))
    for shop in ["B/b1", "B/b2"] {
      #expect(try #require(divided[shop]) > 1.03 * #require(own[shop]))
    }
    let totals = (try #require(own["Total"]), try #require(divided["Total"]))
    #expect(totals.1 <= totals.0 + 1e-9)
  }

  @Test(
    "sums over longer steps move the forecasts, not where there is no season",
    arguments: ["ets", "auto"]
  )
  func temporal(model: String) throws {
    let words = ["forecast", "Series/air-passengers.csv", "-m", model, "-n", "6", "-q"]
    let (plain, moved) = (try Tool.run(words), try Tool.run(words + ["--temporal"]))
    #expect(moved.code == 0 && moved.lines.count == plain.lines.count)
    #expect(moved.output != plain.output)
    let flat = words + ["--season", "1"]
    #expect(try Tool.run(flat).output == Tool.run(flat + ["--temporal"]).output)
    let both = try Tool.run(
      ["forecast", "-", "--hierarchy", "state/shop,kind", "--temporal"],
      input: Data(Self.sales.utf8)
    )
    #expect(both.code == 64 && both.errors.contains("leave one out"))
  }

  @Test(
    "sums over longer steps are forecast with covariates, and by networks, for whole seasons",
    arguments: [
      ["-m", "ets", "--calendar", "month"], ["-m", "ets", "--fourier", "12:2"],
      ["-m", "dlinear", "--updates", "20"],
    ]
  )
  func whole(model: [String]) throws {
    let words = ["forecast", "Series/air-passengers.csv", "-n", "6", "-q", "--temporal"] + model
    let outcome = try Tool.run(words)
    #expect(outcome.code == 0 && outcome.lines.count == 1 + 6, "\(outcome.errors)")
  }

  @Test("where covariates or what was learnt end before whole seasons, one line says so")
  func partial() throws {
    let folder = try TemporaryFolder()
    let model = folder.file("m").path
    let plan = ["--future", "Series/retail-plan.csv"]
    let short = try Tool.run(
      [
        "forecast", "Series/retail-daily.csv", "-m", "ets", "--season", "7", "-n", "5",
        "--temporal",
      ]
        + plan
    )
    #expect(short.code == 65 && short.output.isEmpty)
    #expect(short.lastError.contains("whole seasons, 7 steps, and --future gives 5"))
    let words = ["forecast", "Series/air-passengers.csv", "-n", "6", "-q"]
    let saved = try Tool.run(words + ["-m", "dlinear", "--updates", "20", "--save", model])
    #expect(saved.code == 0)
    let again = try Tool.run(words + ["--from", model, "--temporal"])
    #expect(again.code == 65)
    #expect(again.lastError.contains("6 steps ahead, --temporal forecasts whole seasons, 12"))
  }

  @Test("a retired item stays retired, whatever its sums say")
  func retired() throws {
    var text = "ds,y\n"
    for month in 0..<60 {
      let stamp = "\(2019 + month / 12)-\(month % 12 < 9 ? "0" : "")\(month % 12 + 1)-01"
      text += "\(stamp),\(month < 50 ? 20 + month % 12 : 0)\n"
    }
    let words = ["forecast", "-", "-m", "ets", "-n", "6", "-q", "--retired", "6"]
    let moved = try Tool.run(words + ["--temporal"], input: Data(text.utf8))
    #expect(moved.code == 0 && moved.lines.count == 7)
    let plain = try Tool.run(words, input: Data(text.utf8))
    #expect(moved.output == plain.output)
  }

  @Test("an item that starts late takes part, and where too few origins are common, it is said")
  func late() throws {
    func sales(from late: Int) -> String {
      Self.sales.split(separator: "\n").filter { line in
        let cells = line.split(separator: ",")
        guard cells[1] == "b2", let year = Int(cells[3].prefix(4)),
          let month = Int(cells[3].dropFirst(5).prefix(2))
        else { return true }
        return (year - 2021) * 12 + month - 1 >= late
      }.joined(separator: "\n") + "\n"
    }
    for (late, isSaid) in [(25, false), (33, true)] {
      let outcome = try Tool.run(
        [
          "forecast", "-", "--hierarchy", "state/shop,kind", "-m", "ets", "-n", "3", "--reconcile",
          "erm",
        ],
        input: Data(sales(from: late).utf8)
      )
      #expect(outcome.code == 0, "\(outcome.errors)")
      #expect(outcome.errors.contains("erm: too few earlier origins in common") == isSaid)
      let rows = Self.means(outcome.lines)
      for step in 0..<3 {
        let sum = rows.filter { !$0.key.contains("*") && $0.key != "Total" }
          .values.reduce(0) { $0 + $1[step] }
        #expect(abs((rows["Total"]?[step] ?? 0) - sum) < 1e-9 * abs(sum))
      }
    }
  }

  /// Daily sales of four shops, twice as much on promotions, and promotions to come.
  private static func promotions(endingEarly: Bool = false) -> (sales: String, plan: String) {
    var (sales, plan) = ("state,shop,ds,y,promo\n", "state,shop,ds,promo\n")
    for (number, name) in ["A,a1", "A,a2", "B,b1", "B,b2"].enumerated() {
      for day in 0..<95 {
        let promo = (day * 5 + number / 2 * 3) % 11 < 3 ? 1 : 0
        let month = day < 31 ? 1 : day < 59 ? 2 : day < 90 ? 3 : 4
        let first = [0, 31, 59, 90][month - 1]
        let stamp = "2023-0\(month)-\(day - first < 9 ? "0" : "")\(day - first + 1)"
        let value = (20 + 5 * number + (day * 7) % 4) * (1 + promo)
        let isLast = endingEarly && number == 3 && day == 89
        if day < 90, !isLast { sales += "\(name),\(stamp),\(value),\(promo)\n" }
        if day >= 90 || isLast { plan += "\(name),\(stamp),\(promo)\n" }
      }
    }
    return (sales, plan)
  }

  @Test("sums know the promotions of their series", arguments: ["ets", "auto"])
  func covariates(model: String) throws {
    let folder = try TemporaryFolder()
    let text = Self.promotions()
    let (sales, plan) = (
      try folder.path(of: Data(text.sales.utf8)),
      try folder.path(of: Data(text.plan.utf8), as: "plan.csv")
    )
    let words = ["forecast", sales, "--hierarchy", "state/shop", "-m", model, "-q"]
    let outcome = try Tool.run(
      words + ["--value", "y", "--future", plan, "--reconcile", "top-down"]
    )
    #expect(outcome.code == 0, "\(outcome.errors)")
    let rows = Self.means(outcome.lines)
    #expect(rows.count == 7)
    // The shops of B have promotions on every other day of the next five, of which their sum must know.
    let days = (0..<5).map { (($0 + 90) * 5 + 3) % 11 < 3 }
    let state = try #require(rows["B"])
    let (on, off) = (
      zip(state, days).filter(\.1).map(\.0), zip(state, days).filter { !$0.1 }.map(\.0)
    )
    #expect(try #require(on.min()) > 1.4 * #require(off.max()))
    let bottoms = ["B/b1", "B/b2"].compactMap { rows[$0] }
    for step in 0..<5 {
      #expect(abs(bottoms[0][step] + bottoms[1][step] - state[step]) < 1e-9 * state[step])
    }
  }

  @Test("sums learn from columns of the past, also where series end apart")
  func pasts() throws {
    let sales = Self.promotions(endingEarly: true).sales
    let outcome = try Tool.run(
      [
        "forecast", "-", "--hierarchy", "state/shop", "--value", "y", "--past", "promo", "-m",
        "boosting", "-n", "3", "-q",
      ],
      input: Data(sales.utf8)
    )
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(Self.means(outcome.lines).count == 7)
  }

  @Test("events of single series do not reach the sums, and it is said; those of all do")
  func events() throws {
    let folder = try TemporaryFolder()
    let sales = try folder.path(of: Data(Self.promotions().sales.utf8))
    for (text, isSaid) in [
      ("state,shop,ds,name\nA,a1,2023-02-03,fair\nA,a1,2023-04-02,fair\n", true),
      ("ds,name\n2023-02-03,fair\n2023-04-02,fair\n", false),
    ] {
      let events = try folder.path(of: Data(text.utf8), as: "events.csv")
      let outcome = try Tool.run([
        "forecast", sales, "--hierarchy", "state/shop", "--value", "y", "--events", events, "-m",
        "ets", "-n", "3",
      ])
      #expect(outcome.code == 0, "\(outcome.errors)")
      #expect(outcome.errors.contains("sums do not know of them") == isSaid)
    }
  }

  @Test("a series that ends before the others is named, where covariates have to be added up")
  func endsEarly() throws {
    let folder = try TemporaryFolder()
    let text = Self.promotions(endingEarly: true)
    let (sales, plan) = (
      try folder.path(of: Data(text.sales.utf8)),
      try folder.path(of: Data(text.plan.utf8), as: "plan.csv")
    )
    let outcome = try Tool.run([
      "forecast", sales, "--value", "y", "--hierarchy", "state/shop", "--future", plan, "-m", "ets",
      "-n", "5",
    ])
    #expect(outcome.code == 65 && outcome.lastError.contains("\"B/b2\" ends before others"))
  }

  @Test("what cannot be added up, or is not asked for rightly, is refused in one line")
  func refused() throws {
    func refusal(_ text: String, _ words: [String]) throws -> (Int32, String) {
      let outcome = try Tool.run(["forecast", "-", "-n", "2"] + words, input: Data(text.utf8))
      #expect(outcome.output.isEmpty)
      return (outcome.code, outcome.lastError)
    }
    let level = try refusal(
      Self.sales,
      ["--hierarchy", "state/shop,kind", "--reconcile", "middle-out:city"]
    )
    #expect(level.0 == 65)
    #expect(level.1.contains("names the level \"city\", there are Total, kind, state"))
    let slash = try refusal(
      Self.sales.replacingOccurrences(of: "cake", with: "pie/cake"),
      ["--hierarchy", "state/shop,kind"]
    )
    #expect(slash.0 == 65 && slash.1.contains("holds a slash"))
    #expect(try refusal(Self.sales, ["--reconcile", "ols"]).0 == 64)
    #expect(try refusal(Self.sales, ["--hierarchy", "state/state"]).0 == 64)
    #expect(
      try refusal(Self.sales, ["--hierarchy", "state", "--grouped", "--frequency", "MS"]).0 == 64
    )
  }

  @Test("a service level has a column of stocks that grow from step to step")
  func service() throws {
    let outcome = try Tool.run(
      ["forecast", "Series/air-passengers.csv", "-m", "ets", "-n", "6", "--service", "50,95", "-q"]
    )
    #expect(outcome.code == 0)
    #expect(outcome.lines[0].hasSuffix(",AutoETS-order-50,AutoETS-order-95"))
    let stocks = outcome.lines.dropFirst().map { line in
      line.split(separator: ",").suffix(2).compactMap { Double($0) }
    }
    #expect(stocks.allSatisfy { $0.count == 2 && $0[0] < $0[1] })
    #expect(zip(stocks, stocks.dropFirst()).allSatisfy { $0[1] < $1[1] })
    let wrong = try Tool.run(["forecast", "Series/air-passengers.csv", "--service", "0.95"])
    #expect(wrong.code == 64 && wrong.errors.contains("for 95 % say 95"))
  }
}
