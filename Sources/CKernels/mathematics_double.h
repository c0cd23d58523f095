#ifndef ALMANAC_MATHEMATICS_DOUBLE_H
#define ALMANAC_MATHEMATICS_DOUBLE_H

// The functions of mathematics.h in double precision, without branches either. Polynomials are Chebyshev
// fits; their errors are some hundredths of a unit in the last place. Shifts are of unsigned numbers,
// and whole numbers become doubles by way of their bits, since not every processor has vectors of the
// other operations.

// exp(r) - 1 - r for |r| <= log(2)/2.
INLINE double exponential_rest_f64(double r) {
  double p = 2.5100424157005067e-08;
  p = p * r + 2.7620138719733994e-07;
  p = p * r + 2.7557268378684192e-06;
  p = p * r + 2.480152119021773e-05;
  p = p * r + 1.9841269863105968e-04;
  p = p * r + 1.3888888917281794e-03;
  p = p * r + 8.333333333330051e-03;
  p = p * r + 4.166666666662399e-02;
  p = p * r + 1.6666666666666669e-01;
  p = p * r + 0.5;
  return p * (r * r);
}

// The first 26 digits of a number, products of which are exact.
INLINE double head_f64(double x) { return double_from_bits(bits_of_double(x) & 0xfffffffff8000000); }

// x + x_rest - n log(2) as a sum of two numbers, where the first part of log(2) has zeros for the digits
// of n. The rest may be up to 2^-14; it is 2^-14.7 at most, where half of a square below 39^2 has a head of 26
// digits.
INLINE double reduced_f64(double x, double x_rest, double n, double *rest) {
  double most = x - n * 0x1.62e42fefa3800p-1;
  double small = n * 0x1.ef35793c76730p-45 - x_rest;
  double r = most - small;
  *rest = (most - r) - small;
  return r;
}

// exp(x + x_rest) as (first + rest) second, where the sum is far from the ends of the range of doubles and
// second is a power of two.
INLINE double long_exponential_f64(double x, double x_rest, double *rest, double *second) {
  const double shifter = 0x1.8p52;
  x = x > 710.0 ? 710.0 : x;
  x = x < -1000.0 ? -1000.0 : x;
  double shifted = x * 0x1.71547652b82fep0 + shifter;
  double r_rest, r = reduced_f64(x, x_rest, shifted - shifter, &r_rest);
  // What rounding loses is added to the small part.
  double near = 1.0 + r;
  double small = exponential_rest_f64(r) + ((r - (near - 1.0)) + near * r_rest);
  double y = near + small;
  // Two powers of two, n apart in all, as 2^n itself may be subnormal or infinite.
  uint64_t whole = bits_of_double(shifted) - bits_of_double(shifter) + 2048;
  uint64_t half = whole >> 1;
  double power = double_from_bits((half - 1) << 52);
  *second = double_from_bits((whole - half - 1) << 52);
  *rest = (small - (y - near)) * power;
  return y * power;
}

INLINE double exponential_f64(double x) {
  double rest, second, first = long_exponential_f64(x, 0.0, &rest, &second);
  return first * second;
}

// log(1 + f) for 1 + f between sqrt(1/2) and sqrt(2), but for f itself: 2 atanh(f / (2 + f)) - f.
INLINE double logarithm_rest_f64(double f) {
  double s = f / (2.0 + f);
  double z = s * s;
  double p = 0.13088034850927555;
  p = p * z + 0.13268638369266825;
  p = p * z + 0.15386244737621665;
  p = p * z + 0.18181795547521137;
  p = p * z + 0.22222222392581045;
  p = p * z + 0.28571428570799784;
  p = p * z + 0.40000000000000885;
  p = p * z + 0.6666666666666666;
  return -s * (f - z * p);
}

INLINE double logarithm_f64(double x) {
  int tiny = x < 0x1p-1022;
  uint64_t bits = bits_of_double(tiny ? x * 0x1p54 : x) + 0x4000000000000000 - 0x3fe6a09e667f3bcd;
  double n = double_from_bits((bits >> 52) | 0x4330000000000000) - (0x1p52 + 1024);
  n -= tiny ? 54.0 : 0.0;
  double f = double_from_bits((bits & 0xfffffffffffff) + 0x3fe6a09e667f3bcd) - 1.0;
  double y = logarithm_rest_f64(f) + n * 0x1.ef35793c76730p-45;
  double result = (f + y) + n * 0x1.62e42fefa3800p-1;
  result = x == INFINITY ? INFINITY : result;
  result = x == 0.0 ? -INFINITY : result;
  result = x < 0.0 ? NAN : result;
  return x != x ? x : result;
}

// With t = exp(2 |x|) - 1 it is q = t / (t + 2), less what rounding t and t + 2 lost; 1 / (t + 2) is
// (1 - q) / 2.
INLINE double tanh_f64(double x) {
  const double shifter = 0x1.8p52;
  double a = 2.0 * fabs(x);
  a = a > 44.0 ? 44.0 : a;
  double shifted = a * 0x1.71547652b82fep0 + shifter;
  double unused, r = reduced_f64(a, 0.0, shifted - shifter, &unused);
  double scale = double_from_bits((bits_of_double(shifted) << 52) + 0x3ff0000000000000);
  double whole = scale - 1.0, part = scale * r, rest = scale * exponential_rest_f64(r);
  double sum = whole + part;
  double t = sum + rest;
  double lost = (whole == 0.0 ? 0.0 : part - (sum - whole)) + (rest - (t - sum));
  double d = t + 2.0;
  double d_lost = t > 2.0 ? 2.0 - (d - t) : t - (d - 2.0);
  double q = t / d, left = 1.0 - q;
  return copysign(q + (lost * left - q * d_lost) * (0.5 * left), x);
}

// The sigmoid of x as (first + rest) second, as above: of e = exp(-|x|) it is e / (1 + e) on the left and
// 1 / (1 + e) on the right. The head of the quotient comes first, then what it leaves of the numerator.
INLINE double long_sigmoid_f64(double x, double *rest, double *second) {
  double e_rest, power, e = long_exponential_f64(-fabs(x), 0.0, &e_rest, &power);
  double whole = e * power, d = 1.0 + whole, inverse = 1.0 / d;
  double d_head = head_f64(d), d_rest = (whole - (d_head - 1.0)) + e_rest * power;
  double numerator = x < 0.0 ? e : 1.0, q = head_f64(numerator * inverse);
  *rest = (((numerator - q * d_head) - q * d_rest) + (x < 0.0 ? e_rest : 0.0)) * inverse;
  *second = x < 0.0 ? power : 1.0;
  return q;
}

INLINE double sigmoid_f64(double x) {
  double rest, second, first = long_sigmoid_f64(x, &rest, &second);
  return (first + rest) * second;
}

// Doubles have no cheaper forms.
INLINE double score_exponential_f64(double x) { return exponential_f64(x); }
INLINE double gate_sigmoid_f64(double x) { return sigmoid_f64(x); }
INLINE double gate_tanh_f64(double x) { return tanh_f64(x); }

// The power of two comes last, so that a subnormal result is rounded once. The bound keeps minus infinity
// from meeting zero.
INLINE double silu_f64(double x) {
  double rest, second, first = long_sigmoid_f64(x, &rest, &second);
  double bounded = x < -1024.0 ? -1024.0 : x;
  double result = (bounded * first + bounded * rest) * second;
  return x == INFINITY ? x : result;
}

// max(x, 0) + log(1 + e), e = exp(-|x|); what rounding 1 + e lost is added as a share of it.
INLINE double softplus_f64(double x) {
  double e = exponential_f64(-fabs(x));
  double u = 1.0 + e;
  int high = u > 1.4142135623730951;
  double f = (high ? 0.5 * u : u) - 1.0;
  double y = logarithm_rest_f64(f) + (e - (u - 1.0)) / u;
  double tail = high ? (f + y) + 0x1.62e42fefa39efp-1 : f + y;
  double result = (x > 0.0 ? x : 0.0) + tail;
  return x != x ? x : result;
}

INLINE double silu_slope_f64(double x) {
  double s = sigmoid_f64(x);
  double a = x < -1024.0 ? -1024.0 : x > 1024.0 ? 1024.0 : x;
  return x != x ? x : s + a * s * (1.0 - s);
}

// exp(-a^2 / 2) for 0 <= a <= 39, as (first + rest) second.
INLINE double long_bell_f64(double a, double *rest, double *second) {
  double head = head_f64(a);
  return long_exponential_f64(-0.5 * (head * head), -0.5 * ((a - head) * (a + head)), rest, second);
}

// (a + 5/4) exp(a^2 / 2) erfc(a / sqrt(2)) / 2 for 0 <= a <= 39 as a sum of two numbers. It is between 0.4
// and 0.63 and level at 0, in a variable like that of Shepherd and Laframboise 1981, “Chebyshev
// approximation of (1 + 2x) exp(x^2) erfc x”. Tests/TensorsTests/Golden/fit_tail.py makes the polynomial; it
// is within 9e-19 before its coefficients are rounded. The constant term, the value at a = 6, has more digits
// than `middle` holds: the rest has what is left of it.
INLINE double scaled_tail_f64(double a, double *rest) {
  double t = (a - 6.0) / (a + 6.0);
  double p = 1.319630280827748e-10;
  p = p * t + 1.896615233917415e-09;
  p = p * t + 2.953809472198551e-09;
  p = p * t - 1.5902947033511604e-08;
  p = p * t - 2.160913280418181e-08;
  p = p * t + 1.2750609543349715e-07;
  p = p * t + 1.59516596319917e-08;
  p = p * t - 9.720194905993223e-07;
  p = p * t + 1.6039190310299512e-06;
  p = p * t + 4.531990865101398e-06;
  p = p * t - 2.4981593092607964e-05;
  p = p * t + 3.2667453158845285e-05;
  p = p * t + 0.0001225830874740815;
  p = p * t - 0.000823901413638228;
  p = p * t + 0.0026822925016203253;
  p = p * t - 0.006205337419931588;
  p = p * t + 0.011035255168639964;
  p = p * t - 0.015019559475391549;
  p = p * t + 0.013828832106563443;
  p = p * t - 0.001935729173510015;
  p = p * t - 0.024849896729397265;
  p = p * t + 0.06626929792504761;
  p = p * t - 0.11582454567002543;
  const double middle = 0.46965002885223966;
  double part = p * t, y = middle + part;
  *rest = (part - (y - middle)) - 7.99339260392339e-18;
  return y;
}

// Half of erfc(a / sqrt(2)) for 0 <= a <= 39, over the `second` of the bell, whose other parts are `bell` and
// `bell_rest`. The quotient is made as that of the sigmoid.
INLINE double long_tail_f64(double a, double bell, double bell_rest, double *rest) {
  double scaled_rest, scaled = scaled_tail_f64(a, &scaled_rest);
  double d = a + 1.25, inverse = 1.0 / d;
  double d_head = head_f64(d), d_rest = a - (d_head - 1.25);
  double q = head_f64(scaled * inverse);
  double q_rest = (((scaled - q * d_head) - q * d_rest) + scaled_rest) * inverse;
  double bell_head = head_f64(bell);
  *rest = q * ((bell - bell_head) + bell_rest) + q_rest * bell;
  return q * bell_head;
}

// x times the standard normal distribution function of x, which is the tail on the left and 1 less the
// tail on the right.
INLINE double gelu_f64(double x) {
  double a = fabs(x);
  a = a > 39.0 ? 39.0 : a;
  double bell_rest, second, bell = long_bell_f64(a, &bell_rest, &second);
  double tail_rest, tail = long_tail_f64(a, bell, bell_rest, &tail_rest);
  double left = -(a * tail + a * tail_rest) * second;
  double y = 1.0 - tail * second, y_rest = ((1.0 - y) - tail * second) - tail_rest * second;
  double right = x > 39.0 ? x : x * y + x * y_rest;
  return x != x || x == 0.0 ? x : x < 0.0 ? left : right;
}

// The derivative of gelu: the distribution function plus x times the density.
INLINE double gelu_slope_f64(double x) {
  double a = fabs(x);
  a = a > 39.0 ? 39.0 : a;
  double bell_rest, second, bell = long_bell_f64(a, &bell_rest, &second);
  double tail_rest, tail = long_tail_f64(a, bell, bell_rest, &tail_rest);
  tail = (tail + tail_rest) * second;
  double density = 0.3989422804014327 * a * (bell * second);
  double result = x < 0.0 ? tail - density : 1.0 - tail + density;
  return x != x ? x : result;
}

#include "mathematics_more.h"

#endif
