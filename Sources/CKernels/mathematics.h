#ifndef ALMANAC_MATHEMATICS_H
#define ALMANAC_MATHEMATICS_H

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "kernel.h"

// Elementary functions without branches, so that a loop over them becomes vector code. They do not
// need fused multiply-add to keep their bounds, and keep not-a-numbers.

INLINE float float_from_bits(uint32_t bits) {
  float x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

INLINE uint32_t bits_of_float(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof x);
  return bits;
}

INLINE double double_from_bits(uint64_t bits) {
  double x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

INLINE uint64_t bits_of_double(double x) {
  uint64_t bits;
  memcpy(&bits, &x, sizeof x);
  return bits;
}

// exp(x) = 2^n exp(r), |r| <= log(2)/2; the polynomial is that of Cephes (Moshier 1989).
// Adding and subtracting 1.5 * 2^23 rounds to a whole number, whose value is in the low bits.
INLINE float exponential_f32(float x) {
  const float shifter = 0x1.8p23f;
  x = x > 89.0f ? 89.0f : x;
  x = x < -104.0f ? -104.0f : x;
  float shifted = x * 0x1.715476p0f + shifter;
  float n = shifted - shifter;
  float r = x - n * 0.693359375f;
  r = r - n * -2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  // What rounding 1 + r loses is added back, for the sake of what is built on this function.
  float near = 1.0f + r;
  float y = near + (p * (r * r) + (r - (near - 1.0f)));
  // Two factors, because 2^n itself may be subnormal or infinite.
  int32_t whole = (int32_t)(bits_of_float(shifted) - bits_of_float(shifter));
  int32_t half = whole >> 1;
  float first = float_from_bits((uint32_t)(half + 127) << 23);
  float second = float_from_bits((uint32_t)(whole - half + 127) << 23);
  return y * first * second;
}

// log(x) = n log(2) + log(m), m in [sqrt(1/2), sqrt(2)); the polynomial is that of Cephes.
INLINE float logarithm_f32(float x) {
  int tiny = x < 0x1p-126f;
  float scaled = tiny ? x * 0x1p23f : x;
  uint32_t bits = bits_of_float(scaled) - 0x3f3504f3u;
  float n = (float)((int32_t)bits >> 23) - (tiny ? 23.0f : 0.0f);
  float f = float_from_bits((bits & 0x7fffffu) + 0x3f3504f3u) - 1.0f;
  float z = f * f;
  float p = 7.0376836292e-2f;
  p = p * f - 1.1514610310e-1f;
  p = p * f + 1.1676998740e-1f;
  p = p * f - 1.2420140846e-1f;
  p = p * f + 1.4249322787e-1f;
  p = p * f - 1.6668057665e-1f;
  p = p * f + 2.0000714765e-1f;
  p = p * f - 2.4999993993e-1f;
  p = p * f + 3.3333331174e-1f;
  float y = p * f * z + n * -2.12194440e-4f - 0.5f * z;
  float result = f + y + n * 0.693359375f;
  result = x == INFINITY ? INFINITY : result;
  result = x == 0.0f ? -INFINITY : result;
  result = x < 0.0f ? NAN : result;
  return x != x ? x : result;
}

INLINE float tanh_f32(float x) {
  float a = fabsf(x);
  float z = x * x;
  float p = -5.70498872745e-3f;
  p = p * z + 2.06390887954e-2f;
  p = p * z - 5.37397155531e-2f;
  p = p * z + 1.33314422036e-1f;
  p = p * z - 3.33332819422e-1f;
  float near = x + x * (z * p);
  float far = copysignf(1.0f - 2.0f / (exponential_f32(2.0f * a) + 1.0f), x);
  return a < 0.625f ? near : far;
}

// Written with exp(-|x|), which never overflows, so that the left tail is exact to the last subnormal.
// What rounding 1 + e loses is taken off the quotient; 1 / (1 + e) is 1 - q on the left.
INLINE float sigmoid_f32(float x) {
  float e = exponential_f32(-fabsf(x));
  float d = 1.0f + e;
  float lost = e - (d - 1.0f);
  float q = (x < 0.0f ? e : 1.0f) / d;
  return q - q * (lost * (x < 0.0f ? 1.0f - q : q));
}

// The exponentials of attention and the two functions of gates in a recurrent cell, at half the cost: within 2
// and 2.5 units in the last place, where exponentials and the sigmoid do not go below exp(-87).

// x = n log(2) + r, 2^n in `scale` and exp(r) - 1 in `rest`; x lies within ±88.
INLINE void short_parts_f32(float x, float *scale, float *rest) {
  const float shifter = 0x1.8p23f;
  float shifted = x * 0x1.715476p0f + shifter;
  float n = shifted - shifter;
  float r = x - n * 0.693359375f;
  r = r - n * -2.12194440e-4f;
  // Pairs of terms at once wait less for one another than one term after the other.
  float s = r * r;
  float low = 1.6666665459e-1f * r + 5.0000001201e-1f;
  float middle = 8.3334519073e-3f * r + 4.1665795894e-2f;
  float high = 1.9875691500e-4f * r + 1.3981999507e-3f;
  *rest = ((high * s + middle) * s + low) * s + r;
  *scale = float_from_bits((bits_of_float(shifted) << 23) + 0x3f800000u);
}

// Bounded on both sides: scores are below their peak but for the rounding of the peak.
INLINE float score_exponential_f32(float x) {
  float scale, rest;
  short_parts_f32(x < -87.0f ? -87.0f : x > 88.0f ? 88.0f : x, &scale, &rest);
  return scale * rest + scale;
}

// exp(-x), within what a sigmoid can tell from 0 and 1. Two bounds one after the other are an instruction each.
INLINE float gate_opposite_f32(float x) {
  float scale, rest, z = -x;
  z = z < -87.0f ? -87.0f : z;
  short_parts_f32(z > 87.0f ? 87.0f : z, &scale, &rest);
  return scale * rest + scale;
}

// t = exp(2 |x|) - 1, within what a tangent can tell from 1.
INLINE float gate_excess_f32(float x) {
  float scale, rest, a = 2.0f * fabsf(x);
  short_parts_f32(a > 20.0f ? 20.0f : a, &scale, &rest);
  return scale * rest + (scale - 1.0f);
}

INLINE float gate_sigmoid_f32(float x) { return 1.0f / (1.0f + gate_opposite_f32(x)); }

// t / (t + 2) is exact at small x too.
INLINE float gate_tanh_f32(float x) {
  float t = gate_excess_f32(x);
  return copysignf(t / (t + 2.0f), x);
}

// The rest works in double precision to some eight digits, enough for a float.

INLINE double short_exponential(double x) {
  const double shifter = 0x1.8p52;
  x = x < -700.0 ? -700.0 : x;
  double shifted = x * 0x1.71547652b82fep0 + shifter;
  double n = shifted - shifter;
  double r = x - n * 0x1.62e42fefa39efp-1;
  double p = 1.0 / 3628800;
  p = p * r + 1.0 / 362880;
  p = p * r + 1.0 / 40320;
  p = p * r + 1.0 / 5040;
  p = p * r + 1.0 / 720;
  p = p * r + 1.0 / 120;
  p = p * r + 1.0 / 24;
  p = p * r + 1.0 / 6;
  p = p * r + 0.5;
  p = p * r + 1.0;
  p = p * r + 1.0;
  int64_t whole = (int64_t)(bits_of_double(shifted) - bits_of_double(shifter));
  return p * double_from_bits((uint64_t)(whole + 1023) << 52);
}

// For x in [1, 2]: log(x) = 2 atanh((x - 1) / (x + 1)), with x halved above sqrt(2).
INLINE double short_logarithm_1_to_2(double x) {
  int high = x > 1.4142135623730951;
  double m = high ? 0.5 * x : x;
  double s = (m - 1.0) / (m + 1.0);
  double z = s * s;
  double p = 1.0 / 13;
  p = p * z + 1.0 / 11;
  p = p * z + 1.0 / 9;
  p = p * z + 1.0 / 7;
  p = p * z + 1.0 / 5;
  p = p * z + 1.0 / 3;
  p = p * z + 1.0;
  return 2.0 * s * p + (high ? 0x1.62e42fefa39efp-1 : 0.0);
}

// max(x, 0) + log(1 + e), e = exp(-|x|). The quotient e / (u - 1) repairs what rounding 1 + e lost.
INLINE float softplus_f32(float x) {
  double e = short_exponential(-fabs((double)x));
  double u = 1.0 + e;
  double d = u - 1.0;
  double tail = d == 0.0 ? e : short_logarithm_1_to_2(u) * (e / (d == 0.0 ? 1.0 : d));
  float result = (float)((x > 0.0f ? (double)x : 0.0) + tail);
  return x != x ? x : result;
}

// erfc(z) for z >= 0, as t exp(-z^2 + P(t)) with t = 2 / (2 + z): the form of Numerical Recipes
// (Press and others 2007, section 6.2.2), with a Chebyshev fit of P over z in [0, 10.4] to 3e-9.
INLINE double short_complementary_error(double z) {
  z = z > 10.4 ? 10.4 : z;
  double t = 2.0 / (2.0 + z);
  double p = -0.076504709013235401;
  p = p * t + 0.34751376781188693;
  p = p * t - 0.41413450196002448;
  p = p * t - 0.49910115447148723;
  p = p * t + 1.7966507279854766;
  p = p * t - 1.7912266068608403;
  p = p * t + 0.79385815729121077;
  p = p * t - 0.41462153642451517;
  p = p * t + 0.15782929463356295;
  p = p * t + 0.36442491639819258;
  p = p * t + 1.0008535949535228;
  p = p * t - 1.2655419526826541;
  return t * short_exponential(p - z * z);
}

// x times the standard normal distribution function of x.
INLINE float gelu_f32(float x) {
  double tail = 0.5 * short_complementary_error(fabs((double)x) * 0.70710678118654752);
  float result = (float)(x < 0.0f ? (x < -15.0f ? 0.0 : x * tail) : x * (1.0 - tail));
  return x != x ? x : result;
}

// The bound keeps minus infinity from meeting zero.
INLINE float silu_f32(float x) {
  double e = short_exponential(-fabs((double)x));
  double numerator = x < 0.0f ? (x < -128.0f ? -128.0 : (double)x) * e : (double)x;
  return (float)(numerator / (1.0 + e));
}

// The derivative of gelu: the distribution function plus x times the density.
INLINE float gelu_slope_f32(float x) {
  double a = x < -30.0f ? -30.0 : x > 30.0f ? 30.0 : (double)x;
  double tail = 0.5 * short_complementary_error(fabs(a) * 0.70710678118654752);
  double density = 0.3989422804014327 * short_exponential(-0.5 * a * a);
  return x != x ? x : (float)((a < 0.0 ? tail : 1.0 - tail) + a * density);
}

// The derivative of silu, s (1 + x (1 - s)) for the sigmoid s of x.
INLINE float silu_slope_f32(float x) {
  float s = sigmoid_f32(x);
  float a = x < -128.0f ? -128.0f : x > 128.0f ? 128.0f : x;
  return x != x ? x : s + a * s * (1.0f - s);
}

#include "mathematics_double.h"

#endif
