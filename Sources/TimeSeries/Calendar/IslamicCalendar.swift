internal import Glibc
internal import Synchronization

/// The months of the Islamic calendar, as Umm al-Qura sets them.
///
/// A month begins on the day after the first evening on which, in Mecca, the sun sets after the new moon has
/// passed it and before the moon does. That has been the rule since 2002; of 310 published beginnings of Ramadan,
/// of both feasts and of the year from 2003 to 2077 it gives all but two, see the tests. Earlier months are up to a day
/// off, and so are countries that wait for the crescent to be seen.
///
/// - Source: Meeus 1998, “Astronomical Algorithms”, chapters 15, 25, 47 and 49, of whose series the largest terms
///   are taken; van Gent, “The Umm al-Qura Calendar of Saudi Arabia”, for the rule.
enum IslamicCalendar {
  /// Where Mecca lies, in degrees north and east.
  private static let (latitude, longitude) = (21.4225, 39.8262)
  /// The Julian day on which 1970-01-01 begins at Greenwich.
  private static let epoch = 2_440_587.5
  /// The number, counted from 2000, of the new moon before the first month of the calendar.
  private static let firstMoon = -17_037
  /// From an even to the earth's turning clock, in days, around the year 2010.
  private static let clockError = 68.0 / 86_400

  /// The first days of the months that were asked for, by the number of the new moon: every series asks for the same.
  private static let known = Mutex<[Int: Int]>([:])

  /// The day number on which a month begins.
  static func firstDay(ofMonth month: Int, year: Int) -> Int {
    let number = firstMoon + 12 * (year - 1) + month - 1
    if let day = known.withLock({ $0[number] }) { return day }
    let day = firstDay(afterMoon: number)
    known.withLock { $0[number] = day }
    return day
  }

  /// The day after the first evening on which the new moon may be seen.
  private static func firstDay(afterMoon number: Int) -> Int {
    let moon = newMoon(number)
    let before = Int((moon - epoch).rounded(.down)) - 1
    // Far in the past or future, where the series of the moon do not hold, the third evening will do.
    let last = before + 4
    for evening in before..<last {
      let sunset = sunset(on: evening)
      // The upper edge of the moon is on the horizon when its centre, seen from the middle of the earth, is here.
      if sunset > moon, altitude(of: lunarPlace(sunset), at: sunset) > 0.125 { return evening + 1 }
    }
    return last
  }

  /// The day numbers of a day of the Islamic year that fall into a year of ours: mostly one, sometimes two, rarely
  /// none.
  static func days(month: Int, day: Int, in year: Int) -> [Int] {
    // 354.37 days make an Islamic year, which began in 622.
    let near = Int((Double(year - 622) * 365.2425 / 354.367).rounded(.down))
    return (near...near + 2).map { firstDay(ofMonth: month, year: $0) + day - 1 }
      .filter { CivilDate(dayNumber: $0).year == year }
  }

  // MARK: - Sun and moon

  /// When the moon passes the sun, as a Julian day by the earth's clock; number 0 was in January 2000.
  private static func newMoon(_ number: Int) -> Double {
    let k = Double(number)
    let T = k / 1236.85
    let E = 1 - 0.002516 * T
    // Anomalies of sun and moon, the moon's distance from its node, and the node.
    let M = radians(2.5534 + 29.10535670 * k)
    let N = radians(201.5643 + 385.81693528 * k + 0.0107582 * T * T)
    let F = radians(160.7108 + 390.67050284 * k - 0.0016118 * T * T)
    let O = radians(124.7746 - 1.56375588 * k)
    let large =
      -0.40720 * sin(N) + 0.17241 * E * sin(M) + 0.01608 * sin(2 * N) + 0.01039 * sin(2 * F)
      + 0.00739 * E * sin(N - M) - 0.00514 * E * sin(N + M) + 0.00208 * E * E * sin(2 * M)
    let small =
      -0.00111 * sin(N - 2 * F) - 0.00057 * sin(N + 2 * F) + 0.00056 * E * sin(2 * N + M)
      - 0.00042 * sin(3 * N) + 0.00042 * E * sin(M + 2 * F) + 0.00038 * E * sin(M - 2 * F)
      - 0.00024 * E * sin(2 * N - M) - 0.00017 * sin(O)
    return 2_451_550.09766 + 29.530588861 * k + 0.00015437 * T * T + large + small - clockError
  }

  /// The place of a body among the stars, in radians.
  private typealias Place = (ascension: Double, declination: Double)

  private static func solarPlace(_ day: Double) -> Place {
    let T = centuries(day)
    let M = radians(357.52911 + 35999.05029 * T)
    let longitude =
      280.46646 + 36000.76983 * T + (1.914602 - 0.004817 * T) * sin(M) + 0.019993 * sin(2 * M)
      - 0.00569
    return place(longitude: longitude, latitude: 0, T)
  }

  private static func lunarPlace(_ day: Double) -> Place {
    let T = centuries(day)
    // The elongation from the sun; the others are as for the new moon.
    let D = radians(297.8501921 + 445267.1114034 * T)
    let M = radians(357.5291092 + 35999.0502909 * T)
    let N = radians(134.9633964 + 477198.8675055 * T)
    let F = radians(93.2720950 + 483202.0175233 * T)
    let large =
      6.288774 * sin(N) + 1.274027 * sin(2 * D - N) + 0.658314 * sin(2 * D)
      + 0.213618 * sin(2 * N) - 0.185116 * sin(M) - 0.114332 * sin(2 * F)
    let small =
      0.058793 * sin(2 * D - 2 * N) + 0.057066 * sin(2 * D - M - N) + 0.053322 * sin(2 * D + N)
      + 0.045758 * sin(2 * D - M) - 0.040923 * sin(M - N) - 0.034720 * sin(D)
      - 0.030383 * sin(M + N)
    let latitude =
      5.128122 * sin(F) + 0.280602 * sin(N + F) + 0.277693 * sin(N - F)
      + 0.173237 * sin(2 * D - F) + 0.055413 * sin(2 * D - N + F) + 0.046271 * sin(2 * D - N - F)
      + 0.032573 * sin(2 * D + F)
    let longitude = 218.3164477 + 481267.88123421 * T + large + small
    return place(longitude: longitude, latitude: latitude, T)
  }

  private static func place(longitude: Double, latitude: Double, _ T: Double) -> Place {
    let tilt = radians(23.43929 - 0.01300417 * T)
    let (l, b) = (radians(longitude), radians(latitude))
    return (
      atan2(sin(l) * cos(tilt) - tan(b) * sin(tilt), cos(l)),
      asin(sin(b) * cos(tilt) + cos(b) * sin(tilt) * sin(l))
    )
  }

  /// When the sun sets in Mecca on a day, as a Julian day.
  private static func sunset(on day: Int) -> Double {
    // Close to every sunset there; the sun hardly moves among the stars in the rest.
    let guess = epoch + Double(day) + 0.65
    let sun = solarPlace(guess)
    let north = radians(latitude)
    let arc = acos(
      (sin(radians(-0.833)) - sin(north) * sin(sun.declination))
        / (cos(north) * cos(sun.declination))
    )
    let gap = remainder(arc - hourAngle(of: sun, at: guess), 2 * .pi)
    return guess + gap / radians(360.98564736629)
  }

  /// How high a place stands above the horizon of Mecca, in degrees.
  private static func altitude(of place: Place, at day: Double) -> Double {
    let north = radians(latitude)
    let hour = hourAngle(of: place, at: day)
    return asin(
      sin(north) * sin(place.declination) + cos(north) * cos(place.declination) * cos(hour)
    ) * 180 / .pi
  }

  private static func hourAngle(of place: Place, at day: Double) -> Double {
    let turned = 280.46061837 + 360.98564736629 * (day - 2_451_545) + longitude
    return radians(turned.truncatingRemainder(dividingBy: 360)) - place.ascension
  }

  /// Centuries since 2000 by an even clock.
  private static func centuries(_ day: Double) -> Double {
    (day + clockError - 2_451_545) / 36_525
  }

  private static func radians(_ degrees: Double) -> Double { degrees * .pi / 180 }
}
