#include "exponentials.h"

#include "kernel.h"
#include "mathematics.h"
#include "piecewise.h"

#if defined(__x86_64__)
WIDE static void wide_exponentials(ptrdiff_t n, const float *x, float shift, float factor,
                                   float *out) {
  for (ptrdiff_t i = 0; i < n; i += 16) {
    __mmask16 mask = first_lanes(n - i);
    __m512 y = exponential_16(_mm512_maskz_loadu_ps(mask, x + i) - _mm512_set1_ps(shift));
    _mm512_mask_storeu_ps(out + i, mask, y * _mm512_set1_ps(factor));
  }
}
#endif

#define PLAIN(REAL, SUFFIX)                                                                        \
  KERNEL static void plain_exponentials_##SUFFIX(ptrdiff_t n, const REAL *x, REAL shift,           \
                                                 REAL factor, REAL *out) {                         \
    _Pragma("clang loop vectorize(assume_safety)") for (ptrdiff_t i = 0; i < n; i++) {             \
      out[i] = factor * exponential_##SUFFIX(x[i] - shift);                                        \
    }                                                                                              \
  }

PLAIN(float, f32)
PLAIN(double, f64)

void row_exponentials_f32(ptrdiff_t n, const float *x, float shift, float factor, float *out) {
#if defined(__x86_64__)
  if (register_bytes() >= 64) {
    wide_exponentials(n, x, shift, factor, out);
    return;
  }
#endif
  plain_exponentials_f32(n, x, shift, factor, out);
}

void row_exponentials_f64(ptrdiff_t n, const double *x, double shift, double factor, double *out) {
  plain_exponentials_f64(n, x, shift, factor, out);
}
