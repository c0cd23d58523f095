/// Why something cannot be learnt or foretold.
public enum IntensityError: Error, Hashable, Sendable {
  /// No user did anything before the moment in question.
  case noHistory
  /// Nobody did anything in the window that a model has to learn from.
  case emptyWindow
  /// A window that a model was trained on is not to be foretold by it.
  case trainedOnWindow(until: Int64, asked: Int64)
  /// There is no model of this name.
  case unknownModel(name: String)
  /// The log names no items.
  case noItems
  /// A training did not stay finite.
  case diverged
  /// A file holds no audience model.
  case isNoModel
  /// A file has a later version of the format.
  case tooNew(version: String)
  /// Saved numbers do not make a model of this kind.
  case damaged(part: String)
}
