internal import CommandLineKit
internal import Intensity
internal import TimeSeries

/// `almanac audience`: who will come in the next window, and for what.
struct AudienceCommand: Command {
  /// What is asked.
  enum Answer: String, Sendable, CaseIterable, OptionValue {
    case users, audiences, recommendations

    static let placeholder = "what"
  }

  /// How contacts are given out within a budget.
  enum Method: String, Sendable, CaseIterable, OptionValue {
    case dual, greedy

    static let placeholder = "method"
  }

  /// What becomes of pairs that happened before.
  enum Bought: String, Sendable, CaseIterable, OptionValue {
    case allow, exclude

    static let placeholder = "rule"
  }

  /// A model of activity, by name.
  struct ActivityChoice: OptionValue {
    let name: String

    init(optionText: String) throws(OptionValueError) {
      guard IntensityCatalogue.activity(named: optionText) != nil else {
        throw OptionValueError(optionText)
      }
      name = optionText
    }

    private static let names = IntensityCatalogue.activities.map { $0.name }
    var optionText: String? { name }
    static let expected = "one of " + names.joined(separator: ", ")
    static let placeholder = "model"
    static let completion = CompletionHint.choices(names.map { Choice($0) })
  }

  /// A model of relevance, by name.
  struct RelevanceChoice: OptionValue {
    let name: String

    init(optionText: String) throws(OptionValueError) {
      guard IntensityCatalogue.relevances.contains(optionText) else {
        throw OptionValueError(optionText)
      }
      name = optionText
    }

    var optionText: String? { name }
    static let expected = "one of " + IntensityCatalogue.relevances.joined(separator: ", ")
    static let placeholder = "model"
    static let completion = CompletionHint.choices(IntensityCatalogue.relevances.map { Choice($0) })
  }

  /// A share in percent, with or without the sign.
  struct Percentage: OptionValue {
    let value: Double

    init(optionText: String) throws(OptionValueError) {
      let digits = optionText.hasSuffix("%") ? String(optionText.dropLast()) : optionText
      guard let value = Double(digits), (0...100).contains(value) else {
        throw OptionValueError(optionText)
      }
      self.value = value
    }

    var optionText: String? { nil }
    static let expected = "a number from 0 to 100, such as 10%"
    static let placeholder = "percent"
  }

  var input = EventInputOptions()
  var horizon: String?
  var itemAttributes: String?
  var userAttributes: String?
  var save: String?
  var from: String?
  var asOf: String?
  var answer: Answer?
  var activity: ActivityChoice?
  var relevance: RelevanceChoice?
  var windows = 2
  var items: [String] = []
  var users: String?
  var exclude: String?
  var bought = Bought.allow
  var audienceSize: Int?
  var contacts: Int?
  var minimum: Int?
  var total: Int?
  var cost: Double?
  var money: Double?
  var method = Method.dual
  var control: Percentage?
  var reliability: String?
  var output = "-"
  var prices: String?
  var json = false
  var pages = PageOptions()
  var options = RunOptions()

  static let name = "audience"

  static let grammar = Grammar<Self>(
    "Say who will come in the next window, and for what, from a log of events.",
    discussion: """
      FILE has a row for each event: a user, a time, and perhaps an item and what it was worth. What \
      is known up to --as-of gives, for the window behind it: of each user the probability of any visit, \
      expected visits and worth (--answer users); of each item the users likeliest to choose it \
      (audiences); of each user the items likeliest to be chosen (recommendations).

      Models are chosen on past windows that they had not seen, beside baselines that need no fitting, \
      and probabilities are calibrated on the two windows before. Where the log goes on behind --as-of, the \
      summary says what came of it; no model has seen that.

      With limits on contacts, users are dealt to items so that the expected hits are as many as can be: \
      --audience-size per item, --contacts per user, --total or --money in all, --minimum per item. \
      No limit is ever exceeded. The summary says what the limits cost.

      --save keeps the model in one file; --from uses it on a log that has grown, by users who came later, \
      too.

      Columns frequency, recency and affinity add up to the logarithm of how much likelier this user is \
      than the average one.
      """,
    examples: [
      Example("almanac audience orders.csv --horizon 30d", "Who buys what in the next 30 days."),
      Example(
        "almanac audience orders.csv --answer users --as-of 2024-06-01",
        "Who comes at all after the first of June."
      ),
      Example(
        "almanac audience orders.csv --audience-size 500 --contacts 2 --control 10%",
        "At most 500 users per item and two mails per user; a tenth gets none."
      ),
      Example(
        "almanac audience orders.csv --save buyers.model -o june.csv",
        "Keep the model, for another day with --from buyers.model."
      ),
    ]
  ) {
    Grammar.group(\.input, EventInputOptions.grammar)
    Section("Window") {
      Option(
        \.horizon,
        "--horizon",
        "-n",
        placeholder: "length",
        help: """
          Length of the window: 30d, 13w, 12h, 90min, 45s; a number where times are numbers. 30d, or with \
          --from that of the saved model.
          """
      )
      Option(
        \.asOf,
        "--as-of",
        placeholder: "time",
        help:
          "Where the window begins; what happens from then on is not looked at. The end of the log."
      )
    }
    Section("Model") {
      Option(
        \.activity,
        "--activity",
        help: """
          Model of how active users are: count, recency, ema, hawkes, hawkes-poisson, bg-nbd, mbg-nbd, \
          stack; chosen by itself.
          """
      )
      Option(
        \.relevance,
        "--relevance",
        help: """
          Model of which item comes next: popularity, personal, decayed, als, bpr, blend, blend-als, gru, \
          graph-convolution, transformer, recurrent; chosen by itself among those that take seconds.
          """
      )
      Option(
        \.windows,
        "--windows",
        placeholder: "count",
        limit: .from(1, to: 100),
        help: "Past windows that the models are tried on."
      )
      Option(
        \.itemAttributes,
        "--item-attributes",
        placeholder: "file",
        completion: .file,
        help: """
          File of items, an attribute in each further column: items without events get the mean of those \
          that share their attributes.
          """
      )
      Option(
        \.userAttributes,
        "--user-attributes",
        placeholder: "file",
        completion: .file,
        help:
          "The same of users: new ones get the mean probability of those who share their attributes."
      )
      Option(
        \.save,
        "--save",
        placeholder: "file",
        completion: .file,
        help: "File for the trained model."
      )
      Option(
        \.from,
        "--from",
        placeholder: "file",
        completion: .file,
        help: "Trained model to use on newer events; nothing is trained."
      )
    }
    Section("Answer") {
      Option(
        \.answer,
        "--answer",
        help: "What is asked; audiences where the file has items, else users."
      )
      Option(\.items, "--items", placeholder: "names", help: "Only these items.")
      Option(
        \.users,
        "--users",
        placeholder: "file",
        completion: .file,
        help: "Only the users in this file, one a line; those that are new get the base rate."
      )
      Option(
        \.exclude,
        "--exclude",
        placeholder: "file",
        completion: .file,
        help: "Never the users in this file, one a line."
      )
      Option(
        \.bought,
        "--bought",
        help: "Whether users may get items that they chose before."
      )
      Option(
        \.control,
        "--control",
        help: "Share of each list drawn at random as a control group, marked in a column."
      )
    }
    Section("Budget") {
      Option(
        \.audienceSize,
        "--audience-size",
        placeholder: "users",
        limit: .atLeast(1),
        help: "Most users for each item; one in a hundred where nothing is said."
      )
      Option(
        \.contacts,
        "--contacts",
        placeholder: "items",
        limit: .atLeast(1),
        help: "Most items for each user; ten for recommendations where nothing is said."
      )
      Option(
        \.minimum,
        "--minimum",
        placeholder: "users",
        limit: .atLeast(1),
        help: "Least users for each item."
      )
      Option(
        \.total,
        "--total",
        placeholder: "contacts",
        limit: .atLeast(1),
        help: "Most contacts in all."
      )
      Option(
        \.cost,
        "--cost",
        placeholder: "price",
        limit: .atLeast(0),
        help: "Price of a contact."
      )
      Option(\.money, "--money", placeholder: "sum", limit: .atLeast(0), help: "Most money in all.")
      Option(
        \.method,
        "--method",
        help: "Prices for every limit, or the best pair first."
      )
      Option(
        \.prices,
        "--prices",
        placeholder: "file",
        completion: .file,
        help: "File for the price of each item: contact a new user where the score exceeds it."
      )
    }
    Section("Output") {
      Option(
        \.output,
        "--output",
        "-o",
        placeholder: "file",
        completion: .file,
        help: "File to write, also .gz; - for standard output."
      )
      Option(
        \.reliability,
        "--reliability",
        placeholder: "file",
        completion: .file,
        help: """
          File for how probabilities of any visit come true, by tenths of the users: in the window if the \
          log goes on, else in those before.
          """
      )
      Flag(\.json, "--json", help: "One JSON object per row instead of CSV.")
    }
    Grammar.group(\.pages, PageOptions.grammar)
    Grammar.group(\.options, RunOptions.grammar)
  }

  /// Whether contacts compete with one another, so that lists cannot be cut one by one.
  var hasBudget: Bool {
    minimum != nil || total != nil || money != nil
      || (contacts != nil && answer != .recommendations)
      || (audienceSize != nil && answer == .recommendations)
  }

  func validate() throws(UsageError) {
    let inputs: [String?] = [input.file, users, exclude, itemAttributes, userAttributes]
    try pages.validate(beside: [output, prices, save, reliability, from])
    try pages.validate(inputs: inputs)
    if (cost == nil) != (money == nil) {
      throw .inconsistent("--money and --cost go together: the sum, and the price of a contact")
    }
    if let minimum, let audienceSize, minimum > audienceSize {
      throw .inconsistent("--minimum \(minimum) exceeds --audience-size \(audienceSize)")
    }
    if answer == .users,
      hasBudget || audienceSize != nil || contacts != nil || prices != nil || !items.isEmpty
    {
      throw .inconsistent("--answer users is about no items; budgets are for the other answers")
    }
    if answer == .users, itemAttributes != nil {
      throw .inconsistent("--answer users is about no items; leave --item-attributes out")
    }
    if from != nil, save != nil || activity != nil || relevance != nil {
      throw .inconsistent(
        "--from has nothing to train; leave --save, --activity and --relevance out"
      )
    }
    if save == "-" || from == "-" {
      throw .inconsistent("a model cannot be read from or written to a stream; name a file")
    }
    let files = [output, prices, save, reliability].compactMap { $0 }.filter { $0 != "-" }
    if Set(files).count < files.count {
      throw .inconsistent("two of --output, --prices, --save and --reliability name the same file")
    }
    if [output, prices, reliability].count(where: { $0 == "-" }) > 1 {
      throw .inconsistent(
        "two of --output, --prices and --reliability are standard output; name a file"
      )
    }
    if prices != nil && !hasBudget {
      throw .inconsistent("--prices needs a budget, such as --contacts or --total")
    }
    if inputs.count(where: { $0 == "-" }) > 1 {
      throw .inconsistent("standard input cannot be two of the files")
    }
  }
}
