"""Fits the tables of Sources/CKernels/piecewise_tables.h and prints that file.

Needs: mpmath==1.4.1

A function of a number a >= 0 is a polynomial in the distance from a middle, for each interval of
the floats that share their exponent and two more bits, from a least one on, and one for all below. The
place of a row is what the lowest five bits of those are. The middle is that of some floats in the inner half of
the interval whose value is nearest to a float; the rest, divided by the distance, is fitted on Chebyshev nodes, but for odd functions
about zero.
"""
import struct

import mpmath as mp

mp.mp.dps = 40
ROWS, SHIFT, TRIED = 32, 21, 2000


def rounded(x):
    return struct.unpack("f", struct.pack("f", float(x)))[0]


def bits(x):
    return struct.unpack("I", struct.pack("f", float(x)))[0]


def from_bits(b):
    return struct.unpack("f", struct.pack("I", b))[0]


def row(f, degree, low, high, middle=None):
    if middle is None:
        tried = [rounded(low + (high - low) * (0.25 + 0.5 * k / TRIED)) for k in range(TRIED + 1)]
        middle = min(tried, key=lambda m: abs(rounded(f(mp.mpf(m))) / f(mp.mpf(m)) - 1))
    value = f(mp.mpf(middle))

    def slope(d):
        return (f(middle + d) - value) / d if abs(d) > mp.mpf(10) ** -15 else mp.diff(f, middle)

    rest = mp.chebyfit(slope, [mp.mpf(low) - middle, mp.mpf(high) - middle], degree)
    return [middle, rounded(value)] + [rounded(c) for c in reversed(rest)]


def odd_row(f, degree):
    """About zero, where the relative error counts: Taylor's factors of what is more than the number itself."""
    rest = mp.taylor(f, 0, degree)
    return [0.0, 0.0] + [rounded(c - (k == 1)) for k, c in enumerate(rest) if k]


def table(f, degree, least, most):
    """Rows for the intervals from `least` to `most`, and for all below `least` about zero."""
    first, last = bits(least) >> SHIFT, bits(most) >> SHIFT
    assert last - first + 2 <= ROWS
    rows = [[0.0] * (degree + 2) for _ in range(ROWS)]
    rows[(first - 1) % ROWS] = (odd_row(f, degree) if f(mp.mpf(0)) == 0
                                else row(f, degree, 0, least, middle=0.0))
    for i in range(first, last + 1):
        rows[i % ROWS] = row(f, degree, from_bits(i << SHIFT), from_bits((i + 1) << SHIFT))
    return rows


def show(name, f, degree, least, most):
    print(f"// From {least:g} to {most:g}.")
    print(f"static const float {name}_table[{degree + 2}][{ROWS}] = {{")
    for column in zip(*table(f, degree, least, most)):
        print("    {" + listed(column) + "},")
    print("};")


def listed(column):
    numbers = [float.hex(float(x)).replace("0000000p", "p").replace(".0p", "p") + "f" for x in column]
    return ",\n     ".join(", ".join(numbers[k:k + 5]) for k in range(0, len(numbers), 5))


def tail(a):
    return mp.exp(a * a / 2) * mp.erfc(a / mp.sqrt(2)) / 2


print("// Written by Tests/TensorsTests/Golden/fit_tables.py: middles, then the factors of the powers of the")
print("// distance from them, from the lowest power on.")
show("tanh", mp.tanh, 5, 2 ** -4, 9.25)
show("erf", mp.erf, 5, 2 ** -4, 3.9999)
show("tail", tail, 6, 2 ** -3, 15.5)
print("// The powers of two by sixteenths, and the share of them that rounding lost.")
powers = [mp.mpf(2) ** (mp.mpf(k) / 16) for k in range(16)]
print("static const float power_near[16] =\n    {" + listed(map(rounded, powers)) + "};")
print("static const float power_lost[16] =\n    {" + listed(rounded(p / rounded(p) - 1) for p in powers) + "};")
