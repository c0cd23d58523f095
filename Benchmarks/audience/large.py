"""A log of many events, the tool on it, and how much memory that took.

usage: python large.py ALMANAC FOLDER [EVENTS]   (the binary; where the log of about 25 bytes an event is kept)
Users come at rates of their own until they stop, and each buys from a few hundred of 20,000 items.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

almanac, folder = sys.argv[1], Path(sys.argv[2])
count = int(sys.argv[3]) if len(sys.argv) > 3 else 50_000_000
users, items, year = count // 50, 20_000, 365 * 86_400
path = folder / f"events-{count}.csv"

if not path.exists():
    random = np.random.default_rng(0)
    rates = random.gamma(0.5, 1.0, users) + 0.02
    starts = random.uniform(0, 0.8, users)
    ends = np.minimum(1, starts + random.exponential(0.5, users))
    weights = rates * (ends - starts)
    numbers = random.multinomial(count, weights / weights.sum())
    popular = 1 / np.arange(1, items + 1) ** 0.8
    popular = np.cumsum(popular / popular.sum())
    with open(path, "wb") as out:
        out.write(b"user,item,time\n")
        for first in range(0, users, 10_000):
            part = slice(first, min(first + 10_000, users))
            user = np.repeat(np.arange(part.start, part.stop), numbers[part])
            when = starts[user] + (ends - starts)[user] * random.uniform(size=len(user))
            own = np.searchsorted(popular, random.uniform(size=len(user)))
            # Half of the events are with one of ten items of the user's own.
            favourite = (user * 7919 + random.integers(0, 10, len(user)) * 104_729) % items
            item = np.where(random.uniform(size=len(user)) < 0.5, favourite, own)
            stamp = (1_600_000_000 + when * year).astype(np.int64)
            # Digits as columns of bytes: fifty times as fast as formatting number by number.
            line = np.full((len(user), 25), ord(","), np.uint8)
            for values, end, width in ((user, 7, 7), (item, 13, 5), (stamp, 24, 10)):
                for place in range(1, width + 1):
                    line[:, end - place] = 48 + values % 10
                    values = values // 10
            line[:, 24] = 10
            out.write(line.tobytes())

for words in (
    ["--answer", "users", "--activity", "hawkes"],
    ["--answer", "users"],
    ["--answer", "audiences", "--activity", "hawkes", "--relevance", "personal", "--items", "00000",
     "--audience-size", "1000"],
):
    start = time.perf_counter()
    run = subprocess.Popen(
        [almanac, "audience", path, "--as-of", "2021-08-01", "-o", folder / "answer.csv", *words],
        stderr=subprocess.PIPE, text=True,
    )
    errors = run.stderr.read()
    _, status, usage = os.wait4(run.pid, 0)
    print(" ".join(words))
    print("  " + errors.strip().replace("\n", "\n  "))
    print(f"  exit {os.waitstatus_to_exitcode(status)}, {time.perf_counter() - start:.0f} s, "
          f"{usage.ru_utime + usage.ru_stime:.0f} s of processor time, "
          f"most memory {usage.ru_maxrss / 1024:.0f} MB", flush=True)
