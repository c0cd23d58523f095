import AlmanacTesting
import Testing
import TimeSeries

@Suite("SeasonalPeriodDetector")
struct SeasonalPeriodDetectorTests {
  private func choice(
    _ series: [[Double]],
    usual: Int = 1,
    candidates: [Int] = SeasonalPeriodDetector.integerCandidates
  ) -> SeasonalPeriod {
    var detector = SeasonalPeriodDetector(usual: usual, candidates: candidates, minimumCycles: 3)
    for values in series { detector.add(values) }
    return detector.choice
  }

  @Test("a season on a steep trend and a random walk is found", arguments: [4, 7, 12, 24, 52])
  func found(period: Int) {
    var noise = Noise(state: UInt64(period))
    let season = noise.values(period).map { 5 * $0 }
    let walk = noise.walk(6 * period + 60)
    let values = walk.indices.map { walk[$0] + 3 * Double($0) + season[$0 % period] }
    let choice = choice([values])
    #expect(choice.period == period && choice.basis == .found)
  }

  @Test("neither noise nor random walks have a season", .tags(.property), arguments: 1...20)
  func nothing(seed: UInt64) {
    var noise = Noise(state: seed)
    let panel = (0..<20).map { _ in noise.values(120) } + (0..<20).map { _ in noise.walk(120) }
    let choice = choice(panel)
    #expect(choice.period == 1 && choice.basis == .none)
    #expect(choice.evidence.allSatisfy { $0.share < 0.15 && $0.strength < 0.1 })
  }

  @Test("a series by itself lacks a season or has one", arguments: [5, 7, 24])
  func lacking(period: Int) {
    var noise = Noise(state: 8)
    let season = noise.values(period)
    let (calm, walk) = (noise.values(60 * period), noise.walk(60 * period))
    let line = calm.indices.map { 100 + 3 * Double($0) + calm[$0] }
    for values in [calm, walk, line] {
      #expect(Series(values: values).lacksSeason(of: period))
      let seasonal = values.indices.map { values[$0] + season[$0 % period] }
      #expect(!Series(values: seasonal).lacksSeason(of: period))
    }
    // Of what is too short, or does not move, nothing is said.
    #expect(!Series(values: Array(walk.prefix(2 * period))).lacksSeason(of: period))
    #expect(!Series(values: Array(repeating: 3, count: 9 * period)).lacksSeason(of: period))
    #expect(!Series(values: Array(repeating: .nan, count: 9 * period)).lacksSeason(of: period))
  }

  @Test("neither a multiple nor a harmonic is taken for the season")
  func harmonics() {
    var noise = Noise(state: 5)
    let half = noise.values(12)
    let day = noise.values(24)
    let series = (0..<1000).map { 3 * half[$0 % 12] + day[$0 % 24] }
    #expect(choice([series]).period == 24)
    #expect(choice([(0..<1000).map { half[$0 % 12] }]).period == 12)
  }

  @Test("a week within the day's data must halve the changes to win")
  func week() {
    var noise = Noise(state: 6)
    let day = noise.values(24)
    let week = noise.values(168)
    let weak = (0..<2000).map { 3 * day[$0 % 24] + 0.2 * week[$0 % 168] + noise.values(1)[0] / 2 }
    #expect(choice([weak]).period == 24)
    let strong = (0..<2000).map { 3 * day[$0 % 24] + 2 * week[$0 % 168] }
    #expect(choice([strong]).period == 168)
    #expect(choice([strong], usual: 24, candidates: [24, 168]).period == 24)
  }

  @Test("the usual period is kept in doubt and dropped when the data exclude it")
  func usual() {
    var noise = Noise(state: 7)
    let short = choice([[1, 2, 3]], usual: 7, candidates: [7, 365])
    #expect(short.period == 7 && short.basis == .unconfirmed && short.series == 0)
    let lone = choice([noise.walk(60)], usual: 7, candidates: [7])
    #expect(lone.period == 7 && lone.basis == .unconfirmed)
    let panel = choice((0..<400).map { _ in noise.walk(1000) }, usual: 7, candidates: [7])
    #expect(panel.period == 1 && panel.basis == .excluded)
    let season = noise.values(7)
    let real = choice([(0..<70).map { season[$0 % 7] }], usual: 7, candidates: [7])
    #expect(real.period == 7 && real.basis == .usual)
    #expect(real.evidence[0].strength > 0.99 && real.evidence[0].share == 1)
  }

  @Test("another period must be plain to displace the usual one")
  func displaced() {
    var noise = Noise(state: 8)
    let season = noise.values(5)
    let values = (0..<200).map { 4 * season[$0 % 5] + noise.values(1)[0] }
    let choice = choice([values], usual: 7, candidates: [5, 7])
    #expect(choice.period == 5 && choice.basis == .found)
  }

  @Test("two periods show a candidate of the frequency, not one of many")
  func cycles() {
    var noise = Noise(state: 9)
    let season = noise.values(52)
    let values = (0..<143).map { 4 * season[$0 % 52] + noise.values(1)[0] }
    var weekly = SeasonalPeriodDetector(frequency: Frequency(.week(.sunday)))
    weekly.add(values)
    #expect(weekly.choice.period == 52)
    var unknown = SeasonalPeriodDetector(frequency: Frequency(.integer))
    unknown.add(values)
    #expect(unknown.choice.period == 1)
  }

  @Test("gaps, constants, straight lines and empty series do no harm")
  func awkward() {
    var noise = Noise(state: 10)
    let season = noise.values(12)
    var values = (0..<96).map { 1e15 * season[$0 % 12] }
    for step in stride(from: 3, to: 96, by: 7) { values[step] = .nan }
    let line = (0..<100).map { 1947 + Double($0) }
    let panel = [[], [.nan, .nan], [5], .init(repeating: 0.1, count: 90), line, values]
    let choice = choice(panel)
    #expect(choice.period == 12 && choice.series == 1)
  }

  @Test("a series too short for the usual period may still show a shorter one")
  func tooShortForUsual() {
    var noise = Noise(state: 11)
    let minute = noise.values(60)
    var detector = SeasonalPeriodDetector(frequency: Frequency(.second))
    detector.add((0..<900).map { minute[$0 % 60] })
    #expect(detector.choice.period == 60 && detector.choice.basis == .found)
  }

  @Test("no more series are heard than the limit, spread over the panel")
  func limit() {
    let wave = Series(values: (0..<40).map { Double($0 % 4) })
    let constant = Series(values: .init(repeating: 1, count: 40))
    var detector = SeasonalPeriodDetector(usual: 1, candidates: [4], limit: 4)
    detector.add([wave, wave, wave, constant, constant, constant])
    #expect(detector.isFull && detector.count == 4 && detector.choice.series == 2)
    detector.add(wave.values)
    detector.add([wave])
    #expect(detector.count == 4 && detector.choice.series == 2)
  }
}

/// The decisions on public data, where they are present.
@Suite("Seasons of public data", .enabled(if: ReferenceData.isPresent))
struct SeasonsOfPublicDataTests {
  private func choice(_ series: [[Double]], _ detector: SeasonalPeriodDetector) -> SeasonalPeriod {
    var detector = detector
    detector.add(series.map { Series(values: $0) })
    return detector.choice
  }

  @Test(
    "M4, with the frequency and without",
    arguments: [
      ("Hourly-train", Frequency(.hour), 24, 24), ("Weekly-train", Frequency(.week(.sunday)), 1, 1),
      ("Quarterly-train-partial", Frequency(.quarter(.start, month: 1)), 4, 1),
      ("Yearly-train", Frequency(.year(.start, month: 1)), 1, 1),
    ]
  )
  func m4(name: String, frequency: Frequency, known: Int, unknown: Int) throws {
    let series = try ReferenceData.rows(of: "m4/\(name).csv.gz").map(\.values)
    #expect(choice(series, SeasonalPeriodDetector(frequency: frequency)).period == known)
    // A sixth of the quarterly series is seasonal: too few for all.
    #expect(choice(series, SeasonalPeriodDetector()).period == unknown)
  }

  @Test("daily cash withdrawals have weeks, weekly department sales have years")
  func nn5AndWalmart() throws {
    var withdrawals: [Substring: [Double]] = [:]
    for line in try ReferenceData.lines(of: "multivariate/nn5-long.csv.gz").dropFirst() {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      withdrawals[cells[0], default: []].append(Double(cells[2]) ?? .nan)
    }
    let nn5 = withdrawals.sorted { $0.key < $1.key }.map(\.value)
    #expect(choice(nn5, SeasonalPeriodDetector()).period == 7)

    var sales: [Substring: [Substring: Double]] = [:]
    var dates: Set<Substring> = []
    for line in try ReferenceData.lines(of: "retail/walmart/train.csv.gz").dropFirst() {
      let cells = line.split(separator: ",")
      sales["\(cells[0])-\(cells[1])", default: [:]][cells[2]] = Double(cells[3])
      dates.insert(cells[2])
    }
    let weeks = dates.sorted()
    let walmart = sales.sorted { $0.key < $1.key }.map { entry in
      weeks.map { entry.value[$0] ?? .nan }
    }
    let weekly = SeasonalPeriodDetector(frequency: Frequency(.week(.friday)))
    #expect(choice(walmart, weekly).period == 52)
    #expect(choice(walmart, SeasonalPeriodDetector()).period == 52)
    #expect(choice([walmart[0]], weekly).period == 52)
  }

  @Test("classic series by their numbers alone: nearly never a wrong period")
  func classic() throws {
    var series: [Substring: [Double]] = [:]
    for line in try ReferenceData.lines(of: "classic/classic-long.csv.gz").dropFirst() {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      series[cells[0], default: []].append(Double(cells[2]) ?? .nan)
    }
    var right = 0
    var wrong: [Substring] = []
    for line in try ReferenceData.lines(of: "classic/classic-index.csv").dropFirst() {
      // The title before the period may hold commas within quotes.
      let unquoted = line.split(separator: "\"", omittingEmptySubsequences: false)
      let cells = (unquoted.count == 3 ? "\(unquoted[0])\(unquoted[2])" : line[...])
        .split(separator: ",", omittingEmptySubsequences: false)
      let period = try #require(Double(cells[2]))
      let values = try #require(series[cells[0]])
      let found = choice([values], SeasonalPeriodDetector()).period
      // Two half-hourly series are listed with the year; their day and week are seasons too.
      if found == Int(period) || period == 17520 {
        right += 1
      } else if found > 1 {
        wrong.append(cells[0])
      }
    }
    // Of the rest most are seasonally adjusted. The sun has cycles of about eleven years.
    #expect(right >= 78)
    #expect(Set(wrong).isSubset(of: ["sunspots_yearly", "sunspotarea"]))
  }
}
