/// A chart with a title above it and a note below.
public struct Figure: Sendable {
  /// What is seen, as a short sentence or a few words.
  public var title: String
  /// The chart.
  public var chart: Chart
  /// How to read it; empty for none.
  public var note: String

  /// The given chart.
  public init(_ title: String, chart: Chart, note: String = "") {
    self.title = title
    self.chart = chart
    self.note = note
  }
}

/// A picture of numbers.
public enum Chart: Sendable {
  /// Lines over steps, with bands behind them.
  case lines(LineChart)
  /// A row for each name: a dot and the interval around it.
  case intervals(IntervalChart)
  /// Points in a plane.
  case scatter(ScatterChart)
  /// Bars side by side.
  case bars(BarChart)
}

/// Lines over numbered places, which may have labels, with bands behind them.
public struct LineChart: Sendable {
  /// What a line is, which decides how it looks.
  public enum Role: Hashable, Sendable {
    /// What was observed.
    case actual
    /// The model or group with this number; each has a colour and a dash of its own.
    case model(Int)
    /// What should be reached, or what is compared with.
    case reference
  }

  /// A line.
  public struct Line: Sendable {
    /// The name in the key.
    public var name: String
    /// How it looks.
    public var role: Role
    /// The place of its first value.
    public var start: Int
    /// A value for each place; NaN breaks the line.
    public var values: [Double]

    /// The given line.
    public init(_ name: String, _ role: Role, start: Int = 0, values: [Double]) {
      self.name = name
      self.role = role
      self.start = start
      self.values = values
    }
  }

  /// An area between two lines.
  public struct Band: Sendable {
    /// The name in the key.
    public var name: String
    /// The model whose colour it has.
    public var model: Int
    /// The place of its first values.
    public var start: Int
    /// The lower edge; NaN breaks the area.
    public var lower: [Double]
    /// The upper edge.
    public var upper: [Double]

    /// The given area.
    ///
    /// - Precondition: both edges have the same number of values.
    public init(_ name: String, model: Int, start: Int = 0, lower: [Double], upper: [Double]) {
      precondition(lower.count == upper.count, "a band of \(lower.count) and \(upper.count) values")
      self.name = name
      self.model = model
      self.start = start
      self.lower = lower
      self.upper = upper
    }
  }

  /// The lines; earlier ones lie below later ones.
  public var lines: [Line]
  /// The bands, wide ones first.
  public var bands: [Band] = []
  /// What stands at each place: step numbers, dates; a selection of them is written below the chart.
  public var labels: [String]
  /// What the places are; empty for nothing.
  public var xTitle = ""
  /// What the values are; empty for nothing.
  public var yTitle = ""
  /// A place with a vertical line: where the forecast begins.
  public var origin: Int?
  /// Whether the axis of values reaches down to 0.
  public var includesZero = false
  /// Values that the axis reaches in any case, so that charts beside each other have one scale; nil for
  /// none.
  public var reach: ClosedRange<Double>?

  /// The given lines over labelled places.
  public init(lines: [Line], labels: [String]) {
    self.lines = lines
    self.labels = labels
  }
}

/// A row for each name, with a dot and the interval around it.
public struct IntervalChart: Sendable {
  /// A row.
  public struct Row: Sendable {
    /// Its name.
    public var name: String
    /// The dot.
    public var value: Double
    /// The ends of the interval; NaN for none.
    public var lower: Double
    /// The upper end.
    public var upper: Double

    /// The given row; without ends there is just the dot.
    public init(_ name: String, value: Double, lower: Double = .nan, upper: Double = .nan) {
      self.name = name
      self.value = value
      self.lower = lower
      self.upper = upper
    }
  }

  /// The rows, from above.
  public var rows: [Row]
  /// What the numbers are.
  public var xTitle: String
  /// A range that is shaded through all rows, such as the interval of the best; nil for none.
  public var shaded: ClosedRange<Double>?
  /// A number with a line through all rows, and its name; nil for none.
  public var reference: (value: Double, name: String)?
  /// The position of the row that matters most; nil for none.
  public var emphasis: Int?
  /// The digits behind the point of the numbers.
  public var digits = 3
  /// Whether the axis reaches 0.
  public var includesZero = false

  /// The given rows.
  public init(rows: [Row], xTitle: String) {
    self.rows = rows
    self.xTitle = xTitle
  }
}

/// Points in a plane.
public struct ScatterChart: Sendable {
  /// A point.
  public struct Point: Sendable {
    /// Its name.
    public var name: String
    /// Its place from the left.
    public var x: Double
    /// Its place from below.
    public var y: Double
    /// The model or group that it belongs to, which decides its colour and shape.
    public var group: Int

    /// The given point.
    public init(_ name: String, x: Double, y: Double, group: Int = 0) {
      self.name = name
      self.x = x
      self.y = y
      self.group = group
    }
  }

  /// The points; those that are not finite are left out.
  public var points: [Point]
  /// What the first number is.
  public var xTitle: String
  /// What the second number is.
  public var yTitle: String
  /// Whether equal distances are equal ratios on the first axis.
  public var hasLogarithmicX = false
  /// Whether equal distances are equal ratios on the second axis.
  public var hasLogarithmicY = false
  /// Whether each point has its name beside it.
  public var isLabelled = true
  /// Whether the line of equal numbers is drawn.
  public var hasDiagonal = false
  /// The names of the groups, for the key; those without a name have no place in it.
  public var groups: [String] = []

  /// The given points.
  public init(points: [Point], xTitle: String, yTitle: String) {
    self.points = points
    self.xTitle = xTitle
    self.yTitle = yTitle
  }
}

/// Bars side by side, from 0 up.
public struct BarChart: Sendable {
  /// The heights, not negative.
  public var values: [Double]
  /// What stands below each bar; a selection is written.
  public var labels: [String]
  /// What the bars are.
  public var xTitle = ""
  /// What the heights are.
  public var yTitle = ""
  /// A height with a line through all bars, and its name; nil for none.
  public var reference: (value: Double, name: String)?
  /// Whether heights are shares, shown in per cent.
  public var isPercent = false
  /// The model whose colour the bars have.
  public var model = 0

  /// The given bars.
  ///
  /// - Precondition: there is a label for each bar.
  public init(values: [Double], labels: [String]) {
    precondition(values.count == labels.count, "\(values.count) bars with \(labels.count) labels")
    self.values = values
    self.labels = labels
  }
}
