import Glibc
import TimeSeries

/// Reads or writes a CSV file and prints one line of JSON: what was in it, and what it took.
///
///     Runner read FILE             a panel
///     Runner stream FILE FREQ      one series after the other, of grouped input
///     Runner write FILE OUT        a panel, then written in the long layout
@main
struct Runner {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count >= 3 else {
      print("usage: Runner read FILE | stream FILE FREQUENCY | write FILE OUT")
      exit(64)
    }
    var tally = Tally()
    let start = seconds()
    switch arguments[1] {
    case "read":
      for series in try Panel(csv: arguments[2]) { tally.add(series) }
    case "stream":
      var stream = try SeriesStream(csv: arguments[2], frequency: Frequency(arguments[3]))
      while let series = try stream.next() { tally.add(series) }
    default:
      let panel = try Panel(csv: arguments[2])
      for series in panel { tally.add(series) }
      let start = seconds()
      try write(panel, to: arguments[3])
      print(tally.json(seconds() - start))
      return
    }
    print(tally.json(seconds() - start))
  }

  /// Writes a panel in the long layout.
  static func write(_ panel: Panel, to path: String) throws {
    var writer = try CSVWriter(path: path)
    for name in ["unique_id", "ds", "y"] { writer.append(name) }
    try writer.endRow()
    for series in panel {
      for (stamp, value) in zip(series.index, series.values) {
        writer.append(series.id)
        writer.append(stamp, format: .day)
        writer.append(value)
        try writer.endRow()
      }
    }
    try writer.commit()
  }

  /// Processor time: unlike time by the clock, it is not lengthened by other programs.
  static func seconds() -> Double {
    var now = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now)
    return Double(now.tv_sec) + Double(now.tv_nsec) * 1e-9
  }

  /// What was read: enough to see that two programs read the same.
  struct Tally {
    var series = 0
    var observations = 0
    var sum = 0.0

    mutating func add(_ one: Series) {
      series += 1
      for value in one.values where !value.isNaN {
        observations += 1
        sum += value
      }
    }

    func json(_ seconds: Double) -> String {
      var usage = rusage()
      getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
      return """
        {"series": \(series), "observations": \(observations), "sum": \(sum), \
        "seconds": \(seconds), "peak_kib": \(usage.ru_maxrss)}
        """
    }
  }
}
