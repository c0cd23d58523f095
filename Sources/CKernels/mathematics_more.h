#ifndef ALMANAC_MATHEMATICS_MORE_H
#define ALMANAC_MATHEMATICS_MORE_H

// Functions whose errors are within 2 units in the last place in double precision, and which single
// precision takes from there, rounding once. Polynomials are Chebyshev fits.

// With x = n log(2) + r it is (2^n - 1) + 2^n r + 2^n (exp(r) - 1 - r); what the sums lose is added back.
INLINE double expm1_f64(double x) {
  const double shifter = 0x1.8p52;
  double bounded = x < -45.0 ? -45.0 : x > 700.0 ? 700.0 : x;
  double shifted = bounded * 0x1.71547652b82fep0 + shifter;
  double unused, r = reduced_f64(bounded, 0.0, shifted - shifter, &unused);
  double scale = double_from_bits((bits_of_double(shifted) << 52) + 0x3ff0000000000000);
  double whole = scale - 1.0, part = scale * r, rest = scale * exponential_rest_f64(r);
  double sum = whole + part;
  double lost = whole == 0.0 ? 0.0 : part - (sum - whole);
  double result = x > 700.0 ? exponential_f64(x) : sum + (rest + lost);
  return x == 0.0 ? x : result;
}

// log(u) for u = 1 + x, and what rounding u lost, as a share of it; at small x the logarithm is that of
// x itself.
INLINE double log1p_f64(double x) {
  double u = 1.0 + x;
  double lost = x < 1.0 ? x - (u - 1.0) : 1.0 - (u - x);
  uint64_t bits = bits_of_double(u) + 0x4000000000000000 - 0x3fe6a09e667f3bcd;
  double n = double_from_bits((bits >> 52) | 0x4330000000000000) - (0x1p52 + 1024);
  double f = double_from_bits((bits & 0xfffffffffffff) + 0x3fe6a09e667f3bcd) - 1.0;
  f = n == 0.0 ? x : f;
  double y = logarithm_rest_f64(f) + (n == 0.0 ? 0.0 : n * 0x1.ef35793c76730p-45 + lost / u);
  double result = (f + y) + n * 0x1.62e42fefa3800p-1;
  result = x == INFINITY || x == 0.0 ? x : result;
  result = x == -1.0 ? -INFINITY : result;
  result = x < -1.0 ? NAN : result;
  return x != x ? x : result;
}

// An angle less a multiple of a quarter turn, as a sum of two numbers; which multiple is in the low bits
// of `turns`. The first two parts of a quarter turn have 33 digits, so that products with up to 20
// digits are exact: for angles up to 2^20.
INLINE double reduced_angle_f64(double x, double *rest, uint64_t *turns) {
  const double shifter = 0x1.8p52;
  double shifted = x * 0x1.45f306dc9c883p-1 + shifter;
  double n = shifted - shifter;
  double first = x - n * 0x1.921fb544p+0;
  double part = n * 0x1.0b4611a6p-34;
  double second = first - part;
  double last = n * 0x1.3198a2e037073p-69 - ((first - second) - part);
  double r = second - last;
  *rest = (second - r) - last;
  *turns = bits_of_double(shifted);
  return r;
}

enum { largest_angle = 1 << 20 };

// The sine of an angle that lies `turns` quarter turns further on.
INLINE double turned_sine_f64(double r, double rest, uint64_t turns) {
  double z = r * r;
  double p = 1.5914533820346306e-10;
  p = p * z - 2.5051081300319015e-08;
  p = p * z + 2.755731585691312e-06;
  p = p * z - 1.9841269836278898e-04;
  p = p * z + 8.333333333330627e-03;
  p = p * z - 1.6666666666666663e-01;
  double half = 0.5 * z, near = 1.0 - half;
  double sine = r + (r * z * p + rest * near);
  double q = -1.1380383100821594e-11;
  q = q * z + 2.0876114647930045e-09;
  q = q * z - 2.7557317118060557e-07;
  q = q * z + 2.4801587298465612e-05;
  q = q * z - 1.3888888888887196e-03;
  q = q * z + 4.1666666666666664e-02;
  double cosine = near + (((1.0 - near) - half) + (z * z * q - r * rest));
  double y = turns & 1 ? cosine : sine;
  return turns & 2 ? -y : y;
}

// For angles up to `largest_angle`.
INLINE double sin_f64(double x) {
  double rest;
  uint64_t turns;
  double r = reduced_angle_f64(x, &rest, &turns);
  return x == 0.0 ? x : turned_sine_f64(r, rest, turns);
}

INLINE double cos_f64(double x) {
  double rest;
  uint64_t turns;
  double r = reduced_angle_f64(x, &rest, &turns);
  return turned_sine_f64(r, rest, turns + 1);
}

// Up to 1 it is x times a polynomial in x^2, beyond 1 less the complement.
INLINE double erf_f64(double x) {
  double a = fabs(x), w = x * x;
  double p = -7.795898827002142e-10;
  p = p * w + 1.3720064546777686e-08;
  p = p * w - 1.6208483801871705e-07;
  p = p * w + 1.6447424703317362e-06;
  p = p * w - 1.492473690741966e-05;
  p = p * w + 1.2055294904839707e-04;
  p = p * w - 8.548325975389692e-04;
  p = p * w + 5.2239776071164225e-03;
  p = p * w - 2.686617064323777e-02;
  p = p * w + 1.1283791670945006e-01;
  p = p * w - 3.7612638903183543e-01;
  p = p * w + 1.2837916709551256e-01;
  double z = a > 6.0 ? 6.0 : a, far = z * 1.4142135623730951;
  double rest, complement = 2.0 * scaled_tail_f64(far, &rest) / (far + 1.25) * exponential_f64(-z * z);
  double result = a <= 1.0 ? x + x * p : copysign(1.0 - complement, x);
  return x != x ? x : result;
}

// The exact product is the result and `rest`; the factors are cut in half (Dekker 1971).
INLINE double product_f64(double a, double b, double *rest) {
  double a_cut = a * 0x1.0000002p27, b_cut = b * 0x1.0000002p27;
  double a_head = a_cut - (a_cut - a), b_head = b_cut - (b_cut - b);
  double a_tail = a - a_head, b_tail = b - b_head;
  double y = a * b;
  *rest = ((a_head * b_head - y) + a_head * b_tail + a_tail * b_head) + a_tail * b_tail;
  return y;
}

// The exact sum is the result and `rest` (Knuth).
INLINE double sum_f64(double a, double b, double *rest) {
  double y = a + b, part = y - a;
  *rest = (a - (y - part)) + (b - part);
  return y;
}

// The logarithm of a positive normal number as a sum of two numbers, to 64 digits: n log(2) + 2 s + 2/3 s^3 + ...
// for s = f / (2 + f), where the first three are kept in two parts each.
INLINE double long_logarithm_f64(double x, double *rest) {
  uint64_t bits = bits_of_double(x) + 0x4000000000000000 - 0x3fe6a09e667f3bcd;
  double n = double_from_bits((bits >> 52) | 0x4330000000000000) - (0x1p52 + 1024);
  double f = double_from_bits((bits & 0xfffffffffffff) + 0x3fe6a09e667f3bcd) - 1.0;
  double d = 2.0 + f, d_rest = f - (d - 2.0);
  double s = f / d, sd_rest, sd = product_f64(s, d, &sd_rest);
  double s_rest = (((f - sd) - sd_rest) - s * d_rest) / d;
  double z_rest, z = product_f64(s, s, &z_rest);
  z_rest += 2.0 * s * s_rest;
  double cube_rest, cube = product_f64(s, z, &cube_rest);
  cube_rest += s * z_rest + s_rest * z;
  double third_rest, third = product_f64(cube, 0x1.5555555555555p-1, &third_rest);
  third_rest += cube * 0x1.5555555555555p-55 + cube_rest * 0x1.5555555555555p-1;
  double p = 0.11724327060846747;
  p = p * z + 0.11706126464563398;
  p = p * z + 0.1333480879881234;
  p = p * z + 0.1538459488700718;
  p = p * z + 0.18181818336099848;
  p = p * z + 0.22222222221652765;
  p = p * z + 0.2857142857142937;
  p = p * z + 0.4;
  double first_rest, first = sum_f64(n * 0x1.62e42fefa3800p-1, 2.0 * s, &first_rest);
  double second_rest, second = sum_f64(first, third, &second_rest);
  double small = (first_rest + second_rest) + (2.0 * s_rest + third_rest) +
                 (cube * z * p + n * 0x1.ef35793c76730p-45);
  double y = second + small;
  *rest = small - (y - second);
  return y;
}

// exp(y log(x)) for a positive normal x and a result that is normal, too.
INLINE double pow_f64(double x, double y) {
  double log_rest, log = long_logarithm_f64(x, &log_rest);
  double rest, product = product_f64(y, log, &rest);
  double first_rest, second;
  double first = long_exponential_f64(product, rest + y * log_rest, &first_rest, &second);
  return first * second;
}

// Single precision needs no more than the logarithm of double precision.
INLINE float pow_f32(float x, float y) {
  return (float)exponential_f64((double)y * logarithm_f64((double)x));
}

INLINE float expm1_f32(float x) { return (float)expm1_f64((double)x); }
INLINE float log1p_f32(float x) { return (float)log1p_f64((double)x); }
INLINE float sin_f32(float x) { return (float)sin_f64((double)x); }
INLINE float cos_f32(float x) { return (float)cos_f64((double)x); }
INLINE float erf_f32(float x) { return (float)erf_f64((double)x); }

// Where the forms above hold; elsewhere the C library is called.
INLINE int has_angle_f64(double x) { return fabs(x) <= largest_angle; }
INLINE int has_angle_f32(float x) { return fabsf(x) <= largest_angle; }

INLINE int has_power_f64(double x, double y) {
  // The logarithm of x lies within (e ± 1) log(2), where e is the exponent.
  double exponent = double_from_bits(((bits_of_double(x) >> 52) & 0x7ff) | 0x4330000000000000) -
                    (0x1p52 + 1022.5);
  double size = fabs(y);
  return x >= 0x1p-1022 && x < INFINITY && size < 1e30 && size * (fabs(exponent) + 0.5) < 1021.0;
}

INLINE int has_power_f32(float x, float y) {
  return x > 0.0f && x < INFINITY && fabsf(y) < INFINITY;
}

#endif
