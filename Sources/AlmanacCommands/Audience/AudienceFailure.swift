internal import CommandLineKit
internal import Glibc
internal import Intensity
internal import NeuralNetworks
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
    case .isNoModel: "\(file): holds no audience model"
    case .tooNew(let version): "\(file): has format version \(version)"
    }
  }
}

/// A file of an audience model that cannot be read or written, or does not suit the log.
struct AudienceFileFailure: CommandFailure {
  /// What is wrong.
  enum Fact {
    case file(WeightsError)
    case unwritable(WeightsError)
    case content(IntensityError)
    case otherTimes(isInteger: Bool)
    case noRelevance
  }

  let path: String
  let fact: Fact

  /// The error in one line.
  var prose: String {
    switch fact {
    case .file(.file(_, let code)):
      "\(path): cannot be read: \(String(cString: strerror(code)))"
    case .unwritable(.file(_, let code)):
      "\(path): cannot be written: \(String(cString: strerror(code)))"
    case .unwritable: "\(path): the model cannot be written"
    case .file: "\(path): is no file of a model, or was cut short; make one with --save"
    case .content(.isNoModel): "\(path): holds no audience model; make one with --save"
    case .content(.tooNew(let version)):
      "\(path): has format version \(version), this almanac reads 1; use the one that wrote it"
    case .content(.unknownModel(let name)):
      "\(path): names the model \(name.quoted), which this almanac does not have; use the one that wrote it"
    case .content(.damaged(let part)):
      "\(path): is damaged (\(part)); make it again with --save"
    case .content: "\(path): is damaged; make it again with --save"
    case .otherTimes(let isInteger):
      "\(path): has learnt from times that are "
        + (isInteger ? "numbers, these are dates" : "dates, these are numbers")
    case .noRelevance:
      "\(path): has learnt nothing of items; ask for --answer users, or train anew on a log with items"
    }
  }

  /// Missing input where the file could not be opened, as opposed to what is in it.
  var exitCode: ExitCode {
    switch fact {
    case .file(.file): .noInput
    case .unwritable: .cannotWrite
    default: .badData
    }
  }
}

extension AudienceModel {
  /// Reads a file.
  init(path: String) throws(AudienceFileFailure) {
    let file: WeightsFile
    do throws(WeightsError) { file = try WeightsFile(path: path) } catch {
      throw AudienceFileFailure(path: path, fact: .file(error))
    }
    do throws(IntensityError) { try self.init(file) } catch {
      throw AudienceFileFailure(path: path, fact: .content(error))
    }
  }

  /// Writes the model to a file.
  func write(to path: String) throws(AudienceFileFailure) {
    do throws(WeightsError) { try file.write(to: path) } catch {
      throw AudienceFileFailure(path: path, fact: .unwritable(error))
    }
  }
}
