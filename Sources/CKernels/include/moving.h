#ifndef ALMANAC_MOVING_H
#define ALMANAC_MOVING_H

#include <stddef.h>
#include <stdint.h>

// Kernels that move elements. Where a tensor is read as [outer, n, inner] it is dense. Positions have
// been checked by the caller.
#define ALMANAC_MOVING(REAL, SUFFIX)                                                               \
  /* Copies between two strided layouts of the same extents. */                                    \
  void almanac_transfer_##SUFFIX(ptrdiff_t rank, const ptrdiff_t *extents, const REAL *x,          \
                                 const ptrdiff_t *x_strides, REAL *out,                            \
                                 const ptrdiff_t *out_strides);                                    \
  /* out[o, k, :] = x[o, positions[k], :] */                                                       \
  void almanac_gather_##SUFFIX(ptrdiff_t outer, ptrdiff_t n, ptrdiff_t count, ptrdiff_t inner,     \
                               const int32_t *positions, const REAL *x, REAL *out);                \
  /* out[o, positions[k], :] += x[o, k, :] */                                                      \
  void almanac_scatter_##SUFFIX(ptrdiff_t outer, ptrdiff_t n, ptrdiff_t count, ptrdiff_t inner,    \
                                const int32_t *positions, const REAL *x, REAL *out);               \
  /* out[o, k, i] = x[o, positions[o, k, i], i] */                                                 \
  void almanac_take_along_##SUFFIX(ptrdiff_t outer, ptrdiff_t n, ptrdiff_t count,                  \
                                   ptrdiff_t inner, const int32_t *positions, const REAL *x,       \
                                   REAL *out);                                                     \
  /* out[o, positions[o, k, i], i] += x[o, k, i] */                                                \
  void almanac_put_along_##SUFFIX(ptrdiff_t outer, ptrdiff_t n, ptrdiff_t count, ptrdiff_t inner,  \
                                  const int32_t *positions, const REAL *x, REAL *out);

ALMANAC_MOVING(float, f32)
ALMANAC_MOVING(double, f64)

#endif
