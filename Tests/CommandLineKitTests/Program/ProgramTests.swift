import CommandLineKit
import Testing

@Suite("Program")
struct ProgramTests {
  private let program = Bakery.program

  private func command(_ words: String...) -> (any Command)? {
    guard case .run(let command) = program.invocation(of: words, on: Bakery.pipe) else {
      return nil
    }
    return command
  }

  private func text(_ words: String...) -> String? {
    guard case .show(let text) = program.invocation(of: words, on: Bakery.pipe) else { return nil }
    return text
  }

  @Test("the first word chooses the command, by its name or an alias")
  func choice() throws {
    let bake = try #require(command("bake", "rye", "-n2") as? Bake)
    #expect(bake.recipe == "rye")
    #expect(bake.loaves == 2)
    #expect(command("roast", "rye") as? Bake != nil)
    #expect((command("sell", "-p0.5") as? Sell)?.price == 0.5)
  }

  @Test("asking for help or the version is a success")
  func questions() {
    let overview = text("help")
    #expect(overview == program.overview(on: Bakery.pipe))
    #expect(text("--help") == overview)
    #expect(text("-h") == overview)
    #expect(text("--version") == "bakery 1.2.3\n")
    #expect(text("-V") == "bakery 1.2.3\n")
    #expect(text("help", "bake") == text("bake", "--help"))
    #expect(text("help", "roast") == text("bake", "--help"))
    #expect(text("help", "help") == text("help", "--help"))
  }

  @Test("the manual and the completion scripts are written on request")
  func documents() throws {
    #expect(text("help", "--man") == program.manualPage())
    let bake = try #require(program.command("bake"))
    #expect(text("help", "bake", "--man") == program.manualPage(for: bake))
    for shell in Shell.allCases {
      #expect(text("completion", shell.rawValue) == program.completionScript(for: shell))
    }
  }

  @Test("without a command the overview is shown, as a fault")
  func nothing() {
    guard case .refuse(let error, let hint) = program.invocation(of: [], on: Bakery.pipe) else {
      Issue.record("accepted")
      return
    }
    #expect(error == .missingCommand)
    #expect(hint + "\n" == program.overview(on: Bakery.pipe))
  }

  @Test("the codes of the manual are those of sysexits.h")
  func exitCodes() {
    #expect(ExitCode.usage.rawValue == 64)
    #expect(ExitCode.badData.rawValue == 65)
    #expect(ExitCode.noInput.rawValue == 66)
    #expect(ExitCode.cannotWrite.rawValue == 73)
    #expect(ExitCode.interrupted.rawValue == 130)
    #expect(ExitCode(signal: 15).rawValue == 143)
  }
}
