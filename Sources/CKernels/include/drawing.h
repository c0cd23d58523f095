#ifndef ALMANAC_DRAWING_H
#define ALMANAC_DRAWING_H

#include <stddef.h>
#include <stdint.h>

// Numbers from Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011): four for each value of a counter, whose
// upper half is the number of the stream.
#define ALMANAC_DRAWING(REAL, SUFFIX)                                                              \
  /* `value` where a word of the blocks from `counter` on is below the limit, else 0. */             \
  void almanac_draw_bernoulli_##SUFFIX(ptrdiff_t count, uint64_t counter, uint64_t stream,              \
                                  uint64_t key, uint64_t limit, REAL value, REAL *out);              \
  /* One number for each row of parameters p, `stride` apart: p[0] + (softplus(p[1]) + least) t, with  \
     t from Student's distribution with 2 + softplus(p[2]) degrees of freedom. Sixteen blocks make     \
     32 numbers. */                                                                                \
  void almanac_draw_students_##SUFFIX(ptrdiff_t rows, uint64_t counter, uint64_t stream,           \
                                      uint64_t key, const REAL *parameters, ptrdiff_t stride,      \
                                      REAL least, REAL *out);

ALMANAC_DRAWING(float, f32)
ALMANAC_DRAWING(double, f64)

#endif
