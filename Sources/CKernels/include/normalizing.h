#ifndef ALMANAC_NORMALIZING_H
#define ALMANAC_NORMALIZING_H

#include <stddef.h>

// Norms of rows of n elements. With `centred` not 0 the mean of a row is taken off it first.
#define ALMANAC_NORMALIZING(REAL, SUFFIX)                                                          \
  /* out = gain (x - mean) scale + shift, where scale is 1 / sqrt(mean((x - mean)^2) + epsilon);   \
     shift may be null. means, scales [rows]. */                                                   \
  void almanac_norm_##SUFFIX(int centred, ptrdiff_t rows, ptrdiff_t n, const REAL *x,              \
                             const REAL *gain, const REAL *shift, double epsilon, REAL *out,       \
                             REAL *means, REAL *scales);                                           \
  /* The changes of x, and of the gain and the shift, which are added to, for the change g of out. \
     shift_change may be null. */                                                                  \
  void almanac_norm_pullback_##SUFFIX(int centred, ptrdiff_t rows, ptrdiff_t n, const REAL *x,     \
                                      const REAL *gain, const REAL *means, const REAL *scales,     \
                                      const REAL *g, REAL *x_change, REAL *gain_change,            \
                                      REAL *shift_change);

ALMANAC_NORMALIZING(float, f32)
ALMANAC_NORMALIZING(double, f64)

#endif
