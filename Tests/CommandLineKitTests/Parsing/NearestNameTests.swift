import AlmanacTesting
import CommandLineKit
import Testing

@Suite("Nearest name")
struct NearestNameTests {
  /// All words of at most three letters over three letters: enough for every kind of edit.
  private static let words: [String] = {
    var words = [""]
    var longest = [""]
    for _ in 0..<3 {
      longest = longest.flatMap { word in ["a", "b", "c"].map { word + $0 } }
      words += longest
    }
    return words
  }()

  /// The words one edit away from `word`.
  private func neighbours(of word: String) -> Set<String> {
    let letters = Array(word)
    var result: Set<String> = []
    for index in letters.indices {
      var copy = letters
      copy.remove(at: index)
      result.insert(String(copy))
      for letter in "abc" {
        copy = letters
        copy[index] = letter
        result.insert(String(copy))
      }
      if index + 1 < letters.count {
        copy = letters
        copy.swapAt(index, index + 1)
        result.insert(String(copy))
      }
    }
    for index in 0...letters.count {
      for letter in "abc" {
        var copy = letters
        copy.insert(letter, at: index)
        result.insert(String(copy))
      }
    }
    return result.subtracting([word])
  }

  @Test("the distance is a metric", .tags(.property))
  func metric() {
    for a in Self.words {
      #expect(editDistance(a, a) == 0)
      for b in Self.words {
        let distance = editDistance(a, b)
        #expect(distance == editDistance(b, a))
        #expect((distance == 0) == (a == b))
        #expect(distance <= max(a.count, b.count))
        #expect(distance >= abs(a.count - b.count))
      }
    }
    // Every third word keeps the number of triples small.
    let some = Self.words.enumerated().filter { $0.offset % 3 == 0 }.map(\.element)
    for a in some {
      for b in some {
        for c in some {
          #expect(editDistance(a, c) <= editDistance(a, b) + editDistance(b, c), "\(a) \(b) \(c)")
        }
      }
    }
  }

  @Test("one insertion, deletion, substitution or swap is distance 1", .tags(.property))
  func singleEdits() {
    for word in Self.words {
      for neighbour in neighbours(of: word) {
        #expect(editDistance(word, neighbour) == 1, "\(word) \(neighbour)")
      }
    }
  }

  @Test("known distances")
  func known() {
    #expect(editDistance("kitten", "sitting") == 3)
    // Two with letters inserted between swapped ones, where the simpler algorithm says three.
    #expect(editDistance("ca", "abc") == 2)
    #expect(editDistance("horizon", "horzion") == 1)
  }

  @Test("a name with one slip is found again", .tags(.property))
  func oneSlip() {
    let names = ["--horizon", "--frequency", "--levels", "--output", "--seed", "--threads"]
    for name in names {
      let letters = Array(name)
      for index in 3..<letters.count {
        var copy = letters
        copy.remove(at: index)
        #expect(nearestName(to: String(copy), among: names) == name)
        copy.insert("x", at: index)
        #expect(nearestName(to: String(copy), among: names) == name)
      }
    }
  }

  @Test("a beginning is completed when only one name has it")
  func beginnings() {
    #expect(nearestName(to: "--freq", among: ["--frequency", "--from"]) == "--frequency")
    #expect(nearestName(to: "--f", among: ["--frequency", "--from"]) == nil)
    #expect(nearestName(to: "--sea", among: ["--season-length", "--search-limit"]) == nil)
  }

  @Test("nothing is suggested for what is far from every name, empty or endless")
  func far() {
    #expect(nearestName(to: "--zzz", among: ["--frequency", "--from"]) == nil)
    #expect(nearestName(to: "", among: ["a", "bcd"]) == nil)
    #expect(nearestName(to: "x", among: ["a", "b"]) == nil)
    #expect(nearestName(to: "x", among: []) == nil)
    #expect(nearestName(to: String(repeating: "a", count: 1_000_000), among: ["a"]) == nil)
  }
}
