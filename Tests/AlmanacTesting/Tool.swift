public import Foundation

/// The built tool, run as a process.
public enum Tool {
  /// What a run of the tool gave.
  public struct Outcome: Sendable {
    /// What it wrote to standard output.
    public var output: String
    /// What it wrote to standard error.
    public var errors: String
    /// Its exit code; that of a signal is negative.
    public var code: Int32

    /// The lines of standard output.
    public var lines: [String] { output.split(separator: "\n").map(String.init) }
    /// The last line of standard error.
    public var lastError: String { errors.split(separator: "\n").last.map(String.init) ?? "" }
  }

  /// The file of the tool: it is built beside the test bundle.
  public static var file: URL {
    let bundle = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    return bundle.deletingLastPathComponent().appendingPathComponent("almanac")
  }

  /// The top folder of the repository.
  public static var repository: URL {
    var folder = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { folder.deleteLastPathComponent() }
    return folder
  }

  /// Runs the tool in the repository's top folder and waits for its end.
  ///
  /// - Parameters:
  ///   - words: The words after the tool's name.
  ///   - input: What it reads from standard input.
  ///   - environment: Variables beside the plain ones: no colour, a UTF-8 locale.
  public static func run(
    _ words: [String],
    input: Data = Data(),
    environment: [String: String] = [:]
  ) throws -> Outcome {
    let folder = try TemporaryFolder()
    let (output, errors) = (folder.file("output"), folder.file("errors"))
    try input.write(to: folder.file("input"))
    for file in [output, errors] { try Data().write(to: file) }
    let process = Process()
    process.executableURL = file
    process.arguments = words
    process.currentDirectoryURL = repository
    process.environment = ["LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"].merging(environment) { $1 }
    process.standardInput = try FileHandle(forReadingFrom: folder.file("input"))
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    process.waitUntilExit()
    let code =
      process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
    return Outcome(
      output: String(decoding: try Data(contentsOf: output), as: UTF8.self),
      errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self),
      code: code
    )
  }

  /// Runs a line of the shell with the tool on its path, and waits for its end.
  public static func shell(_ line: String) throws -> Outcome {
    let process = Process()
    let (output, errors) = (Pipe(), Pipe())
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = ["-c", line]
    process.currentDirectoryURL = repository
    let path = file.deletingLastPathComponent().path + ":/usr/bin:/bin"
    process.environment = ["LANG": "C.UTF-8", "PATH": path]
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    // Errors are few lines, so reading one pipe to its end cannot block the other.
    let text = output.fileHandleForReading.readDataToEndOfFile()
    let complaints = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Outcome(
      output: String(decoding: text, as: UTF8.self),
      errors: String(decoding: complaints, as: UTF8.self),
      code: process.terminationStatus
    )
  }
}

/// A folder that goes away with its last reference.
public final class TemporaryFolder: Sendable {
  /// The folder.
  public let url: URL

  /// Makes a new folder.
  public init() throws {
    url = FileManager.default.temporaryDirectory
      .appendingPathComponent("almanac-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// The file of a name in the folder.
  public func file(_ name: String) -> URL { url.appendingPathComponent(name) }

  /// A file with this content; its path.
  public func path(of content: some DataProtocol, as name: String = "data.csv") throws -> String {
    try Data(content).write(to: file(name))
    return file(name).path
  }
}
