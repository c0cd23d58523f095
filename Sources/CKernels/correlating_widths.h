// Included once for each element type, with REAL and F(name) defined: the kernels for every width of
// registers, and the choice between them.

#define TARGET WIDE
#define V(name) F(name##_64)
#define BYTES 64
#define TILE_ROWS 8
#define TILE_VECTORS 3
#include "correlating_template.h"
#undef TARGET
#undef V
#undef BYTES
#undef TILE_ROWS
#undef TILE_VECTORS

#define TARGET MIDDLE
#define V(name) F(name##_32)
#define BYTES 32
#define TILE_ROWS 4
#define TILE_VECTORS 3
#include "correlating_template.h"
#undef TARGET
#undef V
#undef BYTES

#define TARGET
#define V(name) F(name##_16)
#define BYTES 16
#include "correlating_template.h"
#undef TARGET
#undef V
#undef BYTES
#undef TILE_ROWS
#undef TILE_VECTORS

void F(almanac_correlate)(ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t terms, const REAL *start,
                          ptrdiff_t start_row, ptrdiff_t start_column, const REAL *a,
                          ptrdiff_t a_row, ptrdiff_t a_step, const REAL *b,
                          const ptrdiff_t *offsets, REAL *out, ptrdiff_t out_row,
                          const REAL *ahead, ptrdiff_t ahead_count) {
  ptrdiff_t bytes = register_bytes(), wanted = columns * (ptrdiff_t)sizeof(REAL);
  bytes = bytes < wanted ? bytes : wanted;
#define CALL(NAME)                                                                                 \
  F(NAME)(rows, columns, terms, start, start_row, start_column, a, a_row, a_step, b, offsets, out, \
          out_row, ahead, ahead_count)
  if (bytes >= 64) {
    CALL(correlate_64);
  } else if (bytes >= 32) {
    CALL(correlate_32);
  } else if (bytes >= 16) {
    CALL(correlate_16);
  } else {
    for (ptrdiff_t r = 0; r < rows; r++) {
      for (ptrdiff_t j = 0; j < columns; j++) {
        REAL sum = start[r * start_row + j * start_column];
        for (ptrdiff_t k = 0; k < terms; k++) sum += a[r * a_row + k * a_step] * b[offsets[k] + j];
        out[r * out_row + j] = sum;
      }
    }
  }
#undef CALL
}

void F(almanac_correlate_weights)(ptrdiff_t items, ptrdiff_t rows, ptrdiff_t terms,
                                  ptrdiff_t columns, const REAL *a, ptrdiff_t a_item,
                                  ptrdiff_t a_row, const REAL *b, ptrdiff_t b_item,
                                  const ptrdiff_t *offsets, REAL *out, ptrdiff_t out_row,
                                  const REAL *a_ahead, ptrdiff_t a_count,
                                  const REAL *b_ahead, ptrdiff_t b_count) {
  ptrdiff_t bytes = register_bytes();
#define CALL(NAME)                                                                                 \
  F(NAME)(items, rows, terms, columns, a, a_item, a_row, b, b_item, offsets, out, out_row,         \
          a_ahead, a_count, b_ahead, b_count)
  if (bytes >= 64) {
    CALL(correlate_weights_64);
  } else if (bytes >= 32) {
    CALL(correlate_weights_32);
  } else {
    CALL(correlate_weights_16);
  }
#undef CALL
}

void F(almanac_split_phases)(ptrdiff_t rows, ptrdiff_t length, ptrdiff_t before, ptrdiff_t stride,
                             ptrdiff_t extent, const REAL *x, REAL *out) {
  for (ptrdiff_t r = 0; r < rows; r++, x += length) {
    for (ptrdiff_t phase = 0; phase < stride; phase++, out += extent) {
      // The first place of this phase that lies in the row, and how many there are.
      ptrdiff_t first = before > phase ? (before - phase + stride - 1) / stride : 0;
      ptrdiff_t from = first * stride + phase - before;
      ptrdiff_t count = from < length ? (length - from + stride - 1) / stride : 0;
      count = first + count > extent ? (extent > first ? extent - first : 0) : count;
      ptrdiff_t zeros = first < extent ? first : extent;
      memset(out, 0, (size_t)zeros * sizeof(REAL));
      if (stride == 1) {
        if (count > 0) memcpy(out + first, x + from, (size_t)count * sizeof(REAL));
      } else {
        for (ptrdiff_t j = 0; j < count; j++) out[first + j] = x[from + j * stride];
      }
      if (first + count < extent) {
        memset(out + first + count, 0, (size_t)(extent - first - count) * sizeof(REAL));
      }
    }
  }
}
