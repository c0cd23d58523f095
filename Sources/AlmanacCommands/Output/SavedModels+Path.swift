internal import CommandLineKit
internal import Forecasting
internal import Glibc
internal import NeuralNetworks

/// A file of saved models that cannot be read, or does not suit the panel.
struct SavedModelsFailure: CommandFailure {
  /// What is wrong.
  enum Fact {
    case unreadable(SavedModelsError)
    case otherFrequency(saved: String, actual: String)
    case shorterHorizon(learnt: Int, asked: Int)
    case shorterSeasons(learnt: Int, asked: Int)
    case missingColumns([String])
  }

  let path: String
  let fact: Fact

  /// The error in one line.
  var prose: String {
    switch fact {
    case .otherFrequency(let saved, let actual):
      "\(path): was saved from a panel of frequency \(saved), this one has \(actual); fit it anew with --save"
    case .shorterHorizon(let learnt, let asked):
      "\(path): has learnt \(learnt) steps ahead, \(asked) are asked for; ask for fewer with --horizon, or train anew"
    case .shorterSeasons(let learnt, let asked):
      "\(path): has learnt \(learnt) steps ahead, --temporal forecasts whole seasons, \(asked); leave it out, or train anew"
    case .missingColumns(let names):
      "\(path): has learnt from \(names.map(\.quoted).joined(separator: ", ")), which the input does not have; "
        + "give the options that it was saved with, such as --future or --static"
    case .unreadable(.unreadable(.file(_, let code))):
      "\(path): cannot be read: \(String(cString: strerror(code)))"
    case .unreadable(.unreadable):
      "\(path): is no file of saved models, or was cut short; make one with --save"
    case .unreadable(.isNoModel):
      "\(path): holds tensors but no saved models; make one with --save"
    case .unreadable(.tooNew(let version)):
      "\(path): has format version \(version), this almanac reads 1; use the one that wrote it"
    case .unreadable(.unknownModel(let name)):
      "\(path): names the model \(name.quoted), which this almanac does not have; use the one that wrote it"
    case .unreadable(.damaged(let part)):
      "\(path): is damaged (\(part)); make it again with --save"
    }
  }

  /// Missing input where the file could not be opened, as opposed to what is in it.
  var exitCode: ExitCode {
    if case .unreadable(.unreadable(.file)) = fact { .noInput } else { .badData }
  }
}

extension SavedModels {
  /// Reads a file.
  init(path: String) throws(SavedModelsFailure) {
    do throws(SavedModelsError) {
      let file: WeightsFile
      do throws(WeightsError) { file = try WeightsFile(path: path) } catch {
        throw .unreadable(error)
      }
      try self.init(file)
    } catch {
      throw SavedModelsFailure(path: path, fact: .unreadable(error))
    }
  }
}
