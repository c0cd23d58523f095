#ifndef ALMANAC_ELEMENTWISE_TABLES_H
#define ALMANAC_ELEMENTWISE_TABLES_H

#include "elementwise.h"
#include "piecewise.h"

// Operations on floats that are quicker by tables, where the processor has registers for them. Each says
// whether it did what it was asked for.

#if defined(__x86_64__)

// Up to sixteen numbers `step` apart, as many as the mask has.
LOOKUP __m512 taken(const float *x, ptrdiff_t step, __mmask16 mask) {
  if (step == 1) return _mm512_maskz_loadu_ps(mask, x);
  if (step == 0) return _mm512_set1_ps(*x);
  float numbers[16] = {0};
  for (int k = 0; mask >> k; k++) numbers[k] = x[k * step];
  return _mm512_loadu_ps(numbers);
}

#define EACH_16(EXPRESSION)                                                                        \
  for (ptrdiff_t i = 0; i < n; i += 16) {                                                          \
    __mmask16 mask = first_lanes(n - i);                                                           \
    _mm512_mask_storeu_ps(out + i, mask, EXPRESSION);                                              \
  }

WIDE static void wide_unary(almanac_unary_operation operation, ptrdiff_t n, const float *x,
                            ptrdiff_t step, float *out) {
#define X taken(x + i * step, step, mask)
  switch (operation) {
    case almanac_exponential: EACH_16(exponential_16(X)) break;
    case almanac_tanh: EACH_16(tanh_16(X)) break;
    case almanac_error_function: EACH_16(erf_16(X)) break;
    default: EACH_16(gelu_16(X)) break;
  }
#undef X
}

INLINE int unary_by_tables_f32(almanac_unary_operation operation, ptrdiff_t n, const float *x,
                               ptrdiff_t step, float *out) {
  int has_table = operation == almanac_exponential || operation == almanac_tanh ||
                  operation == almanac_error_function || operation == almanac_gelu;
  if (!has_table || register_bytes() < 64) return 0;
  wide_unary(operation, n, x, step, out);
  return 1;
}

WIDE static void wide_gelu_pullback(ptrdiff_t n, const float *x, ptrdiff_t x_step, const float *y,
                                    ptrdiff_t y_step, float *out) {
  EACH_16(taken(x + i * x_step, x_step, mask) * gelu_slope_16(taken(y + i * y_step, y_step, mask)))
}

INLINE int binary_by_tables_f32(almanac_binary_operation operation, ptrdiff_t n, const float *x,
                                ptrdiff_t x_step, const float *y, ptrdiff_t y_step, float *out) {
  if (operation != almanac_gelu_pullback || register_bytes() < 64) return 0;
  wide_gelu_pullback(n, x, x_step, y, y_step, out);
  return 1;
}

#undef EACH_16

#else
#define unary_by_tables_f32(...) 0
#define binary_by_tables_f32(...) 0
#endif
// There are none for doubles, whose registers hold half as many.
#define unary_by_tables_f64(...) 0
#define binary_by_tables_f64(...) 0

#endif
