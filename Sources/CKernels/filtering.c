#include "filtering.h"

#include "widths.h"

/// Tiles of one item in one register: `count` of them, from `tile` on, stand at `column` of a block.
typedef struct {
  ptrdiff_t item, tile, column, count;
} piece;

/// Copies a short run, for which a call of the library, which the compiler would make of it, takes too long.
INLINE void copy_short(ptrdiff_t n, const float *restrict x, float *restrict out) {
  ptrdiff_t j = 0;
  for (; j + 4 <= n; j += 4) {
    memcpy(out + j, x + j, 16);
    __asm__("" ::: "memory");
  }
  for (; j < n; j++) {
    out[j] = x[j];
    __asm__("" ::: "memory");
  }
}

#define TARGET WIDE
#define V(name) name##_64
#define BYTES 64
#define LANES 16
#define TILE_ROWS 4
#include "filtering_template.h"
#undef TARGET
#undef V
#undef BYTES
#undef LANES
#undef TILE_ROWS

#define TARGET MIDDLE
#define V(name) name##_32
#define BYTES 32
#define LANES 8
#define TILE_ROWS 2
#include "filtering_template.h"
#undef TARGET
#undef V
#undef BYTES
#undef LANES

#define TARGET
#define V(name) name##_16
#define BYTES 16
#define LANES 4
#include "filtering_template.h"

void almanac_filter(ptrdiff_t items, ptrdiff_t rows, ptrdiff_t channels, ptrdiff_t length,
                    ptrdiff_t before, ptrdiff_t out_length, const float *start,
                    const float *factors, const float *x, float *scratch, float *out, float slope,
                    const float *addend, const float *next, ptrdiff_t next_count) {
  ptrdiff_t bytes = register_bytes();
#define CALL(NAME)                                                                                 \
  NAME(items, rows, channels, length, before, out_length, start, factors, x, scratch, out, slope,  \
       addend, next, next_count)
  if (bytes >= 64) {
    CALL(filter_64);
  } else if (bytes >= 32) {
    CALL(filter_32);
  } else {
    CALL(filter_16);
  }
#undef CALL
}

void almanac_filter_factors(ptrdiff_t rows, ptrdiff_t channels, const float *weight, ptrdiff_t row,
                            ptrdiff_t column, ptrdiff_t place, float *out) {
  enum { group = almanac_filter_rows };
  for (ptrdiff_t first = 0; first < rows; first += group, out += 4 * group * channels) {
    for (ptrdiff_t c = 0; c < channels; c++) {
      for (ptrdiff_t r = 0; r < group; r++) {
        const float *w = weight + (first + r) * row + c * column;
        float g[3] = {0};
        if (first + r < rows) {
          for (ptrdiff_t k = 0; k < 3; k++) g[k] = w[k * place];
        }
        float *inner = out + 2 * group * c + r, *outer = inner + 2 * group * channels;
        float ends = g[0] + g[2];
        inner[0] = (ends + g[1]) / 2;
        inner[group] = (ends - g[1]) / 2;
        outer[0] = g[0];
        // So that m3 is added like the others.
        outer[group] = -g[2];
      }
    }
  }
}

KERNEL void almanac_filter_inputs(ptrdiff_t tiles, ptrdiff_t channels, const float *x,
                                  ptrdiff_t plane, float *out) {
  for (ptrdiff_t tile = 0; tile < tiles; tile++, x += 2 * channels, out += channels) {
    for (ptrdiff_t c = 0; c < channels; c++) {
      float d0 = x[c], d1 = x[channels + c], d2 = x[2 * channels + c], d3 = x[3 * channels + c];
      out[c] = d0 - d2;
      out[plane + c] = d1 + d2;
      out[2 * plane + c] = d2 - d1;
      out[3 * plane + c] = d3 - d1;
    }
  }
}

KERNEL void almanac_filter_changes(ptrdiff_t pairs, const float *restrict x, float *restrict out) {
  for (ptrdiff_t j = 0; j < pairs; j++) {
    float first = x[2 * j], second = x[2 * j + 1];
    out[2 * j] = first + second;
    out[2 * j + 1] = first - second;
  }
}

KERNEL void almanac_filter_weights(ptrdiff_t rows, ptrdiff_t channels, const float *changes,
                                   float *out) {
  ptrdiff_t plane = rows * channels;
  for (ptrdiff_t r = 0; r < rows; r++, out += 3 * channels, changes += channels) {
    for (ptrdiff_t c = 0; c < channels; c++) {
      float half = changes[plane + c] / 2, other = changes[2 * plane + c] / 2;
      out[c] += changes[c] + (half + other);
      out[channels + c] += half - other;
      out[2 * channels + c] += changes[3 * plane + c] + (half + other);
    }
  }
}
