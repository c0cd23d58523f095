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

// x - n log(2), where the first part of log(2) has zeros for the digits of n.
INLINE double reduced_f64(double x, double n) {
  double r = x - n * 0x1.62e42fefa3800p-1;
  return r - n * 0x1.ef35793c76730p-45;
}

// 2^n exp(r) as in the function below, where n is in the low bits of 1.5 * 2^52 + n.
INLINE double scaled_exponential_f64(double r, double shifted, double *second) {
  // What rounding 1 + r loses is added back.
  double near = 1.0 + r;
  double y = near + (exponential_rest_f64(r) + (r - (near - 1.0)));
  uint64_t whole = bits_of_double(shifted) - bits_of_double(0x1.8p52) + 2048;
  uint64_t half = whole >> 1;
  *second = double_from_bits((whole - half - 1) << 52);
  return y * double_from_bits((half - 1) << 52);
}

// exp(x) as a product of two factors, of which the second is a power of two and the first far from the
// ends of the range of doubles.
INLINE double exponential_factors_f64(double x, double *second) {
  const double shifter = 0x1.8p52;
  x = x > 710.0 ? 710.0 : x;
  x = x < -1000.0 ? -1000.0 : x;
  double shifted = x * 0x1.71547652b82fep0 + shifter;
  return scaled_exponential_f64(reduced_f64(x, shifted - shifter), shifted, second);
}

INLINE double exponential_f64(double x) {
  double second, first = exponential_factors_f64(x, &second);
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
  double r = reduced_f64(a, shifted - shifter);
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

// As in single precision.
INLINE double sigmoid_f64(double x) {
  double e = exponential_f64(-fabs(x));
  double d = 1.0 + e;
  double lost = e - (d - 1.0);
  double q = (x < 0.0 ? e : 1.0) / d;
  return q - q * (lost * (x < 0.0 ? 1.0 - q : q));
}

// Doubles have no cheaper forms.
INLINE double score_exponential_f64(double x) { return exponential_f64(x); }
INLINE double gate_sigmoid_f64(double x) { return sigmoid_f64(x); }
INLINE double gate_tanh_f64(double x) { return tanh_f64(x); }

// The power of two comes last, so that a subnormal result is rounded once. The bound keeps minus infinity
// from meeting zero.
INLINE double silu_f64(double x) {
  double second, first = exponential_factors_f64(-fabs(x), &second);
  double e = first * second;
  double d = 1.0 + e;
  double lost = e - (d - 1.0);
  double bounded = x < -1024.0 ? -1024.0 : x;
  double q = (x < 0.0 ? bounded * first : x) / d;
  double result = (q - q * (lost / d)) * (x < 0.0 ? second : 1.0);
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

// (1 + 2 z) exp(z^2) erfc(z) for z in [0, 28], in the variable of Shepherd and Laframboise 1981,
// “Chebyshev approximation of (1 + 2x) exp(x^2) erfc x”.
INLINE double scaled_complementary_error_f64(double z) {
  double t = (z - 3.75) / (z + 3.75);
  double p = -9.749977861841957e-10;
  p = p * t - 4.999295226477826e-09;
  p = p * t + 2.0400958765405564e-10;
  p = p * t + 4.0773822695438946e-08;
  p = p * t + 1.8148051418292806e-08;
  p = p * t - 2.630076084593476e-07;
  p = p * t - 5.361966556540493e-08;
  p = p * t + 1.7557572419630805e-06;
  p = p * t - 9.750133129744938e-07;
  p = p * t - 1.1446444882750146e-05;
  p = p * t + 2.2384550628489278e-05;
  p = p * t + 5.164990829645606e-05;
  p = p * t - 2.901540974049676e-04;
  p = p * t + 2.937134832205404e-04;
  p = p * t + 1.7556258454484944e-03;
  p = p * t - 9.746579532336114e-03;
  p = p * t + 2.836227742075386e-02;
  p = p * t - 5.8693398591761654e-02;
  p = p * t + 9.230432116021522e-02;
  p = p * t - 1.0880393014165805e-01;
  p = p * t + 8.227673849015113e-02;
  p = p * t + 3.5854154854629045e-03;
  p = p * t - 1.4024059858554702e-01;
  return p * t + 1.2375126308378275;
}

// exp(-a^2 / 2) for 0 <= a <= 39, in two factors: the square in two parts, of which the first is exact.
INLINE double bell_factors_f64(double a, double *second) {
  double head = double_from_bits(bits_of_double(a) & 0xfffffffff8000000);
  double d = 0.5 * (a - head) * (a + head);
  double shrunk = 1.0 - d * (1.0 - d * (0.5 - d * (1.0 / 6)));
  return exponential_factors_f64(-0.5 * (head * head), second) * shrunk;
}

// Half of erfc(a / sqrt(2)), over exp(-a^2 / 2).
INLINE double tail_f64(double a) {
  double z = a * 0.70710678118654752;
  return 0.5 * scaled_complementary_error_f64(z) / (1.0 + 2.0 * z);
}

// Half of erf(x / sqrt(2)) for |x| <= 1, over x.
INLINE double middle_f64(double x) {
  double w = x * x;
  double p = -9.025908280365029e-11;
  p = p * w + 2.22706796449026e-09;
  p = p * w - 4.117307417671776e-08;
  p = p * w + 6.659316760419732e-07;
  p = p * w - 9.444639800767971e-06;
  p = p * w + 1.1543468322829129e-04;
  p = p * w - 1.187328214807483e-03;
  p = p * w + 9.973557009983341e-03;
  p = p * w - 6.649038006690386e-02;
  return p * w + 0.39894228040143265;
}

// x times the standard normal distribution function of x, within 6 units in the last place, where
// silu is within 3 and all others but the slopes within 2.
INLINE double gelu_f64(double x) {
  double second, a = fabs(x);
  double bounded = a > 39.0 ? 39.0 : a;
  double tail = tail_f64(bounded) * bell_factors_f64(bounded, &second);
  double left = -(bounded * tail) * second, right = x * (1.0 - tail * second);
  double result = a <= 1.0 ? x * (0.5 + x * middle_f64(x)) : x < 0.0 ? left : right;
  return x != x ? x : result;
}

// The derivative of gelu: the distribution function plus x times the density.
INLINE double gelu_slope_f64(double x) {
  double second, a = fabs(x);
  a = a > 39.0 ? 39.0 : a;
  double tail = tail_f64(a), bell = bell_factors_f64(a, &second) * second;
  double density = 0.3989422804014327 * a * bell;
  double result = x < 0.0 ? tail * bell - density : 1.0 - tail * bell + density;
  return x != x ? x : result;
}

#include "mathematics_more.h"

#endif
