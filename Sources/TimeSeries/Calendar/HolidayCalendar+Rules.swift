extension HolidayCalendar {
  /// The rules of each country.
  static let rules: [String: [HolidayRule]] = [
    "AE": emirates,
    "AT": [
      newYear, epiphany, easterMonday, labor, ascension, whitMonday, corpusChristi, assumption,
      HolidayRule("National Day", .fixed(10, 26)), allSaints, immaculate, christmas, stephen,
    ],
    "AU": [
      newYear, HolidayRule("Australia Day", .fixed(1, 26)), goodFriday, easterMonday,
      HolidayRule("Anzac Day", .fixed(4, 25)), christmas, boxing,
      .once("National Day of Mourning", 2022, 9, 22),
    ],
    "BE": [
      newYear, easter, easterMonday, labor, ascension, whitSunday, whitMonday,
      HolidayRule("National Day", .fixed(7, 21)), assumption, allSaints, armistice, christmas,
    ],
    "BR": [
      newYear, goodFriday, HolidayRule("Tiradentes' Day", .fixed(4, 21)), labor,
      HolidayRule("Independence Day", .fixed(9, 7)),
      HolidayRule("Our Lady of Aparecida", .fixed(10, 12)),
      HolidayRule("All Souls' Day", .fixed(11, 2)),
      HolidayRule("Republic Day", .fixed(11, 15)),
      HolidayRule("Black Awareness Day", .fixed(11, 20), from: 2024), christmas,
    ],
    "CA": [
      HolidayRule("New Year's Day", .fixed(1, 1), .monday), goodFriday,
      HolidayRule("Canada Day", .fixed(7, 1)), HolidayRule("Labor Day", .nth(1, .monday, month: 9)),
      HolidayRule("Christmas Day", .fixed(12, 25), .monday),
    ],
    "CH": [
      newYear, ascension, HolidayRule("National Day", .fixed(8, 1)), christmas,
    ],
    "CN": china,
    "DE": [
      newYear, goodFriday, easterMonday, labor, ascension, whitMonday,
      HolidayRule("German Unity Day", .fixed(10, 3), from: 1990),
      .once("Reformation Day", 2017, 10, 31), christmas, stephen,
    ],
    "DK": [
      newYear, maundyThursday, goodFriday, easter, easterMonday,
      HolidayRule("Great Prayer Day", .easter(26), to: 2023), ascension, whitSunday, whitMonday,
      christmas, stephen,
    ],
    "EG": egypt,
    "ES": [
      lostOnSunday(newYear), lostOnSunday(epiphany), goodFriday, lostOnSunday(labor),
      lostOnSunday(assumption), HolidayRule("National Day", .fixed(10, 12), .lostOnSunday),
      lostOnSunday(allSaints), HolidayRule("Constitution Day", .fixed(12, 6), .lostOnSunday),
      lostOnSunday(immaculate), lostOnSunday(christmas),
    ],
    "FI": [
      newYear, epiphany, goodFriday, easter, easterMonday, labor, ascension, whitSunday,
      HolidayRule("Midsummer Eve", .onOrAfter(.friday, month: 6, day: 19)), midsummer, allHallows,
      HolidayRule("Independence Day", .fixed(12, 6)), christmasEve, christmas, stephen,
    ],
    "FR": [
      newYear, easterMonday, labor, HolidayRule("Victory Day", .fixed(5, 8)), ascension, whitMonday,
      HolidayRule("National Day", .fixed(7, 14)), assumption, allSaints, armistice, christmas,
    ],
    "GB": britain,
    "IE": [
      newYear,
      HolidayRule(
        "Saint Brigid's Day",
        .nth(1, .monday, month: 2),
        from: 2023,
        except: [2030, 2036, 2041, 2047]
      ),
      .once("Saint Brigid's Day", 2030, 2, 1), .once("Saint Brigid's Day", 2036, 2, 1),
      .once("Saint Brigid's Day", 2041, 2, 1), .once("Saint Brigid's Day", 2047, 2, 1),
      HolidayRule("Saint Patrick's Day", .fixed(3, 17)), easterMonday,
      HolidayRule("May Day", .nth(1, .monday, month: 5)),
      HolidayRule("June Holiday", .nth(1, .monday, month: 6)),
      HolidayRule("August Holiday", .nth(1, .monday, month: 8)),
      HolidayRule("October Holiday", .nth(-1, .monday, month: 10)), christmas, stephen,
      .once("National Day of Mourning", 2011, 9, 14),
      .once("Day of Remembrance and Recognition", 2022, 3, 18),
    ],
    "IT": [
      newYear, epiphany, .once("Unification of Italy", 2011, 3, 17), easter, easterMonday,
      HolidayRule("Liberation Day", .fixed(4, 25)), labor,
      HolidayRule("Republic Day", .fixed(6, 2)), assumption,
      HolidayRule("Saint Francis' Day", .fixed(10, 4), from: 2026), allSaints,
      HolidayRule("National Unity Day", .nth(1, .sunday, month: 11)), immaculate, christmas,
      stephen,
    ],
    "JP": japan,
    "NL": [
      newYear, goodFriday, easter, easterMonday,
      HolidayRule("King's Day", .fixed(4, 30), .notSunday, to: 2013),
      HolidayRule("King's Day", .fixed(4, 27), .notSunday, from: 2014),
      HolidayRule("Liberation Day", .fixed(5, 5), interval: 5), ascension, whitSunday, whitMonday,
      christmas, stephen,
    ],
    "NO": [
      newYear, maundyThursday, goodFriday, easter, easterMonday, labor,
      HolidayRule("Constitution Day", .fixed(5, 17)), ascension, whitSunday, whitMonday, christmas,
      stephen,
    ],
    "NZ": newZealand,
    "PL": [
      newYear, HolidayRule("Epiphany", .fixed(1, 6), from: 2011), easter, easterMonday, labor,
      HolidayRule("Third of May", .fixed(5, 3)), whitSunday, corpusChristi, assumption, allSaints,
      HolidayRule("Independence Day", .fixed(11, 11)), .once("Independence Day", 2018, 11, 12),
      HolidayRule("Christmas Eve", .fixed(12, 24), from: 2025), christmas, stephen,
    ],
    "SA": saudiArabia,
    "SE": [
      newYear, epiphany, goodFriday, easter, easterMonday, labor, ascension, whitSunday,
      HolidayRule("National Day", .fixed(6, 6), from: 2005), midsummer, allHallows, christmas,
      stephen,
    ],
    "TR": turkey,
    "US": [
      HolidayRule("New Year's Day", .fixed(1, 1), .nearest),
      HolidayRule("Martin Luther King Day", .nth(3, .monday, month: 1)),
      HolidayRule("Presidents' Day", .nth(3, .monday, month: 2)),
      HolidayRule("Memorial Day", .nth(-1, .monday, month: 5)),
      HolidayRule("Juneteenth", .fixed(6, 19), .nearest, from: 2021),
      HolidayRule("Independence Day", .fixed(7, 4), .nearest),
      HolidayRule("Labor Day", .nth(1, .monday, month: 9)),
      HolidayRule("Columbus Day", .nth(2, .monday, month: 10)),
      HolidayRule("Veterans Day", .fixed(11, 11), .nearest),
      HolidayRule("Thanksgiving", .nth(4, .thursday, month: 11)),
      HolidayRule("Christmas Day", .fixed(12, 25), .nearest),
    ],
  ]

  // MARK: - Days of many countries

  private static let newYear = HolidayRule("New Year's Day", .fixed(1, 1))
  private static let epiphany = HolidayRule("Epiphany", .fixed(1, 6))
  private static let maundyThursday = HolidayRule("Maundy Thursday", .easter(-3))
  private static let goodFriday = HolidayRule("Good Friday", .easter(-2))
  private static let easter = HolidayRule("Easter Sunday", .easter(0))
  private static let easterMonday = HolidayRule("Easter Monday", .easter(1))
  private static let labor = HolidayRule("Labor Day", .fixed(5, 1))
  private static let ascension = HolidayRule("Ascension Day", .easter(39))
  private static let whitSunday = HolidayRule("Pentecost", .easter(49))
  private static let whitMonday = HolidayRule("Pentecost Monday", .easter(50))
  private static let corpusChristi = HolidayRule("Corpus Christi", .easter(60))
  private static let midsummer = HolidayRule(
    "Midsummer Day",
    .onOrAfter(.saturday, month: 6, day: 20)
  )
  private static let assumption = HolidayRule("Assumption Day", .fixed(8, 15))
  private static let allHallows = HolidayRule(
    "All Saints' Day",
    .onOrAfter(.saturday, month: 10, day: 31)
  )
  private static let allSaints = HolidayRule("All Saints' Day", .fixed(11, 1))
  private static let armistice = HolidayRule("Armistice Day", .fixed(11, 11))
  private static let immaculate = HolidayRule("Immaculate Conception", .fixed(12, 8))
  private static let christmasEve = HolidayRule("Christmas Eve", .fixed(12, 24))
  private static let christmas = HolidayRule("Christmas Day", .fixed(12, 25))
  private static let stephen = HolidayRule("Second Day of Christmas", .fixed(12, 26))
  private static let boxing = HolidayRule("Boxing Day", .fixed(12, 26))

  private static func lostOnSunday(_ rule: HolidayRule) -> HolidayRule {
    var rule = rule
    rule.observance = .lostOnSunday
    return rule
  }
}
