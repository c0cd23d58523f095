import CommandLineKit
import Foundation
import Testing

@Suite("ProgressMeter")
struct ProgressMeterTests {
  private static let clear = "\r\u{1B}[K"

  private func text(_ bytes: [UInt8]?) -> String { String(decoding: bytes ?? [], as: UTF8.self) }

  @Test("the line is redrawn, goes below lines that are written, and is removed at the end")
  func drawing() async throws {
    let result = await #expect(
      processExitsWith: .success,
      observing: [\.standardErrorContent],
    ) {
      let terminal = Terminal(
        environment: { _ in nil },
        isOutputTerminal: false,
        isErrorTerminal: true,
        columns: 80,
      )
      let meter = ProgressMeter("Baking", total: 100, unit: "loaves", on: terminal)
      for _ in 0..<70 {
        usleep(10_000)
        meter.advance()
      }
      StandardError.write("the oven is hot")
      meter.finish()
      meter.advance()
      StandardError.write("done")
    }
    let text = text(result?.standardErrorContent)
    let draws = text.components(separatedBy: Self.clear).dropFirst()
    // One drawing at the latest when all 0.7 seconds have gone, one below the line, one removal.
    #expect(draws.count >= 3)
    #expect(draws.first?.hasPrefix("Baking [") == true)
    let end = text.components(separatedBy: "the oven is hot\n")
    #expect(end.count == 2)
    #expect(end.first?.hasSuffix(Self.clear) == true)
    #expect(end.last?.hasPrefix("Baking [") == true)
    #expect(text.hasSuffix("left\(Self.clear)done\n"))
  }

  @Test("nothing is drawn for short work, without a terminal, or when quiet")
  func silence() async throws {
    let result = await #expect(
      processExitsWith: .success,
      observing: [\.standardErrorContent],
    ) {
      func terminal(isTerminal: Bool) -> Terminal {
        Terminal(
          environment: { _ in nil },
          isOutputTerminal: isTerminal,
          isErrorTerminal: isTerminal,
          columns: 80,
        )
      }
      let short = ProgressMeter("A", total: 1, unit: "", on: terminal(isTerminal: true))
      short.advance()
      short.finish()
      let piped = ProgressMeter("B", total: 2, unit: "", on: terminal(isTerminal: false))
      let quiet = ProgressMeter(
        "C",
        total: 2,
        unit: "",
        on: terminal(isTerminal: true),
        isQuiet: true
      )
      for _ in 0..<2 {
        usleep(400_000)
        piped.advance()
        quiet.advance()
      }
    }
    #expect(text(result?.standardErrorContent) == "")
  }

  @Test("threads that count together lose nothing")
  func threads() {
    let meter = ProgressMeter("Counting", total: nil, unit: "", on: Bakery.pipe)
    DispatchQueue.concurrentPerform(iterations: 8) { _ in
      for _ in 0..<10_000 { meter.advance() }
      meter.advance(by: 5)
    }
    #expect(meter.count == 80_040)
  }
}
