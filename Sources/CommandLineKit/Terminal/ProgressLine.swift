/// One line that says how far some work has come, as a pure function of what is known.
///
///     Fitting ━━━━━━━━━━━╸────────────── 42%  42.0k/100k series  1.23k/s  47s left
public struct ProgressLine: Sendable, Equatable {
  /// What is being done: `Fitting`.
  public var label: String
  /// What is counted: `series`; empty for nothing.
  public var unit: String
  /// How many are done.
  public var done: Int
  /// How many there are; nil where that is not known.
  public var total: Int?
  /// The time since the beginning.
  public var elapsedSeconds: Double

  /// - Parameters:
  ///   - label: What is being done.
  ///   - unit: What is counted; empty for nothing.
  ///   - done: How many are done.
  ///   - total: How many there are; nil where that is not known.
  ///   - elapsedSeconds: The time since the beginning.
  public init(label: String, unit: String, done: Int, total: Int?, elapsedSeconds: Double) {
    self.label = label
    self.unit = unit
    self.done = done
    self.total = total
    self.elapsedSeconds = elapsedSeconds
  }

  /// The line, at most `width` characters long.
  ///
  /// What does not fit is left out: first the bar, then the rate, then the unit and the count.
  ///
  /// - Parameters:
  ///   - width: The room there is.
  ///   - isUnicode: Whether characters beyond ASCII may be used.
  ///   - frame: Which picture of the turning sign is shown when the total is not known.
  public func text(width: Int, isUnicode: Bool, frame: Int = 0) -> String {
    let unit = self.unit.isEmpty ? "" : " " + self.unit
    let rate = rateText.map { "  " + $0 } ?? ""
    let count = "  " + countText
    var candidates: [String]
    if let fraction {
      let percent = "\(Int(fraction * 100))%"
      let time = remainingSeconds.map { "  \(Self.durationText($0)) left" } ?? ""
      let full = " " + percent.leftPadded(to: 4) + count + unit + rate + time
      let room = width - label.count - 1 - full.count
      if room >= 10 {
        return label + " " + Self.bar(fraction, width: min(room, 40), isUnicode) + full
      }
      candidates = [
        label + full,
        label + " " + percent + count + unit + time,
        label + " " + percent + time,
        label + " " + percent,
        percent,
      ]
    } else {
      let frames = Array(isUnicode ? "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏" : "|/-\\")
      let start = "\(frames[frame % frames.count]) \(label)"
      let time = "  " + Self.durationText(elapsedSeconds)
      candidates = [start + count + unit + rate + time, start + count + unit, start + count, start]
    }
    candidates.append("")
    return candidates.first { $0.count <= width } ?? ""
  }

  private var fraction: Double? {
    guard let total, total > 0 else { return nil }
    return min(max(Double(done) / Double(total), 0), 1)
  }

  private var countText: String {
    let done = Self.numberText(Double(self.done))
    return total.map { "\(done)/\(Self.numberText(Double($0)))" } ?? done
  }

  /// Per second, or per minute where that is less than one.
  private var rateText: String? {
    guard done > 0, elapsedSeconds > 0 else { return nil }
    let perSecond = Double(done) / elapsedSeconds
    return perSecond >= 1
      ? "\(Self.numberText(perSecond))/s" : "\(Self.numberText(perSecond * 60))/min"
  }

  /// The time the rest takes at the pace so far; nil before anything is done and when all is.
  private var remainingSeconds: Double? {
    guard let total, done > 0, done < total else { return nil }
    return elapsedSeconds * Double(total - done) / Double(done)
  }

  private static func bar(_ fraction: Double, width: Int, _ isUnicode: Bool) -> String {
    if isUnicode {
      // A half character ends the bar where it is not full.
      let halves = Int(fraction * Double(2 * width))
      let whole = halves / 2
      let half = halves % 2 == 1 ? "╸" : ""
      return String(repeating: "━", count: whole) + half
        + String(repeating: "─", count: width - whole - half.count)
    }
    let inside = width - 2
    let whole = Int(fraction * Double(inside))
    let tip = whole < inside ? ">" : ""
    return "[" + String(repeating: "=", count: whole) + tip
      + String(repeating: " ", count: inside - whole - tip.count) + "]"
  }

  /// A count in at most five characters: `999`, `1.23k`, `45.6M`.
  static func numberText(_ value: Double) -> String {
    var value = value
    var suffix = ""
    for next in ["k", "M", "G", "T"] where value >= 999.5 {
      value /= 1000
      suffix = next
    }
    if suffix.isEmpty, value >= 9.995 || value == value.rounded() {
      return "\(Int(value.rounded()))"
    }
    let digits = value < 9.995 ? 2 : value < 99.95 ? 1 : 0
    return fixed(value, digits: digits) + suffix
  }

  /// A time in its two largest units: `47s`, `2m05s`, `1h02m`, `3d04h`.
  static func durationText(_ seconds: Double) -> String {
    // Beyond a century the number says nothing, and might not fit an integer.
    let seconds = Int(min(max(seconds, 0), 3e9).rounded())
    func two(_ large: Int, _ sign: String, _ small: Int, _ smallSign: String) -> String {
      "\(large)\(sign)\(small < 10 ? "0" : "")\(small)\(smallSign)"
    }
    switch seconds {
    case ..<60: return "\(seconds)s"
    case ..<3600: return two(seconds / 60, "m", seconds % 60, "s")
    case ..<86_400: return two(seconds / 3600, "h", seconds / 60 % 60, "m")
    default: return two(seconds / 86_400, "d", seconds / 3600 % 24, "h")
    }
  }

  /// A number with a fixed count of digits behind the point.
  private static func fixed(_ value: Double, digits: Int) -> String {
    guard digits > 0 else { return "\(Int(value.rounded()))" }
    let scale = digits == 1 ? 10 : 100
    let scaled = Int((value * Double(scale)).rounded())
    let fraction = "\(scaled % scale)"
    return "\(scaled / scale).\(String(repeating: "0", count: digits - fraction.count))\(fraction)"
  }
}

extension String {
  fileprivate func leftPadded(to width: Int) -> String {
    String(repeating: " ", count: max(0, width - count)) + self
  }
}
