// Included once for each element type, with REAL and F(name) defined: the kernels for every width of
// registers, and the choice between them.

// What is done to sums in the end: those below zero are multiplied by the slope, then the addend, laid out
// as the output, is added unless it is null.
typedef struct {
  REAL slope;
  const REAL *addend;
} F(finish);

#define TARGET WIDE
#define V(name) F(name##_64)
#define BYTES 64
#define LANES LANES_64
#define TILE_ROWS 8
#define TILE_VECTORS 3
#include "correlating_template.h"
#undef TARGET
#undef V
#undef BYTES
#undef LANES
#undef TILE_ROWS
#undef TILE_VECTORS

#define TARGET MIDDLE
#define V(name) F(name##_32)
#define BYTES 32
#define LANES LANES_32
#define TILE_ROWS 4
#define TILE_VECTORS 3
#include "correlating_template.h"
#undef TARGET
#undef V
#undef BYTES
#undef LANES

#define TARGET
#define V(name) F(name##_16)
#define BYTES 16
#define LANES LANES_16
#include "correlating_template.h"
#undef TARGET
#undef V
#undef BYTES
#undef LANES
#undef TILE_ROWS
#undef TILE_VECTORS

void F(almanac_correlate)(ptrdiff_t items, ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t terms,
                          const REAL *start, ptrdiff_t start_row, ptrdiff_t start_column,
                          const REAL *a, ptrdiff_t a_row, const ptrdiff_t *a_offsets,
                          const REAL *b, ptrdiff_t b_item, const ptrdiff_t *offsets, REAL *out,
                          ptrdiff_t out_item, ptrdiff_t out_row, REAL slope, const REAL *addend,
                          const REAL *ahead, ptrdiff_t ahead_count) {
  ptrdiff_t bytes = register_bytes(), wanted = columns * (ptrdiff_t)sizeof(REAL);
  bytes = bytes < wanted ? bytes : wanted;
  ptrdiff_t share = items > 0 ? (ahead_count + items - 1) / items : 0;
  for (ptrdiff_t item = 0; item < items; item++, b += b_item, out += out_item, ahead += share) {
    share = share < ahead_count ? share : ahead_count;
    ahead_count -= share;
    F(finish) finish = {slope, addend ? addend + item * out_item : NULL};
#define CALL(NAME)                                                                                 \
  F(NAME)(rows, columns, terms, start, start_row, start_column, a, a_row, a_offsets, b, offsets,   \
          out, out_row, finish, ahead, share)
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
          for (ptrdiff_t k = 0; k < terms; k++) {
            sum += a[r * a_row + a_offsets[k]] * b[offsets[k] + j];
          }
          sum = sum < 0 ? sum * slope : sum;
          out[r * out_row + j] = finish.addend ? sum + finish.addend[r * out_row + j] : sum;
        }
      }
    }
#undef CALL
  }
}

void F(almanac_correlate_weights)(ptrdiff_t items, ptrdiff_t rows, ptrdiff_t terms,
                                  ptrdiff_t columns, const REAL *a, ptrdiff_t a_item,
                                  ptrdiff_t a_row, const REAL *b, ptrdiff_t b_item,
                                  const ptrdiff_t *offsets, REAL *out, ptrdiff_t out_row) {
  ptrdiff_t bytes = register_bytes();
#define CALL(NAME)                                                                                 \
  F(NAME)(items, rows, terms, columns, a, a_item, a_row, b, b_item, offsets, out, out_row)
  if (bytes >= 64) {
    CALL(correlate_weights_64);
  } else if (bytes >= 32) {
    CALL(correlate_weights_32);
  } else {
    CALL(correlate_weights_16);
  }
#undef CALL
}

#include "copying_template.h"

INLINE void F(zero_run)(ptrdiff_t n, REAL *out) {
  for (ptrdiff_t j = 0; j < n; j++) {
    out[j] = 0;
    __asm__("" ::: "memory");
  }
}

KERNEL void F(almanac_split_phases)(ptrdiff_t rows, ptrdiff_t length, ptrdiff_t before,
                                    ptrdiff_t stride, ptrdiff_t extent, const REAL *x, REAL *out) {
  for (ptrdiff_t phase = 0; phase < stride; phase++) {
    // The first place of this phase that lies in a row, and how many there are.
    ptrdiff_t first = before > phase ? (before - phase + stride - 1) / stride : 0;
    ptrdiff_t from = first * stride + phase - before;
    ptrdiff_t count = from < length ? (length - from + stride - 1) / stride : 0;
    count = first + count > extent ? (extent > first ? extent - first : 0) : count;
    ptrdiff_t zeros = first < extent ? first : extent;
    for (ptrdiff_t r = 0; r < rows; r++) {
      const REAL *row = x + r * length + from;
      REAL *to = out + (r * stride + phase) * extent;
      F(zero_run)(zeros, to);
      if (stride == 1) {
        F(copy_run)(count, row, to + first);
      } else {
        for (ptrdiff_t j = 0; j < count; j++) to[first + j] = row[j * stride];
      }
      F(zero_run)(extent - first - count, to + first + count);
    }
  }
}

void F(almanac_add_row_sums)(ptrdiff_t items, ptrdiff_t rows, ptrdiff_t columns, const REAL *x,
                             REAL *out) {
  ptrdiff_t bytes = register_bytes();
  if (bytes >= 64) {
    F(add_row_sums_64)(items, rows, columns, x, out);
  } else if (bytes >= 32) {
    F(add_row_sums_32)(items, rows, columns, x, out);
  } else {
    F(add_row_sums_16)(items, rows, columns, x, out);
  }
}

void F(almanac_transpose)(ptrdiff_t items, ptrdiff_t rows, ptrdiff_t columns, const REAL *x,
                          REAL *out, ptrdiff_t out_item) {
  ptrdiff_t bytes = register_bytes(), size = sizeof(REAL);
  ptrdiff_t least = rows < columns ? rows : columns;
  bytes = bytes < least * size ? bytes : least * size;
  for (ptrdiff_t item = 0; item < items; item++, x += rows * columns, out += out_item) {
    if (bytes >= 64) {
      F(transpose_64)(rows, columns, x, out);
    } else if (bytes >= 32) {
      F(transpose_32)(rows, columns, x, out);
    } else if (bytes >= 16) {
      F(transpose_16)(rows, columns, x, out);
    } else {
      for (ptrdiff_t r = 0; r < rows; r++) {
        for (ptrdiff_t j = 0; j < columns; j++) out[j * rows + r] = x[r * columns + j];
      }
    }
  }
}
