import AlmanacTesting
import Foundation
import Testing

@testable import TimeSeries

@Suite("CSV with damage")
struct CSVFuzzTests {
  private static let files: [(text: String, layout: CSVLayout?)] = [
    (
      #"""
      unique_id,ds,y,note
      a,2024-01-01,1.5,x
      a,2024-01-02,-2e3,"q, ""r"""
      "b c",2024-01-01,,
      "b c",2024-01-03,17.123456789012345,z
      d,2024-01-01,NA,"two
      lines"

      """#, nil
    ),
    ("date;a;b\r\n2024-01-01;1;2\r\n2024-02-01;3;\r\n2024-03-01;5;6\r\n", .columns),
    ("\"V1\",\"V2\",\"V3\"\nW1,\"1.5\",2\nW2,3,\nW3\n", .rows),
    ("unique_id,ds,y\n1,1,1\n1,2,2\n2,1,3\n1,3,4\n", .long),
  ]
  private static let bytes = Array("\"\"\",,;\n\r\t |0159.-+eE\u{0}aé".utf8) + [0xff, 0x80]

  @Test("any change of bytes gives a panel or an error", .tags(.property), arguments: 0..<8)
  func mutations(seed: Int) throws {
    var bits = Noise(state: UInt64(seed))
    let folder = try TemporaryFolder()
    let (text, layout) = Self.files[seed % Self.files.count]
    var panels = 0
    for round in 0..<300 {
      var damaged = Array(text.utf8)
      for _ in 0..<Int.random(in: 1...4, using: &bits) {
        let place = Int.random(in: 0..<damaged.count, using: &bits)
        let byte = Self.bytes[Int.random(in: 0..<Self.bytes.count, using: &bits)]
        switch Int.random(in: 0..<4, using: &bits) {
        case 0: damaged[place] = byte
        case 1: damaged.insert(byte, at: place)
        case 2: damaged.removeSubrange(place..<min(damaged.count, place + Int(byte % 9) + 1))
        default: damaged += damaged[place..<min(damaged.count, place + Int(byte % 40))]
        }
        if damaged.isEmpty { damaged = [byte] }
      }
      // A new file each time: to overwrite one makes some file systems wait for the disk.
      let path = try folder.file(damaged, name: "\(round).csv")
      defer { unlink(path) }
      for policy in [CSVOptions.ErrorPolicy.stop, .skip] {
        let given = options {
          $0.layout = bits.next() & 1 == 0 ? layout : nil
          $0.onError = policy
          $0.duplicates = .last
        }
        do throws(CSVError) {
          let (panel, report) = try Panel.reading(csv: path, options: given)
          // What was read is whole.
          for series in panel { #expect(series.index.count == series.values.count) }
          #expect(policy == .skip || report.skippedRows == 0)
          panels += 1
        } catch {
          #expect(error.location.file == path)
        }
      }
      do throws(CSVError) {
        var stream = try SeriesStream(csv: path, frequency: Frequency(.day))
        while let series = try stream.next() { #expect(series.values.count > 0) }
      } catch {
        #expect(error.location.file == path)
      }
    }
    #expect(panels > 0)
  }

  @Test("damaged gzip is an error", .tags(.property))
  func gzip() throws {
    var bits = Noise(state: 9)
    let folder = try TemporaryFolder()
    var file = try OutputFile(path: folder.path("whole.gz"))
    try file.write(
      Array("unique_id,ds,y\n".utf8) + Array((1...5000).map { "a,\($0),\($0)\n" }.joined().utf8)
    )
    try file.commit()
    let whole = Array(try Data(contentsOf: folder.url.appendingPathComponent("whole.gz")))
    for round in 0..<200 {
      var damaged = whole
      if bits.next() & 1 == 0 {
        damaged.removeLast(Int.random(in: 1..<whole.count - 2, using: &bits))
      } else {
        damaged[Int.random(in: 12..<whole.count, using: &bits)] ^= UInt8(1 << (bits.next() & 7))
      }
      let path = try folder.file(damaged, name: "\(round).gz")
      defer { unlink(path) }
      let error = #expect(throws: CSVError.self) { try Panel(csv: path) }
      #expect(error?.fact == .gzipDamaged)
    }
  }
}
