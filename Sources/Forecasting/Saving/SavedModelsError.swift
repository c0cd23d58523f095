public import NeuralNetworks

/// Why a file of saved models could not be read.
public enum SavedModelsError: Error, Equatable, Sendable {
  /// It is no readable file of tensors.
  case unreadable(WeightsError)
  /// It holds tensors, but no models of this program.
  case isNoModel
  /// It was written in a later version of the format.
  case tooNew(version: String)
  /// It names a model that this program does not have.
  case unknownModel(name: String)
  /// A part is missing or contradicts the rest.
  case damaged(part: String)
}
