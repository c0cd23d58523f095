internal import CSystem

/// Gives memory that is free inside the process back to the system, so that what is needed from here on
/// can be seen from outside.
public func releaseFreeMemory() {
  almanac_release_free_memory()
}
