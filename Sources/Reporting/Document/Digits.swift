internal import TimeSeries

/// Numbers as people read them; files for machines have them in full.
public enum Digits {
  /// A number with so many digits behind the point, its thousands apart; a dash for NaN.
  public static func fixed(_ value: Double, _ digits: Int) -> String {
    guard !value.isNaN else { return "–" }
    guard value.isFinite else { return value < 0 ? "−∞" : "∞" }
    var scale = 1.0
    for _ in 0..<max(0, digits) { scale *= 10 }
    let scaled = (abs(value) * scale).rounded()
    guard scaled < 1e15 else { return scientific(value) }
    let whole = Int(scaled)
    let unit = Int(scale)
    var text = grouped(whole / unit)
    if digits > 0 {
      let fraction = String(whole % unit)
      text += "." + String(repeating: "0", count: digits - fraction.count) + fraction
    }
    return value < 0 && whole > 0 ? "−" + text : text
  }

  /// A number in about three digits: 0.00123, 1.23, 12.3, 12,300, 1.2 M.
  public static func short(_ value: Double) -> String {
    guard value.isFinite else { return fixed(value, 0) }
    let size = abs(value)
    if size == 0 { return "0" }
    for (unit, sign) in [(1e12, "T"), (1e9, "G"), (1e6, "M")] where size >= 0.9995 * unit {
      return size >= 1e15 ? scientific(value) : trimmed(value / unit, 2) + " " + sign
    }
    if size >= 99.5 { return fixed(value, 0) }
    if size >= 9.95 { return trimmed(value, 1) }
    if size >= 0.995 { return trimmed(value, 2) }
    if size >= 0.0995 { return trimmed(value, 3) }
    if size >= 0.00001 { return trimmed(value, size >= 0.00995 ? 4 : size >= 0.000995 ? 5 : 7) }
    return scientific(value)
  }

  /// A share of one in per cent, with one digit behind the point below ten of them.
  public static func percent(_ share: Double) -> String {
    let percent = 100 * share
    return fixed(percent, abs(percent) < 9.95 && percent.rounded() != percent ? 1 : 0) + " %"
  }

  /// A time: 340 ms, 4.2 s, 3 min 20 s, 2 h 5 min.
  public static func seconds(_ value: Double) -> String {
    guard value.isFinite else { return "–" }
    if value < 0.0095 { return trimmed(value * 1000, value < 0.00095 ? 2 : 1) + " ms" }
    if value < 0.95 { return fixed(value * 1000, 0) + " ms" }
    if value < 59.5 { return fixed(value, value < 9.95 ? 1 : 0) + " s" }
    let whole = Int(value.rounded())
    if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3600) h \(whole % 3600 / 60) min"
  }

  /// A whole number with commas between its thousands.
  public static func grouped(_ value: Int) -> String {
    let digits = Array(String(value.magnitude))
    var text = value < 0 ? "−" : ""
    for (position, digit) in digits.enumerated() {
      if position > 0, (digits.count - position) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return text
  }

  /// A number as a machine reads it, in about seven digits.
  static func sortable(_ value: Double) -> String {
    guard value != 0 else { return "0" }
    var unit = 1.0
    while abs(value) / unit >= 1e7, unit < 1e300 { unit *= 10 }
    while abs(value) / unit < 1e6, unit > 1e-300 { unit /= 10 }
    return NumberText.text((value / unit).rounded() * unit)
  }

  /// With at most so many digits behind the point, without zeros at the end.
  static func trimmed(_ value: Double, _ digits: Int) -> String {
    var text = fixed(value, digits)
    guard text.contains(".") else { return text }
    while text.last == "0" { text.removeLast() }
    if text.last == "." { text.removeLast() }
    return text
  }

  private static func scientific(_ value: Double) -> String {
    var (mantissa, exponent) = (abs(value), 0)
    while mantissa >= 9.995 { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
    while mantissa < 0.9995 { (mantissa, exponent) = (mantissa * 10, exponent - 1) }
    return (value < 0 ? "−" : "") + trimmed(mantissa, 2) + "e\(exponent)"
  }
}
