extension HolidayCalendar {
  /// Great Britain: days that all of it keeps, with the years in which they were moved.
  static let britain: [HolidayRule] = [
    HolidayRule("New Year's Day", .fixed(1, 1), .nextWeekday),
    HolidayRule("Good Friday", .easter(-2)),
    HolidayRule("May Day", .nth(1, .monday, month: 5), except: [1995, 2020]),
    .once("May Day", 1995, 5, 8), .once("May Day", 2020, 5, 8),
    HolidayRule("Spring Holiday", .nth(-1, .monday, month: 5), except: [2002, 2012, 2022]),
    .once("Spring Holiday", 2002, 6, 4), .once("Spring Holiday", 2012, 6, 4),
    .once("Spring Holiday", 2022, 6, 2), .once("Royal Day", 2002, 6, 3),
    .once("Royal Day", 2011, 4, 29), .once("Royal Day", 2012, 6, 5),
    .once("Royal Day", 2022, 6, 3), .once("Royal Day", 2022, 9, 19),
    .once("Royal Day", 2023, 5, 8),
    HolidayRule("Christmas Day", .fixed(12, 25), .nextWeekday),
    HolidayRule("Boxing Day", .fixed(12, 26), .nextWeekday),
  ]

  /// New Zealand; Matariki is set by law to 2052.
  static let newZealand: [HolidayRule] = [
    HolidayRule("New Year's Day", .fixed(1, 1), .nextWeekday),
    HolidayRule("Day after New Year's Day", .fixed(1, 2), .nextWeekday),
    HolidayRule("Waitangi Day", .fixed(2, 6), to: 2013),
    HolidayRule("Waitangi Day", .fixed(2, 6), .monday, from: 2014),
    HolidayRule("Good Friday", .easter(-2)), HolidayRule("Easter Monday", .easter(1)),
    HolidayRule("Anzac Day", .fixed(4, 25), to: 2013),
    HolidayRule("Anzac Day", .fixed(4, 25), .monday, from: 2014),
    HolidayRule("King's Birthday", .nth(1, .monday, month: 6)),
    HolidayRule("Matariki", .table(first: 2022, matariki)),
    .once("Queen Elizabeth II Memorial Day", 2022, 9, 26),
    HolidayRule("Labour Day", .nth(4, .monday, month: 10)),
    HolidayRule("Christmas Day", .fixed(12, 25), .nextWeekday),
    HolidayRule("Boxing Day", .fixed(12, 26), .nextWeekday),
  ]

  /// Japan since the substitutes of 2007; days were moved for the games of 2020 and 2021.
  static let japan: [HolidayRule] = [
    HolidayRule("New Year's Day", .fixed(1, 1), .nextAfterSunday),
    HolidayRule("Coming of Age Day", .nth(2, .monday, month: 1)),
    HolidayRule("Foundation Day", .fixed(2, 11), .nextAfterSunday),
    HolidayRule("Emperor's Birthday", .fixed(2, 23), .nextAfterSunday, from: 2020),
    HolidayRule("Vernal Equinox Day", .vernalEquinox, .nextAfterSunday),
    HolidayRule("Showa Day", .fixed(4, 29), .nextAfterSunday),
    .once("Enthronement Day", 2019, 5, 1),
    HolidayRule("Constitution Day", .fixed(5, 3), .nextAfterSunday),
    HolidayRule("Greenery Day", .fixed(5, 4), .nextAfterSunday),
    HolidayRule("Children's Day", .fixed(5, 5), .nextAfterSunday),
    HolidayRule("Marine Day", .nth(3, .monday, month: 7), except: [2020, 2021]),
    .once("Marine Day", 2020, 7, 23), .once("Marine Day", 2021, 7, 22),
    HolidayRule(
      "Mountain Day",
      .fixed(8, 11),
      .nextAfterSunday,
      from: 2016,
      except: [2020, 2021]
    ),
    .once("Mountain Day", 2020, 8, 10), .once("Mountain Day", 2021, 8, 8),
    .once("Mountain Day", 2021, 8, 9),
    HolidayRule("Respect for the Aged Day", .nth(3, .monday, month: 9)),
    HolidayRule("Autumnal Equinox Day", .autumnalEquinox, .nextAfterSunday),
    HolidayRule("Sports Day", .nth(2, .monday, month: 10), except: [2020, 2021]),
    .once("Sports Day", 2020, 7, 24), .once("Sports Day", 2021, 7, 23),
    .once("Enthronement Day", 2019, 10, 22),
    HolidayRule("Culture Day", .fixed(11, 3), .nextAfterSunday),
    HolidayRule("Labor Thanksgiving Day", .fixed(11, 23), .nextAfterSunday),
    HolidayRule("Emperor's Birthday", .fixed(12, 23), .nextAfterSunday, to: 2018),
  ]

  /// China: the days themselves, without the weekends that are worked and given back around them.
  static let china: [HolidayRule] = [
    HolidayRule("New Year's Day", .fixed(1, 1)),
    HolidayRule("Spring Festival Eve", .table(first: 1990, springFestival, plus: -1)),
    HolidayRule("Spring Festival", .table(first: 1990, springFestival)),
    HolidayRule("Spring Festival", .table(first: 1990, springFestival, plus: 1)),
    HolidayRule("Spring Festival", .table(first: 1990, springFestival, plus: 2)),
    HolidayRule("Tomb-Sweeping Day", .table(first: 1990, tombSweeping), from: 2008),
    HolidayRule("Labor Day", .fixed(5, 1)),
    HolidayRule("Dragon Boat Festival", .table(first: 1990, dragonBoat), from: 2008),
    HolidayRule("Mid-Autumn Festival", .table(first: 1990, midAutumn), from: 2008),
    HolidayRule("National Day", .fixed(10, 1)),
    HolidayRule("National Day", .fixed(10, 2)),
    HolidayRule("National Day", .fixed(10, 3)),
  ]

  private static let matariki = [
    624, 714, 628, 620, 710, 625, 714, 706, 621, 711, 702, 624, 707, 629, 718, 710,
    625, 715, 706, 719, 711, 703, 624, 707, 629, 719, 703, 625, 715, 630, 621,
  ]
  private static let springFestival = [
    127, 215, 204, 123, 210, 131, 219, 207, 128, 216, 205, 124, 212, 201, 122, 209,
    129, 218, 207, 126, 214, 203, 123, 210, 131, 219, 208, 128, 216, 205, 125, 212,
    201, 122, 210, 129, 217, 206, 126, 213, 203, 123, 211, 131, 219, 208, 128, 215,
    204, 124, 212, 201, 122, 210, 130, 217, 206, 126, 214, 202, 123,
  ]
  private static let tombSweeping = [
    405, 405, 404, 405, 405, 405, 404, 405, 405, 405, 404, 405, 405, 405, 404, 405,
    405, 405, 404, 404, 405, 405, 404, 404, 405, 405, 404, 404, 405, 405, 404, 404,
    405, 405, 404, 404, 405, 405, 404, 404, 405, 405, 404, 404, 405, 405, 404, 404,
    405, 405, 404, 404, 404, 405, 404, 404, 404, 405, 404, 404, 404,
  ]
  private static let dragonBoat = [
    528, 616, 605, 624, 613, 602, 620, 609, 530, 618, 606, 625, 615, 604, 622, 611,
    531, 619, 608, 528, 616, 606, 623, 612, 602, 620, 609, 530, 618, 607, 625, 614,
    603, 622, 610, 531, 619, 609, 528, 616, 605, 624, 612, 601, 620, 610, 530, 618,
    607, 527, 614, 603, 622, 611, 531, 619, 608, 529, 615, 604, 623,
  ]
  private static let midAutumn = [
    1003, 922, 911, 930, 920, 909, 927, 916, 1005, 924, 912, 1001, 921, 911, 928, 918,
    1006, 925, 914, 1003, 922, 912, 930, 919, 908, 927, 915, 1004, 924, 913, 1001, 921,
    910, 929, 917, 1006, 925, 915, 1003, 922, 912, 1001, 919, 908, 927, 916, 1004, 924,
    913, 1002, 920, 910, 928, 917, 1005, 925, 915, 1004, 922, 911, 930,
  ]
}
