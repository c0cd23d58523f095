internal import Glibc
internal import TimeSeries

/// What networks read of the series of a panel beside their values, as it was found in training.
struct FeedSchema: Hashable, Sendable {
  /// A covariate, with what it is standardised by.
  struct Input: Hashable, Sendable {
    var name: String
    var mean: Double
    var deviation: Double

    /// A value as a network sees it; 0, the mean, for one that is missing.
    func standardized(_ value: Double) -> Float {
      guard value.isFinite else { return 0 }
      return Float(min(max((value - mean) / deviation, -1e6), 1e6))
    }
  }

  /// What the magnitude of a window is compared with. A series far larger than the others would otherwise
  /// be known to a network by its magnitude alone, and be learnt by heart.
  struct Magnitude: Hashable, Sendable {
    var mean = 0.0
    var deviation = 1.0

    /// How far a scale is from those of the panel, in deviations and at most three.
    func standardized(_ scale: Double) -> Double {
      min(max((log(scale) - mean) / deviation, -3), 3)
    }
  }

  /// A word about each series, with a code from 1 for each of its values; 0 is any other.
  struct Category: Hashable, Sendable {
    var name: String
    var codes: [String: Int]
  }

  var frequency: Frequency
  var seasonalPeriod: Int
  /// The logarithms of the series' mean magnitudes, as their mean and deviation.
  var magnitude = Magnitude()
  /// The covariates whose future is known.
  var covariates: [Input] = []
  /// Those that are known of the past only.
  var pasts: [Input] = []
  var attributes: [Category] = []

  /// What the calendar says of each step.
  var timeFeatures: [TimeFeature] { TimeFeature.features(for: frequency) }

  /// The numbers that are known beside each step: calendar, covariates.
  var featureCount: Int { timeFeatures.count + covariates.count }
}

extension FeedSchema {
  /// What suits a panel.
  init(_ panel: Panel, seasonalPeriod asked: Int?) {
    let first = panel.first
    self.init(
      frequency: first?.index.frequency ?? Frequency(.integer),
      seasonalPeriod: first?.seasonalPeriod(asked: asked) ?? 1
    )
    magnitude = Magnitude(panel)
    for (place, covariate) in (first?.covariates ?? []).enumerated() {
      var (count, sum, squares) = (0.0, 0.0, 0.0)
      for series in panel where place < series.covariates.count {
        for value in series.covariates[place].values where value.isFinite {
          count += 1
          sum += value
          squares += value * value
        }
      }
      let mean = count > 0 ? sum / count : 0
      let variance = count > 0 ? squares / count - mean * mean : 0
      let deviation = variance > 1e-12 * max(mean * mean, 1e-30) ? variance.squareRoot() : 1
      let input = Input(
        name: covariate.name,
        mean: mean.isFinite ? mean : 0,
        deviation: deviation.isFinite ? deviation : 1
      )
      if covariate.future.isEmpty { pasts.append(input) } else { covariates.append(input) }
    }
    for (place, attribute) in (first?.attributes ?? []).enumerated() {
      var codes: [String: Int] = [:]
      for series in panel where place < series.attributes.count {
        let value = series.attributes[place].value
        if !value.isEmpty, codes[value] == nil { codes[value] = codes.count + 1 }
      }
      attributes.append(Category(name: attribute.name, codes: codes))
    }
  }

  /// The schema without the covariates that a network does not read.
  func read(as use: CovariateUse) -> FeedSchema {
    var schema = self
    if use == .none { schema.covariates = [] }
    if use != .all { schema.pasts = [] }
    return schema
  }

  /// The code of each attribute of a series.
  func codes(of series: Series) -> [Int32] {
    attributes.map { attribute in
      let value = series.attributes.first { $0.name == attribute.name }?.value
      return Int32(value.flatMap { attribute.codes[$0] } ?? 0)
    }
  }
}

extension FeedSchema.Magnitude {
  /// That of a panel; series of nothing but zeros have none.
  init(_ panel: Panel) {
    let logarithms = panel.compactMap { series -> Double? in
      var (sum, count) = (0.0, 0.0)
      for value in series.values where !value.isNaN {
        sum += abs(value)
        count += 1
      }
      return sum > 0 && sum.isFinite ? log(sum / count) : nil
    }
    guard !logarithms.isEmpty else { return }
    let count = Double(logarithms.count)
    let center = logarithms.reduce(0) { $0 + $1 / count }
    let variance = logarithms.reduce(0) { $0 + ($1 - center) * ($1 - center) / count }
    // Series of one size differ by less than a factor of e.
    (mean, deviation) = (center, max(variance.squareRoot(), 1))
  }
}

// How a schema is written into a file: words stand behind their lengths, so that they may hold anything.
extension FeedSchema {
  /// The schema as one text; where nothing is known of the past only, it is that of versions which could
  /// not read such covariates.
  var text: String {
    var words = [
      frequency.description, "\(seasonalPeriod)", "\(magnitude.mean)",
      "\(magnitude.deviation)",
      pasts.isEmpty ? "\(covariates.count)" : "\(covariates.count) \(pasts.count)",
    ]
    for input in covariates + pasts {
      words += [input.name, "\(input.mean)", "\(input.deviation)"]
    }
    for attribute in attributes {
      words += [attribute.name, "\(attribute.codes.count)"]
      words += attribute.codes.sorted { $0.value < $1.value }.map(\.key)
    }
    return words.map { "\($0.utf8.count) \($0)" }.joined()
  }

  /// The schema that a text says; nil for a text that is none.
  init?(text: String) {
    guard var words = Self.words(of: text) else { return nil }
    words.reverse()
    guard let frequency = words.popLast().flatMap({ Frequency($0) }),
      let period = words.popLast().flatMap({ Int($0) }), (1...1_000_000).contains(period),
      let mean = words.popLast().flatMap({ Double($0) }), mean.isFinite,
      let deviation = words.popLast().flatMap({ Double($0) }), deviation.isFinite, deviation > 0,
      let counts = words.popLast()?.split(separator: " ").map({ Int($0) ?? -1 }),
      (1...2).contains(counts.count), counts.allSatisfy({ (0...words.count).contains($0) })
    else { return nil }
    self.init(frequency: frequency, seasonalPeriod: period)
    magnitude = Magnitude(mean: mean, deviation: deviation)
    for place in 0..<counts.reduce(0, +) {
      guard let name = words.popLast(), let mean = words.popLast().flatMap({ Double($0) }),
        let deviation = words.popLast().flatMap({ Double($0) }), mean.isFinite,
        deviation.isFinite, deviation > 0
      else { return nil }
      let input = Input(name: name, mean: mean, deviation: deviation)
      if place < counts[0] { covariates.append(input) } else { pasts.append(input) }
    }
    while let name = words.popLast() {
      guard let count = words.popLast().flatMap({ Int($0) }), (0...words.count).contains(count)
      else { return nil }
      var codes: [String: Int] = [:]
      for code in 0..<count {
        guard let value = words.popLast(), codes.updateValue(code + 1, forKey: value) == nil
        else { return nil }
      }
      attributes.append(Category(name: name, codes: codes))
    }
  }

  private static func words(of text: String) -> [String]? {
    var rest = Array(text.utf8)[...]
    var words: [String] = []
    while !rest.isEmpty {
      guard let gap = rest.firstIndex(of: UInt8(ascii: " ")),
        let digits = String(validating: rest[..<gap], as: UTF8.self), let length = Int(digits),
        (0...rest.endIndex - gap - 1).contains(length),
        let word = String(validating: rest[(gap + 1)...].prefix(length), as: UTF8.self)
      else { return nil }
      words.append(word)
      rest = rest[(gap + 1 + length)...]
    }
    return words
  }
}
