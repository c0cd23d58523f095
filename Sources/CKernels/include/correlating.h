#ifndef ALMANAC_CORRELATING_H
#define ALMANAC_CORRELATING_H

#include <stddef.h>

// Products of small matrices whose operands stay in the caches, where a general library spends its
// time on packing them. Rows are read in place, each from a start of its own, so that a convolution
// is a product too: its rows are shifted views of one signal.

/// What the columns of `almanac_correlate_weights` are a multiple of, in bytes.
enum { almanac_correlation_bytes = 64 };

#define ALMANAC_CORRELATING(REAL, SUFFIX)                                                          \
  /* out[i, r, j] = f(start[r, j] + sum over k of a[r a_row + a_offsets[k]]                        \
                    b[i b_item + offsets[k] + j]) + addend[i, r, j]                                \
     for items x rows x columns elements, where f(x) is slope x below zero and x above. Output and \
     addend, which may be null, have rows out_row apart and items out_item. Element [r, j] of      \
     start is at r start_row + j start_column, where start_column is 0 or 1; the output of one     \
     item may be its own start. Meanwhile `ahead_count` elements at `ahead` are fetched into the   \
     second cache. */                                                                              \
  void almanac_correlate_##SUFFIX(                                                                 \
      ptrdiff_t items, ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t terms, const REAL *start,      \
      ptrdiff_t start_row, ptrdiff_t start_column, const REAL *a, ptrdiff_t a_row,                 \
      const ptrdiff_t *a_offsets, const REAL *b, ptrdiff_t b_item, const ptrdiff_t *offsets,       \
      REAL *out, ptrdiff_t out_item, ptrdiff_t out_row, REAL slope, const REAL *addend,            \
      const REAL *ahead, ptrdiff_t ahead_count);                                                   \
  /* out[r, k] += sum over i and j of a[i a_item + r a_row + j] b[i b_item + offsets[k] + j].      \
     columns bytes are a multiple of almanac_correlation_bytes. */                                 \
  void almanac_correlate_weights_##SUFFIX(ptrdiff_t items, ptrdiff_t rows, ptrdiff_t terms,        \
                                          ptrdiff_t columns, const REAL *a, ptrdiff_t a_item,      \
                                          ptrdiff_t a_row, const REAL *b, ptrdiff_t b_item,        \
                                          const ptrdiff_t *offsets, REAL *out, ptrdiff_t out_row); \
  /* out[r] += sum over i and j of x[i, r, j]; x is dense [items, rows, columns]. */               \
  void almanac_add_row_sums_##SUFFIX(ptrdiff_t items, ptrdiff_t rows, ptrdiff_t columns,           \
                                     const REAL *x, REAL *out);                                    \
  /* out[i out_item + j rows + r] = x[i, r, j]; x is dense [items, rows, columns]. */              \
  void almanac_transpose_##SUFFIX(ptrdiff_t items, ptrdiff_t rows, ptrdiff_t columns,              \
                                  const REAL *x, REAL *out, ptrdiff_t out_item);                   \
  /* Rows of x [rows, length] with `before` zeros in front, as `stride` rows each: place p goes to \
     out[row, p % stride, p / stride], of `extent` places, the rest of which become zeros. */      \
  void almanac_split_phases_##SUFFIX(ptrdiff_t rows, ptrdiff_t length, ptrdiff_t before,           \
                                     ptrdiff_t stride, ptrdiff_t extent, const REAL *x, REAL *out);

ALMANAC_CORRELATING(float, f32)
ALMANAC_CORRELATING(double, f64)

#endif
