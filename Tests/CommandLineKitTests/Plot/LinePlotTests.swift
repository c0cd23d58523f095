import AlmanacTesting
import Testing

@testable import CommandLineKit

@Suite("LinePlot")
struct LinePlotTests {
  static let plot = LinePlot(
    title: "sales",
    lines: [
      .init(.past, start: 0, values: [0, 5, 10, 5, 0, 5, 10]),
      .init(.future, start: 7, values: [5, 0, 5]),
    ],
    bands: [.init(start: 7, lower: [4, -2, 3], upper: [6, 2, 7])],
    labels: [(0, "Jan"), (7, "Aug"), (9, "Oct")]
  )

  @Test("ASCII shows past, future and band with marks of their own")
  func ascii() {
    let text = Self.plot.rendered(width: 40, height: 5, unicode: false)
    #expect(
      text == [
        "sales",
        " 10 +       **             **           ",
        "    |     **  **         **     . .     ",
        "  4 +  ***      **    ***      oo. . ooo",
        "    |**           ****           oooo . ",
        " -2 +                              . . .",
        "    +-----------------------------------",
        "     Jan                       Aug   Oct",
      ]
    )
    #expect(text.allSatisfy { $0.count <= 40 })
  }

  @Test("braille shows only braille inside the axis")
  func braille() {
    let text = Self.plot.rendered(width: 40, height: 5, unicode: true)
    let picture = text[1...5].map { $0.drop { $0 != "┤" && $0 != "│" }.dropFirst() }
    let allowed: (Character) -> Bool = { c in
      c == " " || c.unicodeScalars.allSatisfy { (0x2800...0x28FF).contains($0.value) }
    }
    #expect(picture.allSatisfy { $0.count == 40 - text[1].prefix { $0 != "┤" }.count - 1 })
    #expect(picture.joined().allSatisfy(allowed))
  }

  @Test(
    "awkward values neither crash nor spill over the width",
    .tags(.property),
    arguments: [
      [], [.nan], [1], [1, 1, 1], [-1e15, 1e15], [1e-15, 2e-15], [.nan, 3, .nan],
      [-.greatestFiniteMagnitude, .greatestFiniteMagnitude], [.infinity, 1],
      (0..<1000).map { Double($0 * 37 % 101) },
    ] as [[Double]]
  )
  func awkward(values: [Double]) {
    let plot = LinePlot(
      title: "",
      lines: [.init(.past, start: 0, values: values)],
      labels: [(0, "start")]
    )
    for unicode in [true, false] {
      for width in [1, 20, 33, 80] {
        let text = plot.rendered(width: width, height: 6, unicode: unicode)
        #expect(text.isEmpty == !values.contains(where: \.isFinite))
        #expect(text.allSatisfy { $0.count <= max(20, width) })
      }
    }
  }

  @Test(
    "axis numbers are short and true",
    arguments: [
      (0, "0"), (112, "112"), (-0.5, "-0.5"), (1234.56, "1235"), (99.96, "99.96"), (9.9996, "10"),
      (0.0012, "0.001"), (1e15, "1e15"), (-2.5e-15, "-2.5e-15"), (123_456_789, "1.23e8"),
      (9_999_999, "9999999"), (9.999e9, "1e10"), (.nan, "-"), (-.infinity, "-inf"),
    ] as [(Double, String)]
  )
  func axisNumbers(value: Double, text: String) {
    #expect(LinePlot.short(value) == text)
  }
}
