#ifndef ALMANAC_FILTERING_H
#define ALMANAC_FILTERING_H

#include <stddef.h>

// Correlation with three factors by minimal filtering, F(2,3): two neighbouring sums for four
// multiplications instead of six. Of the inputs d0 to d3 that two sums see, and the factors g0 to g2,
//
//   m0 = (d0 - d2) g0                       y0 = m0 + m1 + m2
//   m1 = (d1 + d2) (g0 + g1 + g2) / 2       y1 = m1 - m2 - m3
//   m2 = (d2 - d1) (g0 - g1 + g2) / 2
//   m3 = (d1 - d3) g2
//
// Summed over channels, each m is a product of matrices. A pair of neighbouring sums is a tile; tiles of
// several sequences stand side by side, so that short ones fill registers, too.

enum {
  /// The rows whose factors lie side by side.
  almanac_filter_rows = 4,
  /// The places for each channel and each of m0 to m3.
  almanac_filter_places = 64,
};

/// The factors of m0 to m3, as `almanac_filter` reads them, for rows x channels x 3 factors, of which
/// [r, c, k] is at r row + c column + k place. out has as many groups of `almanac_filter_rows` rows as it
/// takes, with 4 x channels numbers for each row.
void almanac_filter_factors(ptrdiff_t rows, ptrdiff_t channels, const float *weight, ptrdiff_t row,
                            ptrdiff_t column, ptrdiff_t place, float *out);

/// out[i, r, t] = f(start[r] + sum over c and k of factor[r, c, k] x[i, c, t + k - before]) + addend[i, r, t]
/// for items x rows x out_length, where x is dense [items, channels, length] and counts as 0 outside, and
/// f(x) is slope x below zero and x above. start and addend may be null. Meanwhile `next_count` elements at
/// `next` are fetched into the second cache, or if there are none the items that come next.
///
/// scratch has 4 x channels x almanac_filter_places elements.
void almanac_filter(ptrdiff_t items, ptrdiff_t rows, ptrdiff_t channels, ptrdiff_t length,
                    ptrdiff_t before, ptrdiff_t out_length, const float *start,
                    const float *factors, const float *x, float *scratch, float *out, float slope,
                    const float *addend, const float *next, ptrdiff_t next_count);

/// What the inputs of tiles are multiplied by changes with: for x, dense [2 tiles + 2, channels], the four planes
/// [tiles, channels] d0 - d2, d1 + d2, d2 - d1, d3 - d1, `plane` elements apart.
void almanac_filter_inputs(ptrdiff_t tiles, ptrdiff_t channels, const float *x, ptrdiff_t plane,
                           float *out);

/// Sums and differences of `pairs` pairs of neighbours, in their places.
void almanac_filter_changes(ptrdiff_t pairs, const float *x, float *out);

/// The changes of three factors, added to `out`, of which [r, k, c] is at (r 3 + k) channels + c, from those
/// of the factors of m0 to m3, dense [4, rows, channels].
void almanac_filter_weights(ptrdiff_t rows, ptrdiff_t channels, const float *changes, float *out);

#endif
