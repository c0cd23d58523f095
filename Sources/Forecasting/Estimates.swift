/// What estimation found for one series: enough to build its model again, on the same history or on
/// one that has grown, without estimating anything.
public struct Estimates: Hashable, Sendable {
  /// The member of a family that was chosen, such as `ETS(A,N,A)`; empty where there is no choice.
  public var form: String
  /// The numbers, in the order that the model defines.
  public var numbers: [Double]
  /// What was found for the members of a combination.
  public var members: [Estimates]

  /// The given findings; a model that estimates nothing has none.
  public init(form: String = "", numbers: [Double] = [], members: [Estimates] = []) {
    self.form = form
    self.numbers = numbers
    self.members = members
  }
}
