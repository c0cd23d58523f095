internal import Intensity
internal import Reporting
internal import TimeSeries

extension AudiencePage {
  private static let mostRows = 200

  /// Whether probabilities come true.
  var certainty: Section {
    guard let scores = trials.scores else {
      return Section(
        "How sure is that?",
        [.prose("The log is too short for a window of the past: nothing can be said.")]
      )
    }
    var points = scores.deciles.map { decile in
      ScatterChart.Point("a tenth of the users", x: decile.expected, y: decile.actual, group: 0)
    }
    if summary.knowsOutcome {
      points += ProbabilityScores(now.probabilities, outcomes: now.outcomes).deciles.map {
        .init("a tenth of the users", x: $0.expected, y: $0.actual, group: 1)
      }
    }
    var reliability = ScatterChart(
      points: points,
      xTitle: "expected share",
      yTitle: "share that came"
    )
    (reliability.isLabelled, reliability.hasDiagonal) = (false, true)
    reliability.groups = ["windows before"] + (summary.knowsOutcome ? ["this window"] : [])

    let shown = trials.trials + [now]
    var counts = LineChart(
      lines: [
        .init("expected", .model(0), values: shown.map(\.expected)),
        .init(
          "came",
          .actual,
          values: trials.trials.map { Double($0.actual) }
            + (summary.knowsOutcome ? [Double(now.actual)] : [])
        ),
      ],
      labels: shown.map { clock.text($0.moment) }
    )
    counts.bands = [
      .init(
        "90 %",
        model: 0,
        lower: shown.map { max(0, $0.expected - 1.64 * $0.error) },
        upper: shown.map { $0.expected + 1.64 * $0.error }
      )
    ]
    (counts.xTitle, counts.yTitle, counts.includesZero) = ("window from", "users", true)
    var gain = LineChart(
      lines: [
        .init("by chance", .reference, values: (0...10).map { 10 * Double($0) }),
        .init(model.activityName, .model(0), values: [0] + trials.captured.map { 100 * $0 }),
      ],
      labels: (0...10).map { "\(10 * $0) %" }
    )
    (gain.xTitle, gain.yTitle) = ("users, the likeliest first", "of those who came, %")
    var tenths = [Double](repeating: 0, count: 20)
    for user in summary.users { tenths[min(19, max(0, Int(user.probability * 20)))] += 1 }
    var bars = BarChart(values: tenths, labels: (0..<20).map { "\(5 * $0)–\(5 * $0 + 5)" })
    (bars.xTitle, bars.yTitle) = ("probability to come, %", "users")
    return Section(
      "How sure is that?",
      [
        .figures([
          Figure(
            "Do the probabilities come true?",
            chart: .scatter(reliability),
            note:
              "Tenths of the users by their probability. On the line, as many came as were expected."
          ),
          Figure("Expected and actual users, window by window", chart: .lines(counts)),
          Figure(
            "How many of them are found among the likeliest",
            chart: .lines(gain),
            note: "A list of the likeliest tenth holds the share above 10 %."
          ),
          Figure("How sure the probabilities are: users by theirs", chart: .bars(bars)),
        ]),
        .prose(
          "Each of these windows was foretold by models that were trained anew on what was known before it"
            + (summary.isSaved ? ", not by the saved one," : "")
            + " and calibrated on the two windows before that. That **\(model.activityName)** was chosen with a view to the last "
            + "windows flatters it a little."
        ),
        .table(deciles(scores)),
      ]
    )
  }

  private func deciles(_ scores: ProbabilityScores) -> Table {
    Table(
      "Tenths of the users, over the windows before",
      columns: [
        .number("tenth", digits: 0), .number("users", digits: 0), .percent("expected", digits: 1),
        .percent("came", digits: 1), .number("times the mean", digits: 2),
      ],
      rows: scores.deciles.enumerated().map { place, decile in
        [
          .number(Double(place + 1)), .number(Double(decile.count)), .number(decile.expected),
          .number(decile.actual), .number(decile.actual / scores.rate),
        ]
      }
    )
  }

  /// The models that were tried, beside those that have to be beaten.
  var choice: Section? {
    var figures: [Figure] = []
    func add(_ choice: BacktestChoice?, _ title: String, _ measure: String, sign: Double) {
      guard let choice else { return }
      // One that fails altogether would leave the others no room.
      let limit = 1.5 * (choice.baseline?.mean ?? .infinity)
      let shown = choice.rows.filter { sign < 0 || $0.mean <= limit }
      let beyond = choice.rows.filter { sign > 0 && $0.mean > limit }
        .map { "\($0.name) has \(Digits.short($0.mean)) and is not drawn." }
      var chart = IntervalChart(
        rows: shown.map { row in
          let losses = row.losses.map { sign * $0 }
          return .init(
            row.name + (row.isBaseline ? " (baseline)" : ""),
            value: sign * row.mean,
            lower: losses.min() ?? .nan,
            upper: losses.max() ?? .nan
          )
        },
        xTitle: measure
      )
      (chart.emphasis, chart.digits) = (0, 4)
      chart.reference = choice.baseline.map { (sign * $0.mean, $0.name) }
      let count = choice.best.losses.count
      figures.append(
        Figure(
          title,
          chart: .intervals(chart),
          note: (["The mean over \(count) past window\(count == 1 ? "" : "s"), and the range."]
            + beyond)
            .joined(separator: " ")
        )
      )
    }
    add(model.activityChoice, "How active users will be; less is better", "log loss", sign: 1)
    add(
      model.relevanceChoice,
      "Which item comes next; more is better",
      "precision of lists of the best hundredth",
      sign: -1
    )
    guard !figures.isEmpty else { return nil }
    return Section(
      "Which model, and is it better than none?",
      [
        .prose(
          "Models are tried on windows that they have not seen, beside baselines that need no fitting. Where no model beats the baselines, the baseline is used."
        ),
        figures.count == 1 ? .figure(figures[0]) : .figures(figures),
      ]
    )
  }

  /// The users by their probabilities.
  var likeliest: Section {
    let users = summary.users
    let order = users.indices.sorted {
      (users[$1].probability, $0) < (users[$0].probability, $1)
    }
    var blocks: [Block] = [.table(table(of: order.prefix(12)))]
    if order.count > 12 {
      let most = min(order.count, Self.mostRows)
      blocks.append(
        .details("More of them", [.table(table(of: order.prefix(most)))])
      )
    }
    return Section("Who will come?", blocks)
  }

  private func table(of places: some Collection<Int>) -> Table {
    let hasValue = model.value != nil
    var columns: [Table.Column] = [
      .text("user"), .percent("probability", digits: 1), .number("visits", digits: 2),
    ]
    if hasValue { columns.append(.short("worth")) }
    columns += [
      .number("past visits", digits: 0),
      .number("frequency", digits: 2, help: "what the own rate of visits adds"),
      .number("recency", digits: 2, help: "what the times of the visits add"),
    ]
    if summary.knowsOutcome { columns.append(.text("came")) }
    return Table(
      "The \(places.count) likeliest users",
      columns: columns,
      rows: places.map { place in
        let user = summary.users[place]
        var cells: [Table.Cell] = [
          .text(log.userNames[user.state.user]), .number(user.probability), .number(user.visits),
        ]
        if hasValue { cells.append(.number(user.value)) }
        cells += [
          .number(Double(user.pastVisits)), .number(user.frequency), .number(user.recency),
        ]
        if summary.knowsOutcome { cells.append(.text(now.outcomes[place] ? "yes" : "no")) }
        return cells
      }
    )
  }

  /// The number of pairs on each list.
  var sizes: [Int: Int] {
    guard let lists = summary.lists else { return [:] }
    return lists.pairs.reduce(into: [:]) { $0[lists.isByItem ? $1.item : $1.user, default: 0] += 1 }
  }

  /// The lists, and what a budget did to them.
  var lists: Section? {
    guard let lists = summary.lists, !lists.pairs.isEmpty else { return nil }
    let sizes = sizes
    let most = sizes.values.max() ?? 1
    let width = max(1, (most + 19) / 20)
    var counts = [Double](repeating: 0, count: (most + width - 1) / width)
    for size in sizes.values { counts[(size - 1) / width] += 1 }
    var bars = BarChart(
      values: counts,
      labels: counts.indices.map {
        width == 1 ? "\($0 + 1)" : "\($0 * width + 1)–\(($0 + 1) * width)"
      }
    )
    bars.xTitle = lists.isByItem ? "users on the list of an item" : "items on the list of a user"
    bars.yTitle = "lists"
    var blocks: [Block] = []
    if let allocation = lists.allocation, let free = lists.freeValue {
      let cost = free > 0 ? max(0, 1 - allocation.value / free) : 0
      blocks.append(
        .prose(
          "Limits on users and in all cost **\(Digits.percent(cost))** of the expected hits: \(Digits.fixed(allocation.value, 1)), and \(Digits.fixed(free, 1)) without them. "
            + "No choice within them could exceed \(Digits.fixed(allocation.bound, 1))."
        )
      )
    }
    blocks.append(.figure(Figure("Sizes of the lists", chart: .bars(bars))))
    if lists.isByItem {
      let order = itemOrder(lists)
      blocks.append(.table(itemTable(lists, order.prefix(12))))
      if order.count > 12 {
        let most = min(order.count, Self.mostRows)
        blocks.append(
          .details(
            "More of them",
            [.table(itemTable(lists, order.prefix(most)))]
          )
        )
      }
    }
    return Section("What is on the lists?", blocks)
  }

  /// The items by what their lists should bring.
  private func itemOrder(_ lists: AudienceLists) -> [(item: Int, hits: Double, likeliest: Double)] {
    var sums: [Int: (hits: Double, likeliest: Double)] = [:]
    for pair in lists.pairs {
      let probability = Double(pair.probability)
      let (hits, likeliest) = sums[pair.item] ?? (0, 0)
      sums[pair.item] = (hits + probability, max(likeliest, probability))
    }
    return sums.map { ($0.key, $0.value.hits, $0.value.likeliest) }
      .sorted { ($1.1, $0.0) < ($0.1, $1.0) }
  }

  private func itemTable(
    _ lists: AudienceLists,
    _ order: some Collection<(item: Int, hits: Double, likeliest: Double)>
  ) -> Table {
    var columns: [Table.Column] = [
      .text("item"), .number("users", digits: 0), .number("expected hits", digits: 2),
      .percent("likeliest", digits: 1),
    ]
    if lists.allocation != nil {
      columns += [
        .number("asked", digits: 0), .number("delivered", digits: 0),
        .number("price", digits: 4, help: "what one more user would bring"),
      ]
    }
    let sizes = sizes
    return Table(
      "The \(order.count) items with the most expected hits",
      columns: columns,
      rows: order.map { item, hits, likeliest in
        var cells: [Table.Cell] = [
          .text(log.itemNames[lists.items[item]]), .number(Double(sizes[item] ?? 0)),
          .number(hits), .number(likeliest),
        ]
        if let allocation = lists.allocation {
          cells += [
            .number(lists.budget.audience.map { Double($0[item]) } ?? .nan),
            .number(Double(allocation.delivered[item])), .number(allocation.prices.items[item]),
          ]
        }
        return cells
      }
    )
  }

  /// What is to be known of the log.
  var remarks: Section? {
    let text = summary.lines(seconds: Digits.fixed(seconds, 1)).dropLast()
    return Section(
      "What is to be known",
      [
        .list(text.map(\.asSentence)),
        .prose(
          "`frequency`, `recency` and `affinity` add up to the logarithm of how much likelier a user is than the average one."
        ),
      ]
    )
  }
}
