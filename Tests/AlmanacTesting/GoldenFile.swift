internal import Foundation

/// The recorded numbers of a peer, in the folder `Golden` beside the tests that read them.
///
/// - Parameter test: the test's own source file; its folder or the nearest one above it that has a
///   `Golden` is used.
public func goldenFile<Content: Decodable>(
  _ name: String,
  as type: Content.Type = Content.self,
  beside test: StaticString = #filePath
) throws -> Content {
  var folder = URL(filePath: "\(test)").deletingLastPathComponent()
  while folder.path() != "/" {
    let file = folder.appending(path: "Golden/\(name)")
    if FileManager.default.fileExists(atPath: file.path()) {
      return try JSONDecoder().decode(type, from: Data(contentsOf: file))
    }
    folder.deleteLastPathComponent()
  }
  throw CocoaError(.fileNoSuchFile)
}
