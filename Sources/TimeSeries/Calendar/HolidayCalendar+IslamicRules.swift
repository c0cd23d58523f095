extension HolidayCalendar {
  /// Turkey, which computes the feasts beforehand and moves nothing.
  static let turkey: [HolidayRule] =
    [
      HolidayRule("New Year's Day", .fixed(1, 1)),
      HolidayRule("Children's Day", .fixed(4, 23)),
      HolidayRule("Labor Day", .fixed(5, 1), from: 2009),
      HolidayRule("Youth and Sports Day", .fixed(5, 19)),
      HolidayRule("Democracy Day", .fixed(7, 15), from: 2017),
      HolidayRule("Victory Day", .fixed(8, 30)),
      HolidayRule("Republic Day", .fixed(10, 29)),
    ] + eidAlFitr(3) + eidAlAdha(4)

  /// Saudi Arabia, whose first feast is the four days after the 29th of Ramadan.
  static let saudiArabia: [HolidayRule] =
    [
      HolidayRule("Founding Day", .fixed(2, 22), from: 2022),
      HolidayRule("National Day", .fixed(9, 23), from: 2005),
      arafah,
    ] + (30...33).map { HolidayRule("Eid al-Fitr", .islamic(9, $0)) } + eidAlAdha(3)

  /// Egypt.
  static let egypt: [HolidayRule] =
    [
      HolidayRule("Coptic Christmas", .fixed(1, 7), from: 2002),
      HolidayRule("Revolution and Police Day", .fixed(1, 25), from: 2009),
      HolidayRule("Spring Festival", .easternEaster(1)),
      HolidayRule("Sinai Liberation Day", .fixed(4, 25), from: 1983),
      HolidayRule("Labor Day", .fixed(5, 1)),
      HolidayRule("June 30 Revolution", .fixed(6, 30), from: 2014),
      HolidayRule("July 23 Revolution", .fixed(7, 23)),
      HolidayRule("Armed Forces Day", .fixed(10, 6)),
      islamicNewYear, mawlid, arafah,
    ] + eidAlFitr(2) + eidAlAdha(3)

  /// The United Arab Emirates, which add the end of Ramadan to the first feast: from 2019 to 2024 its 29th and 30th day,
  /// since then the 30th where there is one.
  static let emirates: [HolidayRule] =
    [
      HolidayRule("New Year's Day", .fixed(1, 1)),
      HolidayRule("Commemoration Day", .fixed(11, 30), from: 2015, to: 2018),
      HolidayRule("Commemoration Day", .fixed(12, 1), from: 2019, to: 2023),
      .once("National Day", 2025, 12, 1),
      HolidayRule("National Day", .fixed(12, 2)),
      HolidayRule("National Day", .fixed(12, 3), except: [2025]),
      HolidayRule("Eid al-Fitr", .islamic(9, 29), from: 2019, to: 2024),
      // In a Ramadan of 29 days that is the feast itself.
      HolidayRule("Eid al-Fitr", .islamic(9, 30), from: 2019),
      islamicNewYear, mawlid, arafah,
    ] + eidAlFitr(3) + eidAlAdha(3)

  private static let islamicNewYear = HolidayRule("Islamic New Year", .islamic(1, 1))
  private static let mawlid = HolidayRule("Prophet's Birthday", .islamic(3, 12))
  private static let arafah = HolidayRule("Day of Arafah", .islamic(12, 9))

  private static func eidAlFitr(_ count: Int) -> [HolidayRule] {
    (1...count).map { HolidayRule("Eid al-Fitr", .islamic(10, $0)) }
  }

  private static func eidAlAdha(_ count: Int) -> [HolidayRule] {
    (10...9 + count).map { HolidayRule("Eid al-Adha", .islamic(12, $0)) }
  }
}
