#ifndef ALMANAC_RECURRENT_TABLES_H
#define ALMANAC_RECURRENT_TABLES_H

#include "piecewise.h"

// The step of an LSTM in floats by tables, where the processor has registers for them. It says whether it did.

#if defined(__x86_64__)

WIDE static void wide_lstm_step(ptrdiff_t rows, ptrdiff_t units, const float *sums,
                                const float *before, float *gates, float *cell, float *out) {
  // The outputs in a walk of their own, as in recurrent_template.h.
  for (int walk = 0; walk < 2; walk++) {
    for (ptrdiff_t row = 0; row < rows; row++) {
      const float *x = sums + 4 * row * units, *from = before + row * units;
      float *to = gates + 5 * row * units, *c = cell + row * units, *h = out + row * units;
      for (ptrdiff_t j = 0; j < units; j += 16) {
        // Whole registers, the last of which overlaps the one before it, or part of the only one.
        ptrdiff_t k = j + 16 <= units || units < 16 ? j : units - 16;
        __mmask16 mask = first_lanes(units);
#define READ(FROM) _mm512_maskz_loadu_ps(mask, (FROM) + k)
#define WRITE(TO, VALUE) _mm512_mask_storeu_ps((TO) + k, mask, VALUE)
        if (walk == 0) {
          __m512 i = gate_sigmoid_16(READ(x)), f = gate_sigmoid_16(READ(x + units));
          __m512 g = tanh_16(READ(x + 2 * units)), o = gate_sigmoid_16(READ(x + 3 * units));
          WRITE(to, i);
          WRITE(to + units, f);
          WRITE(to + 2 * units, g);
          WRITE(to + 3 * units, o);
          WRITE(c, f * READ(from) + i * g);
        } else {
          __m512 t = tanh_16(READ(c));
          WRITE(to + 4 * units, t);
          WRITE(h, READ(to + 3 * units) * t);
        }
#undef READ
#undef WRITE
      }
    }
  }
}

INLINE int lstm_step_by_tables_f32(ptrdiff_t rows, ptrdiff_t units, const float *sums,
                                   const float *before, float *gates, float *cell, float *out) {
  if (register_bytes() < 64) return 0;
  wide_lstm_step(rows, units, sums, before, gates, cell, out);
  return 1;
}

#else
#define lstm_step_by_tables_f32(...) 0
#endif
#define lstm_step_by_tables_f64(...) 0

#endif
