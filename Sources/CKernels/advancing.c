#include "advancing.h"

#include "kernel.h"
#include "mathematics.h"

// Units from `first` to `end` of a row. A sigmoid times a tangent is one quotient, since divisions take longest.
INLINE void advance(ptrdiff_t first, ptrdiff_t end, ptrdiff_t units, const float *restrict sums,
                    const float *restrict before, float *restrict cell, float *restrict out) {
#pragma clang loop vectorize(assume_safety) interleave_count(1)
  for (ptrdiff_t j = first; j < end; j++) {
    float candidate = sums[2 * units + j], t = gate_excess_f32(candidate);
    float added = t / ((1.0f + gate_opposite_f32(sums[j])) * (t + 2.0f));
    cell[j] = before[j] / (1.0f + gate_opposite_f32(sums[units + j])) + copysignf(added, candidate);
  }
#pragma clang loop vectorize(assume_safety) interleave_count(1)
  for (ptrdiff_t j = first; j < end; j++) {
    float c = cell[j], t = gate_excess_f32(c);
    out[j] = copysignf(t / ((1.0f + gate_opposite_f32(sums[3 * units + j])) * (t + 2.0f)), c);
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
