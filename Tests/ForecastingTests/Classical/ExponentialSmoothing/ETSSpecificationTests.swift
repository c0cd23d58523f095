import AlmanacTesting
import Testing

@testable import Forecasting

@Suite("ETS.Specification", .tags(.property))
struct ETSSpecificationTests {
  @Test(
    "strings of letters are read",
    arguments: ["ZZZ", "AAN", "MAdM", "ANA", "MZZ", "AZdN", "MMdM"]
  )
  func read(text: String) throws {
    #expect(try #require(ETS.Specification(text)).description == text)
  }

  @Test(
    "other strings are not",
    arguments: ["", "AA", "AAAA", "NAN", "ZZZZ", "aan", "ANdN", "AAdd", "AAD", "XNN"]
  )
  func refused(text: String) {
    #expect(ETS.Specification(text) == nil)
  }

  @Test("a named trend without d is undamped, an open one may be either")
  func damping() throws {
    #expect(ETS.Specification("AAN")?.isDamped == false)
    #expect(ETS.Specification("AAdN")?.isDamped == true)
    #expect(try #require(ETS.Specification("AZN")).isDamped == nil)
  }

  @Test("each of the 30 forms prints as in the literature, and differs from the others")
  func descriptions() {
    let names = Set(ETSObjectiveTests.forms.map(\.description))
    #expect(names.count == 30)
    #expect(names.contains("ETS(M,Ad,M)") && names.contains("ETS(A,N,N)"))
  }

  @Test("unstable forms are chosen only by name")
  func stability() throws {
    let open = ETS.Specification(allowsMultiplicativeTrend: true)
    let forms = open.forms(allowsSeason: true, allowsMultiplicative: true)
    #expect(forms.allSatisfy { $0.isStable })
    #expect(forms.contains(ETS.Form(error: .multiplicative, trend: .multiplicative)))
    let named = try #require(ETS.Specification("AMM"))
    #expect(named.forms(allowsSeason: true, allowsMultiplicative: true).count == 1)
  }
}
