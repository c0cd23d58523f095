/// Growing memory that is reached through its address: what an array is, without the checks of
/// bounds and sharing in every access.
struct GrowingBuffer<Element>: ~Copyable {
  /// The first element; it moves when the buffer grows.
  private(set) var base: UnsafeMutablePointer<Element>
  private var capacity: Int
  /// How many elements there are.
  private(set) var count = 0

  init() {
    capacity = 16
    base = .allocate(capacity: capacity)
  }

  deinit {
    // The first `count` elements are the initialised ones, here and below.
    base.deinitialize(count: count)
    base.deallocate()
  }

  /// The element at a position, which must be below `count`.
  @inline(__always)
  subscript(position: Int) -> Element {
    get {
      assert(position < count)
      return base[position]
    }
    set {
      assert(position < count)
      base[position] = newValue
    }
  }

  /// Makes room for so many more elements.
  @inline(__always)
  mutating func reserve(_ more: Int) {
    if count + more > capacity { grow(more) }
  }

  @inline(never)
  private mutating func grow(_ more: Int) {
    capacity = max(2 * capacity, count + more)
    let larger = UnsafeMutablePointer<Element>.allocate(capacity: capacity)
    larger.moveInitialize(from: base, count: count)
    base.deallocate()
    base = larger
  }

  /// Adds an element at the end.
  mutating func append(_ element: Element) {
    reserve(1)
    (base + count).initialize(to: element)
    count += 1
  }

  /// Appends the `count` elements at `start`.
  mutating func append(_ start: UnsafePointer<Element>, count more: Int) {
    reserve(more)
    (base + count).initialize(from: start, count: more)
    count += more
  }

  /// Makes room for so many more elements and returns where the first of them goes.
  @inline(__always)
  mutating func end(withRoom more: Int) -> UnsafeMutablePointer<Element> {
    reserve(more)
    return base + count
  }

  /// Counts elements that have been initialised behind the last.
  ///
  /// - Precondition: there was room for them.
  @inline(__always)
  mutating func extend(by more: Int) {
    assert(more >= 0 && count + more <= capacity)
    count += more
  }

  /// Replaces the elements by equal ones.
  mutating func fill(_ element: Element, count newCount: Int) {
    removeAll()
    reserve(newCount)
    base.initialize(repeating: element, count: newCount)
    count = newCount
  }

  /// Takes the last element away.
  ///
  /// - Precondition: there is one.
  mutating func removeLast() -> Element {
    precondition(count > 0, "there is no last element")
    count -= 1
    return (base + count).move()
  }

  /// Forgets the elements and keeps the memory.
  mutating func removeAll() {
    base.deinitialize(count: count)
    count = 0
  }
}
