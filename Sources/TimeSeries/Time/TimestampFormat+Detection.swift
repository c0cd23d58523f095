extension TimestampFormat {
  /// What a look at some fields of a column shows.
  public enum Detection: Hashable, Sendable {
    /// All are stamps in this format.
    case format(TimestampFormat)
    /// All are dates, but nothing tells their days from their months.
    case ambiguous(dayFirst: TimestampFormat, monthFirst: TimestampFormat)
    /// The sample at this position, counted from 0, is no stamp or contradicts those before it.
    case unrecognized(sample: Int)
    /// There was nothing to look at.
    case noSamples
  }

  /// The format of the stamps in a column, found from some of its fields.
  ///
  /// Dates such as `03/04/2024` are read by the order in which any sample has a number above 12;
  /// with points between the parts, as in `03.04.2024`, the day comes first unless a sample shows the
  /// contrary.
  ///
  /// Integers are integers, except that eight digits in every sample which each name a day of the
  /// years 1900...2099 are days, `YYYYMMDD`.
  ///
  /// - Parameters:
  ///   - samples: the text of some fields; empty ones are passed over. The more there are, the
  ///     surer the order of days and months.
  ///   - dateOrder: the order to take for granted.
  ///   - compactDates: whether integers of eight digits are days, if that is known.
  public static func detected(
    in samples: some Sequence<some Sequence<UInt8>>,
    dateOrder: DateOrder? = nil,
    compactDates: Bool? = nil
  ) -> Detection {
    var fields: [(position: Int, scanned: ScannedTimestamp)] = []
    for (position, sample) in samples.enumerated() {
      let bytes = Array(sample)
      if bytes.isEmpty { continue }
      guard let scanned = ScannedTimestamp(bytes.span.bytes) else {
        return .unrecognized(sample: position)
      }
      fields.append((position, scanned))
    }
    guard let first = fields.first?.scanned else { return .noSamples }
    if first.shape == .integer || first.isCompactDate, compactDates != false {
      let compact = fields.map { field in
        var scanned = field.scanned
        return (field.position, scanned.becomeCompactDate() ? scanned : field.scanned)
      }
      let years = compactDates == true ? 0...9999 : 1900...2099
      let format = TimestampFormat(layout: .yearMonthDay, of: compact.map(\.1))
      if compact.allSatisfy({ years.contains($0.1.number) && format.timestamp(from: $0.1) != nil })
      {
        return .format(format)
      }
    }
    return detection(of: fields, dateOrder: dateOrder)
  }

  private static func detection(
    of fields: [(position: Int, scanned: ScannedTimestamp)],
    dateOrder: DateOrder?
  ) -> Detection {
    let scanned = fields.map(\.scanned)
    func format(_ layout: DateLayout) -> Detection {
      let format = TimestampFormat(layout: layout, of: scanned)
      let wrong = fields.first { format.timestamp(from: $0.scanned) == nil }
      return wrong.map { .unrecognized(sample: $0.position) } ?? .format(format)
    }
    switch scanned[0].shape {
    case .integer: return format(.integer)
    case .yearFirst: return format(.yearMonthDay)
    case .yearMonth: return format(.yearMonth)
    case .yearQuarter: return format(.yearQuarter)
    case .yearWeek: return format(.yearWeek)
    case .yearMonthName: return format(.yearMonthName)
    case .monthNameYear: return format(.monthNameYear)
    case .yearLast: break
    }
    if let dateOrder { return format(dateOrder == .dayFirst ? .dayMonthYear : .monthDayYear) }
    switch (format(.dayMonthYear), format(.monthDayYear)) {
    case (.format(let dayFirst), .format(let monthFirst)):
      return scanned[0].separator == UInt8(ascii: ".")
        ? .format(dayFirst) : .ambiguous(dayFirst: dayFirst, monthFirst: monthFirst)
    case (.format(let dayFirst), _):
      return .format(dayFirst)
    case (_, .format(let monthFirst)):
      return .format(monthFirst)
    case (.unrecognized(let a), .unrecognized(let b)):
      return .unrecognized(sample: max(a, b))
    case (let other, _):
      return other
    }
  }

  /// A format with this layout that shows all that is in the samples.
  private init(layout: DateLayout, of samples: [ScannedTimestamp]) {
    let times = samples.compactMap(\.time?.layout)
    var time = times.first
    time?.isHourPadded = times.allSatisfy(\.isHourPadded)
    time?.hasSeconds = times.contains(where: \.hasSeconds)
    time?.fractionDigits = times.map(\.fractionDigits).max() ?? 0
    self.init(
      layout,
      separator: samples[0].separator,
      isPadded: !samples.contains(where: \.isUnpadded) || samples.contains(where: \.isPadded),
      time: time
    )
    hasWholeNames = samples.contains(where: \.hasWholeName)
  }
}

extension ScannedTimestamp {
  fileprivate var isCompactDate: Bool { shape == .yearFirst && separator == 0 }
}
