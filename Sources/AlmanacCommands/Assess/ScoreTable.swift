internal import CommandLineKit
internal import Synthesis

/// One line of an assessment.
struct ScoreLine {
  let name: String
  let value: Double
  var deviation: Double?
  var floor: Double?
  /// What a good value is.
  let meaning: String

  init(
    _ name: String,
    _ value: Double,
    deviation: Double? = nil,
    floor: Double? = nil,
    _ meaning: String
  ) {
    (self.name, self.value, self.deviation) = (name, value, deviation)
    (self.floor, self.meaning) = (floor, meaning)
  }

  init(_ name: String, _ score: Assessment.Score, _ meaning: String) {
    self.init(name, score.mean, deviation: score.deviation, floor: score.floor, meaning)
  }
}

extension Assessment {
  /// The scores, a line each.
  var lines: [ScoreLine] {
    var lines = [ScoreLine("Context-FID", contextFID, "0, or the floor")]
    if let contrastiveFID {
      lines.append(ScoreLine("Context-FID by contrast", contrastiveFID, "0, or the floor"))
    }
    if let discriminative {
      lines.append(ScoreLine("discriminative", discriminative, "0; worst 0.5"))
    }
    if let predictive { lines.append(ScoreLine("predictive", predictive, "the floor")) }
    for (name, score) in shapes { lines.append(ScoreLine(name, score, "0, or the floor")) }
    if let correlational {
      lines.append(ScoreLine("correlational", correlational, "0, or the floor"))
    }
    for (name, value, floor) in [
      ("precision", neighbours.precision, neighbourFloor.precision),
      ("recall", neighbours.recall, neighbourFloor.recall),
      ("coverage", neighbours.coverage, neighbourFloor.coverage),
    ] {
      lines.append(ScoreLine(name, value, floor: floor, "1, or the floor"))
    }
    lines.append(
      ScoreLine(
        "closest real window",
        privacy.madeDistance,
        floor: privacy.heldBackDistance,
        "no less than the floor"
      )
    )
    lines.append(ScoreLine("exact copies", Double(privacy.copies), "0"))
    if let advantage = privacy.membershipAdvantage {
      lines.append(ScoreLine("membership advantage", advantage, "0; worst 1"))
    }
    return lines
  }
}

/// Scores as text.
struct ScoreTable {
  let lines: [ScoreLine]

  /// A table to read.
  func text(style: Style) -> [String] {
    var table = TextTable(
      columns: ["score"],
      rightAligned: ["value", "deviation", "floor", "good is"]
    )
    for line in lines {
      table.append([
        line.name, Self.short(line.value), line.deviation.map(Self.short) ?? "",
        line.floor.map(Self.short) ?? "", line.meaning,
      ])
    }
    return table.lines(header: style.bold)
  }

  /// An object for each score.
  var json: [UInt8] {
    var text = JSONText()
    for line in lines {
      text.beginObject()
      text.append(line.name, as: "score")
      text.append(line.value, as: "value")
      if let deviation = line.deviation { text.append(deviation, as: "deviation") }
      if let floor = line.floor { text.append(floor, as: "floor") }
      text.endObject()
    }
    return text.bytes
  }

  /// A number with three digits that say something, and no fewer than four behind the point for a small
  /// one.
  private static func short(_ value: Double) -> String {
    guard value.isFinite, value.magnitude < 10, value != value.rounded() else {
      return LinePlot.short(value)
    }
    let scaled = Int((value.magnitude * 10_000).rounded())
    let digits = String(scaled % 10_000)
    return (value < 0 ? "-" : "") + "\(scaled / 10_000)."
      + String(repeating: "0", count: 4 - digits.count) + digits
  }
}
