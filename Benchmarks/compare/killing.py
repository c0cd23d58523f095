#!/usr/bin/env python3
"""Kills `almanac compare` at random moments, again and again, and holds what the last --resume writes against a
run that nobody disturbed, byte for byte.

usage: killing.py ALMANAC [ROUNDS] FILE [further options of compare]

Times stand in the summary alone, under `timing`; everything else in it has to be the same too.
Ends with code 1 where a byte differs.
"""
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

almanac, *rest = sys.argv[1:]
rounds = int(rest.pop(0)) if rest[0].isdigit() else 5
words, folder = rest, Path(tempfile.mkdtemp())


def command(name):
    names = [folder / f"{name}.{kind}" for kind in ("csv", "forecasts", "json")]
    return names, [almanac, "compare", *words, "--quiet", "--csv", names[0], "--forecasts", names[1],
                   "--json", names[2]]


def content(names):
    summary = json.loads(names[2].read_text())
    for key in ("timing", "command"):
        del summary[key]
    return names[0].read_bytes(), names[1].read_bytes(), json.dumps(summary)


start = time.time()
names, line = command("whole")
subprocess.run(line, check=True, stdout=subprocess.DEVNULL)
length, whole = time.time() - start, content(names)
random.seed(1)
for number in range(rounds):
    names, line = command(f"killed-{number}")
    kills, more, moments = 0, [], []
    while True:
        run = subprocess.Popen(line + more, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        # Half of the runs of a round are killed early, where models are trained and files are opened.
        moment = random.random() * length * (1 if kills % 2 else 0.3)
        try:
            run.wait(moment if kills < 6 else None)
        except subprocess.TimeoutExpired:
            run.send_signal(signal.SIGKILL)
            run.wait()
            kills, more = kills + 1, ["--resume"]
            moments.append(round(moment, 2))
            continue
        if run.returncode != 0:
            sys.exit(f"ended with code {run.returncode}")
        break
    same = content(names) == whole
    left = [p.name for p in folder.iterdir() if p.name.startswith(".")]
    print(f"round {number + 1}: killed {kills} times, after {moments} of {length:.1f} s: "
          f"{'the same bytes' if same else 'DIFFERENT'}, {len(left)} files left behind")
    if not same or left:
        sys.exit(1)
