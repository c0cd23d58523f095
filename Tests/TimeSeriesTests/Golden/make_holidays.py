"""Writes holidays.json: the public holidays of countries as the package `holidays` knows them, 2010 to 2030.

needs: python3 -m pip install holidays==0.109
usage: python make_holidays.py > holidays.json

Of China only the days themselves are kept: weekends that are worked and given back elsewhere are decided each
year, and so are days off in place of others.
"""

import json
from datetime import date

import holidays

COUNTRIES = "AT AU BE BR CA CH CN DE DK ES FI FR GB IE IT JP NL NO NZ PL SE US".split()
CHINA = ["New Year's Day", "Chinese New Year (Spring Festival)", "Tomb-Sweeping Day", "Labor Day"]
CHINA += ["Dragon Boat Festival", "Mid-Autumn Festival", "National Day"]

assert holidays.__version__ == "0.109"
result = {}
for country in COUNTRIES:
    known = holidays.country_holidays(country, years=range(2010, 2031))
    days = []
    for day, names in known.items():
        if country == "CN" and not any(name in CHINA for name in names.split("; ")):
            continue
        if date(2010, 1, 1) <= day <= date(2030, 12, 31):
            days.append(day.isoformat())
    result[country] = sorted(days)
lines = [f"{json.dumps(country)}: {json.dumps(days)}" for country, days in result.items()]
print("{\n" + ",\n".join(lines) + "\n}")
