"""Fits the polynomial of scaled_tail_f64 in Sources/CKernels/mathematics_double.h and prints its coefficients.

Needs: mpmath==1.4.1

The function is (a + 5/4) exp(a²/2) erfc(a/√2) / 2 for 0 <= a <= 39, and the variable t = (a - 6) / (a + 6).
The fit interpolates at the Chebyshev nodes. The constant term is printed as a sum of two doubles, the
others are rounded to one.
"""
import mpmath as mp

mp.mp.dps = 50
most, centre, terms = 39, 6, 24


def tail(t):
    a = centre * (1 + t) / (1 - t)
    return (a + mp.mpf(5) / 4) * mp.exp(a * a / 2) * mp.erfc(a / mp.sqrt(2)) / 2


last = mp.mpf(most - centre) / (most + centre)
coefficients, error = mp.chebyfit(tail, [-1, last], terms, error=True)
for coefficient in coefficients[:-1]:
    print(repr(float(coefficient)))
middle = float(coefficients[-1])
print("middle", repr(middle), repr(float(coefficients[-1] - middle)))
places = [-1 + (last + 1) * k / 5000 for k in range(5001)]
print("largest error", mp.nstr(error, 3), "of values from", mp.nstr(min(map(tail, places)), 3))
