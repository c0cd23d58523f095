#ifndef ALMANAC_PIECEWISE_H
#define ALMANAC_PIECEWISE_H

#include "widths.h"

// Elementary functions of sixteen floats by polynomials whose factors are looked up in registers: a third of
// the work of those in mathematics.h, for processors that have such look-ups. They keep not-a-numbers.
#if defined(__x86_64__)

#include <immintrin.h>

#include "piecewise_tables.h"

#define LOOKUP INLINE WIDE

// Up to sixteen numbers.
LOOKUP __mmask16 first_lanes(ptrdiff_t count) {
  return count < 16 ? (__mmask16)((1u << count) - 1) : (__mmask16)0xffff;
}

// Polynomials by their factors: a row for the middles of the intervals, one for the values there, and one
// for every further power of the distance from the middle.

LOOKUP __m512 row(const float *numbers, __m512i index) {
  return _mm512_permutex2var_ps(_mm512_loadu_ps(numbers), index, _mm512_loadu_ps(numbers + 16));
}

// The polynomials of a degree, but for their values in the middle, over the distance `d` from there.
LOOKUP __m512 slopes(const float table[][32], const int degree, __m512i index, __m512 d) {
  __m512 p = row(table[degree + 1], index);
#pragma unroll
  for (int k = degree; k > 1; k--) p = _mm512_fmadd_ps(p, d, row(table[k], index));
  return p;
}

// The interval of numbers that are not negative, which are one interval below `least`. The five lowest bits
// count, those of the exponent and two more.
LOOKUP __m512i interval(__m512 a, float least) {
  __m512i below = _mm512_sub_epi32(_mm512_castps_si512(_mm512_set1_ps(least)), _mm512_set1_epi32(1));
  return _mm512_srli_epi32(_mm512_max_epi32(_mm512_castps_si512(a), below), 21);
}

// The lesser of a bound and of `a`, which stays if it is no number.
LOOKUP __m512 bounded(__m512 a, float most) { return _mm512_min_ps(_mm512_set1_ps(most), a); }

// An odd function, whose table begins at 1/16; below are the factors of what is more than `x` itself.
LOOKUP __m512 odd_16(const float table[7][32], float most, __m512 x) {
  __m512 a = bounded(_mm512_abs_ps(x), most), least = _mm512_set1_ps(0x1p-4f);
  __m512i index = interval(a, 0x1p-4f);
  __mmask16 is_small = _mm512_cmp_ps_mask(a, least, _CMP_LT_OQ);
  __m512 d = a - row(table[0], index), value = _mm512_mask_mov_ps(row(table[1], index), is_small, a);
  __m512 y = _mm512_fmadd_ps(slopes(table, 5, index, d), d, value);
  return _mm512_or_ps(y, _mm512_and_ps(x, _mm512_set1_ps(-0.0f)));
}

// From the bounds on the results are 1 in single precision.
LOOKUP __m512 tanh_16(__m512 x) { return odd_16(tanh_table, 9.25f, x); }

LOOKUP __m512 erf_16(__m512 x) { return odd_16(erf_table, 0x1.fffffep1f, x); }

// x = (n log(2) / 16) + rest, for |x| < 1000: the last bits of n, and a sixteenth of it.
typedef struct {
  __m512 rest, exponent;
  __m512i index;
} sixteenths;

LOOKUP sixteenths sixteenths_16(__m512 x) {
  __m512 shifter = _mm512_set1_ps(0x1.8p23f);
  __m512 shifted = _mm512_fmadd_ps(x, _mm512_set1_ps(0x1.715476p4f), shifter);
  __m512 n = shifted - shifter;
  __m512 rest = _mm512_fnmadd_ps(n, _mm512_set1_ps(0.693359375f / 16), x);
  rest = _mm512_fnmadd_ps(n, _mm512_set1_ps(-2.12194440e-4f / 16), rest);
  return (sixteenths){rest, n * _mm512_set1_ps(0x1p-4f), _mm512_castps_si512(shifted)};
}

// An exponential: near (1 + rest) 2^exponent, where the exponent is to be rounded down.
typedef struct {
  __m512 near, rest, exponent;
} power;

// exp(x + more), for a `more` that is next to nothing.
LOOKUP power power_16(__m512 x, __m512 more) {
  sixteenths s = sixteenths_16(x);
  __m512 r = s.rest + more;
  __m512 p = _mm512_fmadd_ps(r, _mm512_set1_ps(1.0f / 24), _mm512_set1_ps(1.0f / 6));
  p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(0.5f));
  p = _mm512_fmadd_ps(p, r * r, r);
  __m512 near = _mm512_permutexvar_ps(s.index, _mm512_loadu_ps(power_near));
  __m512 lost = _mm512_permutexvar_ps(s.index, _mm512_loadu_ps(power_lost));
  return (power){near, p + lost, s.exponent};
}

LOOKUP __m512 exponential_16(__m512 x) {
  // Beyond, the result is infinite or 0.
  x = bounded(_mm512_max_ps(_mm512_set1_ps(-104.0f), x), 89.0f);
  power e = power_16(x, _mm512_setzero_ps());
  return _mm512_scalef_ps(_mm512_fmadd_ps(e.near, e.rest, e.near), e.exponent);
}

// A factor, of which rounding lost some, times an exponential.
LOOKUP __m512 scaled(__m512 factor, __m512 lost, power e) {
  __m512 y = factor * e.near;
  lost = _mm512_fmadd_ps(lost, e.near, _mm512_fmsub_ps(factor, e.near, y));
  return _mm512_scalef_ps(y + _mm512_fmadd_ps(y, e.rest, lost), e.exponent);
}

// Within 2.5 units in the last place; beyond ±87 it is as there.
LOOKUP __m512 gate_sigmoid_16(__m512 x) {
  __m512 one = _mm512_set1_ps(1.0f);
  sixteenths s = sixteenths_16(bounded(_mm512_max_ps(_mm512_set1_ps(-87.0f), -x), 87.0f));
  // The even factor is a little more than a half, for the sake of the fourth power, which is left out.
  __m512 p = _mm512_fmadd_ps(s.rest, _mm512_set1_ps(1.0f / 6), _mm512_set1_ps(0.5000162f));
  p = _mm512_fmadd_ps(p, s.rest * s.rest, s.rest);
  __m512 near = _mm512_permutexvar_ps(s.index, _mm512_loadu_ps(power_near));
  p += _mm512_permutexvar_ps(s.index, _mm512_loadu_ps(power_lost));
  return one / (one + _mm512_scalef_ps(_mm512_fmadd_ps(near, p, near), s.exponent));
}

// exp(-a²/2), for 0 <= a <= 15.5, where it is 0 in single precision.
LOOKUP power bell_16(__m512 a) {
  __m512 square = a * a, half = _mm512_set1_ps(-0.5f);
  return power_16(square * half, _mm512_fmsub_ps(a, a, square) * half);
}

// What lies below -a under the normal distribution, over exp(-a²/2).
LOOKUP __m512 tail_16(__m512 a) {
  __m512i index = interval(a, 0x1p-3f);
  __m512 d = a - row(tail_table[0], index);
  return _mm512_fmadd_ps(slopes(tail_table, 6, index, d), d, row(tail_table[1], index));
}

// max(x, 0) less what the tail takes off on either side.
LOOKUP __m512 gelu_16(__m512 x) {
  __m512 a = bounded(_mm512_abs_ps(x), 15.5f);
  __m512 tail = tail_16(a), product = a * tail;
  __m512 off = scaled(product, _mm512_fmsub_ps(a, tail, product), bell_16(a));
  return _mm512_max_ps(_mm512_setzero_ps(), x) - off;
}

// The distribution function and x times the density: 1 less what it is on the other side.
LOOKUP __m512 gelu_slope_16(__m512 x) {
  __m512 a = bounded(_mm512_abs_ps(x), 15.5f), density = _mm512_set1_ps(0.39894228f);
  __m512 factor = _mm512_fnmadd_ps(a, density, tail_16(a));
  __m512 left = scaled(factor, _mm512_setzero_ps(), bell_16(a));
  __mmask16 is_right = _mm512_cmp_ps_mask(x, _mm512_setzero_ps(), _CMP_GT_OQ);
  return _mm512_mask_sub_ps(left, is_right, _mm512_set1_ps(1.0f), left);
}
#endif
#endif
