"""Writes islamic.json: days of the calendar of Umm al-Qura, 2003 to 2077, and holidays of countries that keep them.

needs: python3 -m pip install holidays==0.109
usage: python make_islamic.py > islamic.json

Of a country, days that are the same each year stand apart from those that follow the moon; days off in place of others,
and what was decreed for a single year, are left out. Since 2020 Egypt moves most days to the end of a week: its years before
are taken. `holidays` has the feasts as they were announced in each country where that is known.
"""

import json
from datetime import date

import holidays
from holidays.calendars.islamic import _IslamicLunar

MOON = ("Eid", "Arafah", "Islamic New Year", "Prophet")
ONCE = ("observed", "Mourning", "Return", "Team's Victory", "Death", "Isra")

assert holidays.__version__ == "0.109"


def days(table):
    for year, days in table.items():
        for month, day in days if isinstance(days[0], tuple) else [days]:
            if 2003 <= year <= 2077:
                yield date(year, month, day).isoformat()


result = {
    "ramadan": list(days(_IslamicLunar.RAMADAN_BEGINNING_DATES)),
    "eid-al-fitr": list(days(_IslamicLunar.EID_AL_FITR_DATES)),
    "eid-al-adha": list(days(_IslamicLunar.EID_AL_ADHA_DATES)),
    "new-year": list(days(_IslamicLunar.HIJRI_NEW_YEAR_DATES)),
}
for country in ("AE", "EG", "SA", "TR"):
    known = holidays.country_holidays(country, years=range(2010, 2031), language="en_US")
    fixed, moon = [], []
    for day, names in sorted(known.items()):
        names = [name for name in names.split("; ") if not any(word in name for word in ONCE)]
        if not 2010 <= day.year <= (2019 if country == "EG" else 2030):
            continue
        if any(word in name for name in names for word in MOON):
            moon.append(day.isoformat())
        if any(all(word not in name for word in MOON) for name in names):
            fixed.append(day.isoformat())
    result[country], result[f"{country}-moon"] = fixed, moon
print("{\n" + ",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in result.items()) + "\n}")
