extension Array {
  /// At most so many elements, spread evenly over the array in their order.
  public func spread(atMost most: Int) -> [Element] {
    count <= most ? self : (0..<most).map { self[$0 * count / most] }
  }
}
