"""Draws Documentation/forecast.svg: the air passengers and the tool's forecast of them.

usage: .build/release/almanac forecast Series/air-passengers.csv -n 24 -q | python3 Documentation/forecast.py
"""

import csv
import sys

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 860, 320, 52, 16, 36, 34
history = [float(row["y"]) for row in csv.DictReader(open("Series/air-passengers.csv"))]
rows = list(csv.DictReader(sys.stdin))
steps = len(history) + len(rows)
top = 800


def x(step):
    return round(LEFT + (WIDTH - LEFT - RIGHT) * step / (steps - 1), 1)


def y(value):
    return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / top, 1)


def path(start, values):
    return "M" + " L".join(f"{x(start + k)} {y(v)}" for k, v in enumerate(values))


def band(level):
    anchor = [history[-1]]
    low = anchor + [float(row[f"Auto-lo-{level}"]) for row in rows]
    high = anchor + [float(row[f"Auto-hi-{level}"]) for row in rows]
    start = len(history) - 1
    back = " L".join(f"{x(start + k)} {y(v)}" for k, v in reversed(list(enumerate(low))))
    return f"{path(start, high)} L{back} Z"


mean = [history[-1]] + [float(row["Auto"]) for row in rows]
out = [
    f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
    'font-family="system-ui, sans-serif" font-size="12" role="img" '
    'aria-label="Monthly air passengers 1949 to 1960 and a forecast to 1962 with 80 and 95 per cent intervals">',
    "<style>.t{fill:#57606a}.h{fill:#1f2328;font-weight:600;font-size:14px}.g{stroke:#d8dee4}"
    ".p{fill:none;stroke:#1f2328;stroke-width:1.5}.f{fill:none;stroke:#0969da;stroke-width:2}"
    ".b{fill:#0969da}@media (prefers-color-scheme: dark){.t{fill:#8b949e}.h{fill:#e6edf3}"
    ".g{stroke:#30363d}.p{stroke:#e6edf3}.f{stroke:#58a6ff}.b{fill:#58a6ff}}</style>",
    f'<text class="h" x="{LEFT}" y="20">Airline passengers, thousands a month</text>',
    f'<text class="t" x="{WIDTH - RIGHT}" y="20" text-anchor="end">forecast of 24 months, intervals of 80 and 95 %</text>',
]
for value in range(0, top + 1, 200):
    out.append(f'<line class="g" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(value)}" y2="{y(value)}"/>')
    out.append(f'<text class="t" x="{LEFT - 8}" y="{y(value) + 4}" text-anchor="end">{value}</text>')
for year in range(1950, 1963, 2):
    step = (year - 1949) * 12
    out.append(f'<text class="t" x="{x(step)}" y="{HEIGHT - 12}" text-anchor="middle">{year}</text>')
out += [
    f'<path class="b" opacity="0.15" d="{band(95)}"/>',
    f'<path class="b" opacity="0.25" d="{band(80)}"/>',
    f'<path class="p" d="{path(0, history)}"/>',
    f'<path class="f" d="{path(len(history) - 1, mean)}"/>',
    "</svg>",
]
open("Documentation/forecast.svg", "w").write("\n".join(out) + "\n")
