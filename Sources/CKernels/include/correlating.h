#ifndef ALMANAC_CORRELATING_H
#define ALMANAC_CORRELATING_H

#include <stddef.h>

// Products of small matrices whose operands stay in the caches, where a general library spends its
// time on packing them. Rows are read in place, each from a start of its own, so that a convolution
// is a product too: its rows are shifted views of one signal.

/// What the columns of `almanac_correlate_weights` are a multiple of, in bytes.
enum { almanac_correlation_bytes = 64 };

#define ALMANAC_CORRELATING(REAL, SUFFIX)                                                          \
  /* out[r, j] = start[r, j] + sum over k of a[r a_row + k a_step] b[offsets[k] + j]               \
     for rows x columns elements. Element [r, j] of start is at r start_row + j start_column,      \
     where start_column is 0 or 1; out itself may be the start. Meanwhile `ahead_count` elements   \
     at `ahead` are fetched into the cache. */                                                     \
  void almanac_correlate_##SUFFIX(ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t terms,              \
                                  const REAL *start, ptrdiff_t start_row, ptrdiff_t start_column,  \
                                  const REAL *a, ptrdiff_t a_row, ptrdiff_t a_step, const REAL *b, \
                                  const ptrdiff_t *offsets, REAL *out, ptrdiff_t out_row,          \
                                  const REAL *ahead, ptrdiff_t ahead_count);                       \
  /* out[r, k] += sum over i and j of a[i a_item + r a_row + j] b[i b_item + offsets[k] + j].      \
     columns bytes are a multiple of almanac_correlation_bytes. Meanwhile two pieces of memory are \
     fetched. */                                                                                   \
  void almanac_correlate_weights_##SUFFIX(                                                         \
      ptrdiff_t items, ptrdiff_t rows, ptrdiff_t terms, ptrdiff_t columns, const REAL *a,          \
      ptrdiff_t a_item, ptrdiff_t a_row, const REAL *b, ptrdiff_t b_item,                          \
      const ptrdiff_t *offsets, REAL *out, ptrdiff_t out_row, const REAL *a_ahead,                 \
      ptrdiff_t a_count, const REAL *b_ahead, ptrdiff_t b_count);                                  \
  /* Rows of x [rows, length] with `before` zeros in front, as `stride` rows each: place p goes to \
     out[row, p % stride, p / stride], of `extent` places, the rest of which become zeros. */      \
  void almanac_split_phases_##SUFFIX(ptrdiff_t rows, ptrdiff_t length, ptrdiff_t before,           \
                                     ptrdiff_t stride, ptrdiff_t extent, const REAL *x, REAL *out);

ALMANAC_CORRELATING(float, f32)
ALMANAC_CORRELATING(double, f64)

#endif
