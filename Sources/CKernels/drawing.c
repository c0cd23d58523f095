#include "drawing.h"

#include <string.h>

#include "kernel.h"
#include "mathematics.h"

// The words of the blocks from `counter` on, one block in each lane, so that the rounds are vector code.
INLINE void draw_blocks(const int lanes, uint64_t counter, uint64_t stream, uint64_t key,
                        uint32_t *a, uint32_t *b, uint32_t *c, uint32_t *d) {
  for (int l = 0; l < lanes; l++) {
    a[l] = (uint32_t)(counter + (uint64_t)l);
    b[l] = (uint32_t)((counter + (uint64_t)l) >> 32);
    c[l] = (uint32_t)stream;
    d[l] = (uint32_t)(stream >> 32);
  }
  uint32_t low = (uint32_t)key, high = (uint32_t)(key >> 32);
  for (int round = 0; round < 10; round++) {
    for (int l = 0; l < lanes; l++) {
      uint64_t x = (uint64_t)0xD2511F53u * a[l], y = (uint64_t)0xCD9E8D57u * c[l];
      a[l] = (uint32_t)(y >> 32) ^ b[l] ^ low;
      b[l] = (uint32_t)y;
      c[l] = (uint32_t)(x >> 32) ^ d[l] ^ high;
      d[l] = (uint32_t)x;
    }
    low += 0x9E3779B9u;
    high += 0xBB67AE85u;
  }
}

#define REAL float
#define F(name) name##_f32
#define MATH(name) name##_f32
#include "drawing_template.h"
#undef REAL
#undef F
#undef MATH

#define REAL double
#define F(name) name##_f64
#define MATH(name) name##_f64
#include "drawing_template.h"
