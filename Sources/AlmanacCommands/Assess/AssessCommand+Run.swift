internal import CommandLineKit
internal import Forecasting
internal import NeuralNetworks
internal import Parallelism
internal import Synthesis
internal import TimeSeries

extension AssessCommand {
  func run(on terminal: Terminal) throws -> ExitCode {
    let inputs = [input.file, synthetic, heldBack, encoder].compactMap(\.self)
    for path in inputs {
      try refuseReplacing(input: path, with: output)
      if let picture { try refuseReplacing(input: path, with: picture, option: "--picture") }
    }
    var file = try OutputFile(path: output)
    var points = try picture.map { path in try CSVWriter(path: path) }
    try pages.prepare(inputs: inputs)
    let watch = Stopwatch()
    let realSet = try JointPanel(csv: input.file, options: input.csvOptions, together: together)
    let madeSet = try JointPanel(csv: synthetic, like: realSet, options: input.csvOptions)
    let others = try heldBack.map { path in
      try JointPanel(csv: path, like: realSet, options: input.csvOptions)
    }
    let (real, made, report) = (realSet.panel, madeSet.panel, realSet.report)
    let season = self.season ?? SeasonalPeriod(of: real, frequency: report.frequency).period
    let meter = ProgressMeter(
      "Assessing",
      total: nil,
      unit: "",
      on: terminal,
      isQuiet: options.quiet
    )
    var lines: [ScoreLine] = []
    var remarks = report.remarks
    remarks += madeSet.report.remarks.map { "\(synthetic): \($0)" }
    if let heldBack, let others {
      remarks += others.report.remarks.map { "\(heldBack): \($0)" }
    }
    let given = try encoder.map(read)
    let assessment: Assessment
    let comparison: WindowComparison
    do throws(SynthesisError) {
      let length =
        window ?? WindowSource.usualLength(for: real, season: season) ?? 8
      comparison = try WindowComparison(
        real: realSet.groups,
        synthetic: madeSet.groups,
        length: length
      )
      if comparison.unmatchedCount > 0 {
        remarks.append(
          "\(comparison.unmatchedCount) synthetic series are in the likeness of no real one by their ids, "
            + "and scaled by themselves"
        )
      }
      let strangers = try others.map { others throws(SynthesisError) in
        try WindowSource(
          others.groups,
          length: length,
          features: TimeFeatures(frequency: report.frequency, season: season)
        )
      }
      assessment = try withThreads(options.threadCount) { () throws(SynthesisError) in
        try Assessment(comparison, plan(length), heldBack: strangers, encoder: given) { name in
          meter.rename("Assessing: \(name)")
          meter.advance()
          return !Interrupt.isRequested
        }
      }
    } catch .interrupted {
      throw Interrupted(output: output)
    } catch .foreignEncoder(let count, let expected) {
      throw SynthesisFailure(
        path: encoder ?? "",
        error: .foreignEncoder(variableCount: count, expected: expected)
      )
    } catch {
      throw SynthesisFailure(path: synthetic, error: error)
    }
    lines += assessment.lines
    var gain: Usefulness?
    if usefulness {
      meter.rename("Assessing: usefulness")
      gain = try? withThreads(options.threadCount) {
        try Usefulness(
          real: realSet.singles,
          synthetic: madeSet.singles,
          season: season,
          horizon: report.frequency.usualHorizon,
          seed: options.seed
        )
      }
      if let gain {
        lines += gain.lines
        remarks.append(
          "usefulness is of \(gain.seriesCount) \(together.isEmpty ? "series" : "columns of series"); the generator should not have seen their last "
            + "\(report.frequency.usualHorizon) steps"
        )
      } else {
        remarks.append("usefulness left out: no series is long enough to forecast its end")
      }
    }
    meter.finish()
    let table = ScoreTable(lines: lines)
    if json {
      try file.write(table.json)
    } else {
      var text = [
        "\(windows) windows of \(assessment.plan.length) steps, \(repeats) times; floor: real windows of the same series"
      ]
      text += [""] + table.text(style: terminal.outputStyle)
      try file.write(Array((text.joined(separator: "\n") + "\n").utf8))
    }
    if points != nil {
      points?.append("set")
      for name in ["x", "y"] { points?.append(name) }
      try points?.endRow()
      for (set, places) in [("real", assessment.plane.real), ("synthetic", assessment.plane.made)] {
        for place in places {
          points?.append(set)
          points?.append(place.x)
          points?.append(place.y)
          try points?.endRow()
        }
      }
      try points.take()?.commit()
    }
    try file.commit()
    if pages.areWanted {
      let page = AssessPage(
        command: self,
        assessment: assessment,
        comparison: comparison,
        usefulness: gain,
        lines: lines,
        remarks: remarks,
        counts: (real.count, made.count),
        fingerprints: (Fingerprint.text(of: real), Fingerprint.text(of: made)),
        seconds: watch.seconds
      )
      try pages.write(page.report, code: page.script)
    }
    if !options.quiet {
      for remark in remarks { StandardError.write("almanac: \(remark)") }
      if !assessment.hasGivenEncoder {
        StandardError.write(
          "almanac: the encoder was trained on the real windows; distances cannot be compared with "
            + "those of others"
        )
      }
      StandardError.write(
        "almanac: \(real.count) real and \(made.count) synthetic series, \(watch.text) s"
      )
    }
    return .success
  }

  private func read(_ path: String) throws -> CausalEncoder {
    do { return try CausalEncoder(WeightsFile(path: path)) } catch {
      throw SynthesisFailure(path: path, error: .weights(error))
    }
  }

  private func plan(_ length: Int) -> Assessment.Plan {
    var plan = Assessment.Plan(length: length)
    (plan.windowCount, plan.repeats, plan.trainings) = (windows, repeats, trainings)
    (plan.hasContrastive, plan.seed) = (contrastive, options.seed)
    return plan
  }
}
