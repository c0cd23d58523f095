#ifndef ALMANAC_SUMMING_H
#define ALMANAC_SUMMING_H

#include <stddef.h>

#include "kernel.h"

// Sums of a row as 64 bytes of partial sums, so that every instruction set adds in the same order, of
// blocks whose sums are added in double precision.
#define ALMANAC_SUMMING(REAL, SUFFIX)                                                              \
  enum { lanes_##SUFFIX = 64 / sizeof(REAL), block_##SUFFIX = 1024 };                              \
  /* Adds up the partial sums, which are lost. */                                                  \
  INLINE REAL folded_##SUFFIX(REAL *partial) {                                                     \
    for (int width = lanes_##SUFFIX / 2; width > 0; width /= 2) {                                  \
      for (int k = 0; k < width; k++) partial[k] += partial[k + width];                            \
    }                                                                                              \
    return partial[0];                                                                             \
  }                                                                                                \
  /* The sum of x. */                                                                              \
  double row_sum_##SUFFIX(ptrdiff_t n, const REAL *x);                                             \
  /* The sum of the products of x and y. */                                                        \
  double row_dot_##SUFFIX(ptrdiff_t n, const REAL *x, const REAL *y);                              \
  /* The largest of x, minus infinity if there is none. */                                         \
  REAL row_largest_##SUFFIX(ptrdiff_t n, const REAL *x);

ALMANAC_SUMMING(float, f32)
ALMANAC_SUMMING(double, f64)

#endif
