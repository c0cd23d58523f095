#ifndef ALMANAC_DRAWING_H
#define ALMANAC_DRAWING_H

#include <stddef.h>
#include <stdint.h>

// Numbers from Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011): four for each value of a counter, whose
// upper half is the number of the stream.
#define ALMANAC_DRAWING(REAL, SUFFIX)                                                              \
  /* 1 where a word of the blocks from `counter` on is below the limit, else 0. */                 \
  void almanac_draw_ones_##SUFFIX(ptrdiff_t count, uint64_t counter, uint64_t stream,              \
                                  uint64_t key, uint64_t limit, REAL *out);

ALMANAC_DRAWING(float, f32)
ALMANAC_DRAWING(double, f64)

#endif
