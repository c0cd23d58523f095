internal import CKernels

/// A block of memory that holds the elements of one or more tensors.
///
/// It is `@unchecked Sendable` because it is only written to while exactly one tensor refers to it.
final class Storage: @unchecked Sendable {
  let elementType: ElementType
  let count: Int
  let address: UnsafeMutableRawPointer

  /// A block for `count` elements with undefined contents.
  init(count: Int, of elementType: ElementType) {
    self.elementType = elementType
    self.count = count
    let (bytes, overflow) = count.multipliedReportingOverflow(by: elementType.byteCount)
    precondition(!overflow, "\(count) elements are more than memory can address")
    guard let block = almanac_pool_take(bytes) else {
      preconditionFailure("the system has no memory for a tensor of \(count) elements")
    }
    address = block
  }

  deinit {
    almanac_pool_give(address, count * elementType.byteCount)
  }
}
