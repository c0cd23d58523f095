import AlmanacTesting
import Testing

@testable import CommandLineKit

@Suite("ProgressLine")
struct ProgressLineTests {
  private func line(
    _ done: Int,
    of total: Int?,
    after seconds: Double,
    label: String = "Fitting"
  ) -> ProgressLine {
    ProgressLine(label: label, unit: "series", done: done, total: total, elapsedSeconds: seconds)
  }

  @Test("bar, count, rate and remaining time fill the line")
  func wide() {
    #expect(
      line(42_000, of: 100_000, after: 34).text(width: 79, isUnicode: true)
        == "Fitting ━━━━━━━━━━━╸────────────────  42%  42.0k/100k series  1.24k/s  47s left"
    )
    #expect(
      line(42_000, of: 100_000, after: 34).text(width: 79, isUnicode: false)
        == "Fitting [==========>               ]  42%  42.0k/100k series  1.24k/s  47s left"
    )
  }

  @Test("the bar is empty at the beginning and full at the end")
  func ends() {
    #expect(
      line(0, of: 8, after: 1).text(width: 42, isUnicode: true)
        == "Fitting ─────────────────   0%  0/8 series"
    )
    #expect(
      line(8, of: 8, after: 4).text(width: 48, isUnicode: true)
        == "Fitting ━━━━━━━━━━━━━━━━━━ 100%  8/8 series  2/s"
    )
    #expect(
      line(8, of: 8, after: 4).text(width: 48, isUnicode: false)
        == "Fitting [================] 100%  8/8 series  2/s"
    )
  }

  @Test("an unknown total turns a sign and shows the time that has gone")
  func unknownTotal() {
    #expect(
      line(1_234_567, of: nil, after: 65, label: "Reading").text(
        width: 79,
        isUnicode: true,
        frame: 2
      )
        == "⠹ Reading  1.23M series  19.0k/s  1m05s"
    )
    #expect(
      line(1_234_567, of: nil, after: 65, label: "Reading").text(width: 79, isUnicode: false)
        == "| Reading  1.23M series  19.0k/s  1m05s"
    )
  }

  @Test("on a narrow line the least important goes first")
  func narrow() {
    let line = line(42_000, of: 100_000, after: 34)
    #expect(
      line.text(width: 60, isUnicode: true)
        == "Fitting  42%  42.0k/100k series  1.24k/s  47s left"
    )
    #expect(line.text(width: 45, isUnicode: true) == "Fitting 42%  42.0k/100k series  47s left")
    #expect(line.text(width: 30, isUnicode: true) == "Fitting 42%  47s left")
    #expect(line.text(width: 12, isUnicode: true) == "Fitting 42%")
    #expect(line.text(width: 5, isUnicode: true) == "42%")
    #expect(line.text(width: 0, isUnicode: true) == "")
  }

  @Test("no line is longer than its room", .tags(.property))
  func neverTooLong() {
    for total in [nil, 0, 1, 17, 100_000, Int.max] {
      for done in [0, 1, 16, 99_999, Int.max] {
        for seconds in [0, 0.001, 59.9, 1e5, 1e12] {
          let line = line(done, of: total, after: seconds)
          for width in 0...120 {
            #expect(line.text(width: width, isUnicode: true, frame: width).count <= width)
            #expect(line.text(width: width, isUnicode: false, frame: width).count <= width)
          }
        }
      }
    }
  }

  @Test("ASCII means ASCII")
  func ascii() {
    for total in [nil, 100] {
      let text = line(50, of: total, after: 3).text(width: 79, isUnicode: false)
      #expect(text.utf8.allSatisfy { $0 < 128 })
    }
  }

  @Test(
    "numbers take at most five characters",
    arguments: [
      (0, "0"), (1, "1"), (0.25, "0.25"), (9.994, "9.99"), (9.996, "10"), (12.3, "12"),
      (999, "999"),
      (999.6, "1.00k"), (1000, "1.00k"), (1234, "1.23k"), (9994, "9.99k"), (9996, "10.0k"),
      (99_960, "100k"), (999_499, "999k"), (999_500, "1.00M"), (1e9, "1.00G"), (1e12, "1.00T"),
    ]
  )
  func numbers(value: Double, text: String) {
    #expect(ProgressLine.numberText(value) == text)
  }

  @Test(
    "times are told in two units",
    arguments: [
      (0, "0s"), (59.4, "59s"), (59.6, "1m00s"), (125, "2m05s"), (3600, "1h00m"), (3720, "1h02m"),
      (86_400, "1d00h"), (273_600, "3d04h"),
    ]
  )
  func times(seconds: Double, text: String) {
    #expect(ProgressLine.durationText(seconds) == text)
  }

  @Test("slow work is told by the minute")
  func slow() {
    #expect(
      line(3, of: 9, after: 90).text(width: 60, isUnicode: true)
        .hasSuffix(" 33%  3/9 series  2/min  3m00s left")
    )
  }
}
