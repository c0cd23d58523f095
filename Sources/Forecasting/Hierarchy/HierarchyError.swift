/// Why series cannot be added up.
public enum HierarchyError: Error, Hashable, Sendable {
  /// Their stamps do not meet.
  case stamps
  /// A series ends before others, so that what is known of its next steps is not about those of its sums.
  case ends(series: String)
}
