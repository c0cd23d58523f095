#ifndef ALMANAC_REDUCING_H
#define ALMANAC_REDUCING_H

#include <stddef.h>
#include <stdint.h>

typedef enum {
  almanac_sum,
  almanac_product,
  almanac_largest,
  almanac_smallest,
  almanac_sum_of_squares,
} almanac_reduction;

// Kernels that combine elements along one axis. A tensor is read as dense [outer, n, inner]. Not a
// number wins every comparison, so that it is not lost.
#define ALMANAC_REDUCING(REAL, SUFFIX)                                                             \
  /* [outer, n, inner] -> [outer, inner]. A sum of no elements is 0, a product 1, the largest      \
     minus infinity, the smallest infinity. Sums over the last axis are added up in blocks, whose  \
     sums are added up in double precision. */                                                     \
  void almanac_reduce_##SUFFIX(almanac_reduction reduction, ptrdiff_t outer, ptrdiff_t n,          \
                               ptrdiff_t inner, const REAL *x, REAL *out);                         \
  /* The first position of the largest (or smallest) element; n is positive. */                    \
  void almanac_position_##SUFFIX(almanac_reduction reduction, ptrdiff_t outer, ptrdiff_t n,        \
                                 ptrdiff_t inner, const REAL *x, int32_t *out);                    \
  /* Running sums along n, from the end when reversed is not 0. */                                 \
  void almanac_cumulate_##SUFFIX(int reversed, ptrdiff_t outer, ptrdiff_t n, ptrdiff_t inner,      \
                                 const REAL *x, REAL *out);                                        \
  /* exp(x) / sum(exp(x)) of each row. */                                                          \
  void almanac_softmax_##SUFFIX(ptrdiff_t rows, ptrdiff_t n, const REAL *x, REAL *out);            \
  /* y * (g - sum(g * y)) of each row, where y is the softmax. */                                  \
  void almanac_softmax_pullback_##SUFFIX(ptrdiff_t rows, ptrdiff_t n, const REAL *y,               \
                                         const REAL *g, REAL *out);                                \
  /* x - log(sum(exp(x))) of each row. */                                                          \
  void almanac_log_softmax_##SUFFIX(ptrdiff_t rows, ptrdiff_t n, const REAL *x, REAL *out);        \
  /* g - exp(y) * sum(g) of each row, where y is the log-softmax. */                               \
  void almanac_log_softmax_pullback_##SUFFIX(ptrdiff_t rows, ptrdiff_t n, const REAL *y,           \
                                             const REAL *g, REAL *out);                            \
  /* log(sum(exp(x))) - x[class] of each row. logs [rows]: the first term. */                      \
  void almanac_cross_entropy_##SUFFIX(ptrdiff_t rows, ptrdiff_t n, const REAL *x,                  \
                                      const int32_t *classes, REAL *out, REAL *logs);              \
  /* g exp(x - log), less g at the class, of each row; g is one number a row. */                   \
  void almanac_cross_entropy_pullback_##SUFFIX(ptrdiff_t rows, ptrdiff_t n, const REAL *x,         \
                                               const int32_t *classes, const REAL *logs,           \
                                               const REAL *g, REAL *out);                          \
  /* log(sum(exp(x))) - x[class] of each row, which becomes its changes for a change by factor:    \
     factor exp(x) / sum(exp(x)), less factor at the class. */                                     \
  void almanac_cross_entropy_changes_##SUFFIX(ptrdiff_t rows, ptrdiff_t n, REAL factor,            \
                                              const int32_t *classes, REAL *x, REAL *out);

ALMANAC_REDUCING(float, f32)
ALMANAC_REDUCING(double, f64)

#endif
