"""Date ranges of pandas and what pandas infers from them, for FrequencyGoldenTests.

Needs: pip install pandas==2.2.3
Run:   python make_ranges.py > ranges.json
"""

import json
import random
import sys

import pandas as pd

MONTHS = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split()
DAYS = "MON TUE WED THU FRI SAT SUN".split()
BASES = (
    ["us", "ms", "s", "min", "h", "D", "B", "MS", "ME", "5min", "15min", "30min", "10s", "2h", "6h", "3D", "10D", "2B"]
    + ["W-" + day for day in DAYS]
    + [edge + "-" + month for edge in ("QS", "QE", "YS", "YE") for month in MONTHS]
    + ["2W-WED", "4W-SUN", "2MS", "4ME", "5MS", "2QS-JAN", "2QE-MAR", "2YS-JAN", "4YE-DEC", "5YS-JUL", "90min", "36h"]
)


def microseconds(stamps):
    return [int(stamp) for stamp in stamps.values.astype("datetime64[us]").astype("int64")]


def main():
    rng = random.Random(20240229)
    cases = []
    for round in range(4):
        for name in BASES:
            # Nanosecond stamps bound pandas to 1678 ... 2261.
            day = pd.Timestamp(rng.choice([1745, 1890, 1969, 1995, 2000, 2023, 2099]), 1, 1)
            day += pd.Timedelta(days=rng.randrange(366))
            if round % 2:
                day += pd.Timedelta(seconds=rng.randrange(86400))
            count = rng.choice([5, 12] if "Y" in name else [5, 12, 30, 61])
            stamps = pd.date_range(day, periods=count, freq=name)
            raw = microseconds(stamps)
            back = microseconds(pd.DatetimeIndex([stamps[0] + stamps.freq * -7]))[0]
            cases.append(
                {
                    "frequency": name,
                    "start": raw[0],
                    "count": count,
                    # Enough of a long range to tell it, and its sum (modulo 2^53) for the rest.
                    "last": raw[-1],
                    "sum": sum(raw) % 2**53,
                    "sevenBack": back,
                    "inferred": pd.infer_freq(stamps),
                }
            )
    json.dump({"pandas": pd.__version__, "ranges": cases}, sys.stdout, indent=None, separators=(",", ":"))
    print()


main()
