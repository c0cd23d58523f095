internal import CommandLineKit
internal import Forecasting

/// A model that was asked for by one of its names.
struct ModelChoice: OptionValue {
  let model: any CatalogueModel.Type

  init(_ model: any CatalogueModel.Type) {
    self.model = model
  }

  init(optionText: String) throws(OptionValueError) {
    guard let model = ModelCatalogue.model(named: optionText) else {
      throw OptionValueError(optionText)
    }
    self.model = model
  }

  var optionText: String? { model.entry.name }

  /// Which covariates it reads.
  var covariateUse: CovariateUse { (model as? any LocalForecaster.Type)?.covariateUse ?? .none }

  /// Whether its training can be ended by a time budget: trees alone grow as many as they need.
  var isTimed: Bool { model is any GlobalForecaster.Type && !(model is BoostingForecaster.Type) }

  static let expected =
    "one of " + ModelCatalogue.models.map { $0.entry.name }.joined(separator: ", ")
  static let placeholder = "model"
  static let completion = CompletionHint.choices(
    ModelCatalogue.models.map { Choice($0.entry.name, $0.entry.summary) }
  )
  var optionSummary: String { model.entry.summary }
}
