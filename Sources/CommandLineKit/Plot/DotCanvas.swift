/// A grid of dots drawn as text: braille patterns of two by four dots a character, or plain ASCII
/// with one dot a character.
///
/// Dots belong to a layer. Where layers share a character, the highest one decides its colour and,
/// in ASCII, its mark.
struct DotCanvas {
  /// What draws a character: 2 × 4 dots with Unicode, 1 × 1 in ASCII.
  enum Glyphs { case braille, ascii }

  let glyphs: Glyphs
  /// The extent in characters.
  let columns: Int
  let rows: Int
  private var cells: [Cell]

  private struct Cell {
    var dots: UInt8 = 0
    var layer = -1
  }

  init(columns: Int, rows: Int, glyphs: Glyphs) {
    self.columns = columns
    self.rows = rows
    self.glyphs = glyphs
    cells = Array(repeating: Cell(), count: columns * rows)
  }

  /// The extent in dots.
  var width: Int { glyphs == .braille ? 2 * columns : columns }
  var height: Int { glyphs == .braille ? 4 * rows : rows }

  /// The bit of each dot of a braille pattern, by row and column (Unicode 15, section 21.1).
  private static let bits: [[UInt8]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]

  /// Sets the dot at `x` from the left and `y` from the bottom; outside nothing happens.
  mutating func set(x: Int, y: Int, layer: Int) {
    guard x >= 0, x < width, y >= 0, y < height else { return }
    let down = height - 1 - y
    let across = glyphs == .braille ? 2 : 1
    let high = glyphs == .braille ? 4 : 1
    let at = (down / high) * columns + x / across
    cells[at].dots |= glyphs == .braille ? Self.bits[down % 4][x % 2] : 1
    cells[at].layer = max(cells[at].layer, layer)
  }

  /// Sets the dots of a straight line, ends included.
  ///
  /// - Source: Bresenham 1965, “Algorithm for computer control of a digital plotter”.
  mutating func line(from a: (x: Int, y: Int), to b: (x: Int, y: Int), layer: Int) {
    var (x, y) = a
    let dx = abs(b.x - x)
    let dy = -abs(b.y - y)
    let stepX = x < b.x ? 1 : -1
    let stepY = y < b.y ? 1 : -1
    var error = dx + dy
    while true {
      set(x: x, y: y, layer: layer)
      if x == b.x && y == b.y { return }
      let twice = 2 * error
      if twice >= dy {
        error += dy
        x += stepX
      }
      if twice <= dx {
        error += dx
        y += stepY
      }
    }
  }

  /// A row of the picture, counted from the top, as pieces of one layer each; layer -1 is blank.
  func pieces(row: Int, marks: [Character]) -> [(layer: Int, text: String)] {
    var result: [(layer: Int, text: String)] = []
    for column in 0..<columns {
      let cell = cells[row * columns + column]
      let glyph: Character
      if cell.dots == 0 {
        glyph = " "
      } else if glyphs == .braille {
        glyph = Character(Unicode.Scalar(UInt32(0x2800) + UInt32(cell.dots)) ?? " ")
      } else {
        glyph = marks[cell.layer]
      }
      if let last = result.indices.last, result[last].layer == cell.layer {
        result[last].text.append(glyph)
      } else {
        result.append((cell.layer, String(glyph)))
      }
    }
    return result
  }
}
