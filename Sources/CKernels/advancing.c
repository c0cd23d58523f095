#include "advancing.h"

#include "kernel.h"
#include "mathematics.h"

// exp(-x), within what a sigmoid can tell from 0 and 1.
INLINE float opposite(float x) {
  float scale, rest, z = -x;
  z = z < -87.0f ? -87.0f : z;
  short_parts_f32(z > 87.0f ? 87.0f : z, &scale, &rest);
  return scale * rest + scale;
}

// exp(2 |x|) - 1, within what a tangent can tell from 1.
INLINE float excess(float x) {
  float scale, rest, a = 2.0f * fabsf(x);
  short_parts_f32(a > 20.0f ? 20.0f : a, &scale, &rest);
  return scale * rest + (scale - 1.0f);
}

// Units from `first` to `end` of a row. A sigmoid times a tangent is one quotient, since divisions take longest.
INLINE void advance(ptrdiff_t first, ptrdiff_t end, ptrdiff_t units, const float *restrict sums,
                    const float *restrict before, float *restrict cell, float *restrict out) {
#pragma clang loop vectorize(assume_safety) interleave_count(1)
  for (ptrdiff_t j = first; j < end; j++) {
    float candidate = sums[2 * units + j], t = excess(candidate);
    float added = t / ((1.0f + opposite(sums[j])) * (t + 2.0f));
    cell[j] = before[j] / (1.0f + opposite(sums[units + j])) + copysignf(added, candidate);
  }
#pragma clang loop vectorize(assume_safety) interleave_count(1)
  for (ptrdiff_t j = first; j < end; j++) {
    float c = cell[j], t = excess(c);
    out[j] = copysignf(t / ((1.0f + opposite(sums[3 * units + j])) * (t + 2.0f)), c);
  }
}

KERNEL void almanac_lstm_advance_f32(ptrdiff_t rows, ptrdiff_t units, const float *restrict sums,
                                     const float *restrict before, float *restrict cell,
                                     float *restrict out) {
  enum { lanes = 16 };
  ptrdiff_t whole = units / lanes * lanes;
  for (ptrdiff_t row = 0; row < rows; row++) {
    advance(0, whole, units, sums, before, cell, out);
    // What is left is done together with what is before it once more, for units that fill a vector.
    if (whole < units) {
      advance(units > lanes ? units - lanes : 0, units, units, sums, before, cell, out);
    }
    sums += 4 * units;
    before += units;
    cell += units;
    out += units;
  }
}
