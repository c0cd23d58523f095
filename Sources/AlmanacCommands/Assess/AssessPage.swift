internal import Reporting
internal import Synthesis
internal import TimeSeries

/// The page about synthetic series: how realistic they are, how useful and how private, and what that
/// rests on.
struct AssessPage {
  let command: AssessCommand
  let assessment: Assessment
  let comparison: WindowComparison
  let usefulness: Usefulness?
  /// All scores, a line each.
  let lines: [ScoreLine]
  /// What is to be known of the files.
  let remarks: [String]
  let counts: (real: Int, made: Int)
  let fingerprints: (real: String, made: String)
  let seconds: Double

  /// How far the windows are from real ones, for one who looks at them.
  enum Realism { case alike, close, apart }

  /// How many times the floor Context-FID is.
  private var distance: Double {
    let score = assessment.contextFID
    return score.mean / max(score.floor ?? 0, 1e-12)
  }

  /// Judged by whether a network can tell both apart where one was trained, else by the distance.
  private var realism: Realism {
    if let told = assessment.discriminative?.mean {
      return told < 0.1 && distance < 4 ? .alike : told < 0.3 ? .close : .apart
    }
    return distance < 2 ? .alike : distance < 6 ? .close : .apart
  }

  /// What a distance from the closest real window below that of held-back ones says.
  private var closeness: Double {
    assessment.privacy.madeDistance / assessment.privacy.heldBackDistance
  }

  private var givesAway: Bool {
    assessment.privacy.copies > 0 || closeness < 0.8
      || (assessment.privacy.membershipAdvantage ?? 0) > 0.2
  }

  /// The page.
  var report: Report {
    var report = Report(
      kicker:
        "Assessment of synthetic series · \(command.synthetic.fileName) · \(Digits.grouped(counts.made)) beside "
        + "\(Digits.grouped(counts.real)) real ones",
      title: title,
      lead: [realismInProse, usefulnessInProse, privacyInProse],
      nextCommand: nextCommand
    )
    report.headlines = headlines
    report.sections = [
      realismSection, statistics, windows, usefulnessSection, privacySection, allScores,
    ]
    report.provenance =
      [
        Fact(
          "data",
          "\(command.input.file), fingerprint \(fingerprints.real); \(command.synthetic), fingerprint \(fingerprints.made)"
        ),
        Fact(
          "windows",
          "\(assessment.plan.windowCount) of \(assessment.plan.length) steps from each file, \(assessment.plan.repeats) times"
        ),
        Fact(
          "encoder",
          assessment.hasGivenEncoder
            ? command.encoder ?? ""
            : "trained on the real windows; distances cannot be compared with those of other encoders"
        ),
      ] + Fact.run(command.options, seconds: seconds)
    return report
  }

  private var title: String {
    let first =
      switch realism {
      case .alike: "The synthetic series can hardly be told from real ones"
      case .close: "The synthetic series come close to real ones, but can be told apart"
      case .apart: "The synthetic series are easily told from real ones"
      }
    return first + (givesAway ? ", and they give away what they were learnt from" : "")
  }

  // MARK: - The first screen

  private var headlines: [Headline] {
    var result = [
      Headline(
        "\(Digits.fixed(distance, 1)) ×",
        "the distance that real windows have from other real ones (Context-FID; 1 is ideal)"
      )
    ]
    if let told = assessment.discriminative {
      result.append(
        Headline(
          Digits.percent(0.5 + told.mean),
          "of windows are told apart rightly by a network; 50 % is chance"
        )
      )
    }
    if let usefulness {
      let gain = 1 - usefulness.both / usefulness.real
      result.append(
        Headline(
          Digits.percent(abs(gain)),
          "\(gain >= 0 ? "lower" : "higher") error of forecasts that learn from them as well"
        )
      )
    } else if let predictive = assessment.predictive, let floor = predictive.floor {
      result.append(
        Headline(
          "\(Digits.fixed(predictive.mean / floor, 2)) ×",
          "the error of a network that has learnt from them instead of real windows"
        )
      )
    }
    result.append(
      Headline(
        "\(Digits.fixed(closeness, 2)) ×",
        "as far from the closest real window as windows that were not learnt from"
      )
    )
    return result
  }

  private var realismInProse: String {
    let score = assessment.contextFID
    var text =
      "**How realistic?** Context-FID is \(Digits.short(score.mean)); real windows of the same series have \(Digits.short(score.floor ?? .nan)) among "
      + "themselves, which nothing can be expected to beat."
    if let told = assessment.discriminative {
      text +=
        " A network that tries to tell both apart is right in \(Digits.percent(0.5 + told.mean)) of the cases."
    }
    return text
  }

  private var usefulnessInProse: String {
    if let usefulness {
      let gain = usefulness.real - usefulness.both
      let isSure = abs(gain) > 2 * usefulness.standardError
      return
        "**How useful?** Trees that learn from real and synthetic series forecast with a MASE of \(Digits.fixed(usefulness.both, 3)), "
        + "from real ones alone \(Digits.fixed(usefulness.real, 3)), from synthetic ones alone \(Digits.fixed(usefulness.synthetic, 3))"
        + (isSure
          ? gain > 0 ? ": they help." : ": they harm." : "; the difference may be chance.")
    }
    if let predictive = assessment.predictive, let floor = predictive.floor {
      return
        "**How useful?** A network that has learnt from synthetic windows errs by \(Digits.short(predictive.mean)) on real ones, "
        + "one that has learnt from real ones by \(Digits.short(floor)). `--usefulness` says what they are worth to forecasts."
    }
    return "**How useful?** `--usefulness` says what they are worth to forecasts."
  }

  private var privacyInProse: String {
    let privacy = assessment.privacy
    let others =
      privacy.hasHeldBack
      ? "real windows of the series held back" : "later real windows of the same series"
    var text =
      "**How private?** The closest real window is \(Digits.short(privacy.madeDistance)) away, for \(others) it is "
      + "\(Digits.short(privacy.heldBackDistance))"
    text +=
      closeness < 0.8
      ? ": closer than chance would have it, so that windows may have been learnt by heart."
      : ": not closer than chance would have it."
    text +=
      privacy.copies == 0
      ? " No window is a copy." : " \(privacy.copies) windows are copies, step for step."
    if let advantage = privacy.membershipAdvantage {
      text +=
        " Guessing which series were learnt from is \(Digits.percent(advantage)) better than chance."
    } else {
      text +=
        " Series that were not learnt from, given with `--held-back`, would tell more."
    }
    return text
  }

  /// To be assessed further, or to be used.
  private var nextCommand: String {
    let (real, made) = (command.input.file.shellWord, command.synthetic.shellWord)
    let together =
      command.together.isEmpty
      ? "" : " --together " + command.together.joined(separator: ",").shellWord
    return realism == .apart
      ? "almanac generate \(real)\(together) --time-budget 1h --save series.gan -o \(made)"
      : "almanac forecast \(real) --model boosting --augment \(made) -o forecast.csv"
  }
}
