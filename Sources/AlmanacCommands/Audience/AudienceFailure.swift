internal import Intensity
internal import TimeSeries

/// A log of which nothing can be foretold.
struct AudienceFailure: CommandFailure {
  let file: String
  let fact: IntensityError
  let clock: EventClock

  /// The error in one line.
  var prose: String {
    let file = file == "-" ? "standard input" : file
    return switch fact {
    case .noHistory:
      "\(file): nobody did anything before the window; give a later --as-of"
    case .emptyWindow:
      "\(file): nothing happened in the window before --as-of, so nothing can be learnt; give a longer --horizon, or an --as-of within the log"
    case .trainedOnWindow(let until, let asked):
      "\(file): the model knows everything up to \(clock.text(until)), it cannot foretell from \(clock.text(asked)) on; train it without that"
    case .unknownModel(let name):
      "\(file): there is no model \(name.quoted)"
    case .noItems:
      "\(file): there is no column of items; name it with --item, or ask for --answer users"
    case .diverged:
      "\(file): the training did not stay finite; try another --relevance or --seed"
    case .damaged(let part):
      "\(file): what was saved of \(part) is damaged"
    }
  }
}
