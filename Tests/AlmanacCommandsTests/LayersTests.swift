import AlmanacTesting
import Foundation
import Testing

@Suite("the layer check", .tags(.command))
struct LayersTests {
  /// Runs the check on a tree of one file.
  static func check(_ room: String, _ text: String) throws -> Tool.Outcome {
    let folder = try TemporaryFolder()
    let sources = folder.url.appendingPathComponent("Sources/\(room)")
    try FileManager.default.createDirectory(at: sources, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: sources.appendingPathComponent("File.swift"))
    return try Tool.shell(".ci/layers '\(folder.url.path)'")
  }

  @Test("the imports of this repository point down")
  func repository() throws {
    #expect(try Tool.shell(".ci/layers").code == 0)
  }

  @Test(
    "imports of lower rooms and of the toolchain pass",
    arguments: [
      "internal import Parallelism\npublic import struct TimeSeries.Series\n",
      "internal import Glibc\n// import CommandLineKit\nlet text = \"import Reporting\"\n",
      "",
    ]
  )
  func downward(text: String) throws {
    let outcome = try Self.check("Forecasting", text)
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(outcome.output == "layers: all imports point down\n")
  }

  @Test(
    "an import that points up or sideways fails, however it is written",
    arguments: [
      "import AlmanacCommands", "internal import CommandLineKit", "public import Intensity",
      "@testable import Reporting", "@_exported public import Synthesis", "  import Foundation",
      "import func Reporting.page", "@_spi(Shapes) import Reporting",
    ]
  )
  func upward(line: String) throws {
    let outcome = try Self.check("Forecasting", "internal import Glibc\n\(line)\n")
    #expect(outcome.code == 1)
    #expect(
      outcome.errors.hasPrefix("Sources/Forecasting/File.swift:2: layers: Forecasting may not")
    )
  }

  @Test("a folder that is no room fails")
  func strangers() throws {
    let outcome = try Self.check("Helpers", "internal import Glibc\n")
    #expect(outcome.code == 1)
    #expect(outcome.errors.contains("Sources/Helpers/ is no room"))
  }
}
