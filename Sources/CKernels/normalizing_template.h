// Included once for each element type, with REAL and F(name) defined.

KERNEL static void F(centred_row)(ptrdiff_t n, const REAL *restrict x, REAL mean,
                                  REAL *restrict out) {
  for (ptrdiff_t i = 0; i < n; i++) out[i] = x[i] - mean;
}

KERNEL static void F(normed_row)(ptrdiff_t n, REAL scale, const REAL *restrict gain,
                                 const REAL *restrict shift, REAL *restrict out) {
  if (shift) {
    for (ptrdiff_t i = 0; i < n; i++) out[i] = gain[i] * (out[i] * scale) + shift[i];
  } else {
    for (ptrdiff_t i = 0; i < n; i++) out[i] = gain[i] * (out[i] * scale);
  }
}

void F(almanac_norm)(int centred, ptrdiff_t rows, ptrdiff_t n, const REAL *x, const REAL *gain,
                     const REAL *shift, double epsilon, REAL *out, REAL *means, REAL *scales) {
  for (ptrdiff_t r = 0; r < rows; r++, x += n, out += n) {
    means[r] = centred ? (REAL)(F(row_sum)(n, x) / (double)n) : 0;
    F(centred_row)(n, x, means[r], out);
    scales[r] = (REAL)(1 / sqrt(F(row_dot)(n, out, out) / (double)n + epsilon));
    F(normed_row)(n, scales[r], gain, shift, out);
  }
}

// `out` holds gain g and x^ gain g in turn, whose means are wanted before the change is known.
KERNEL static void F(norm_changes)(int centred, ptrdiff_t n, const REAL *restrict x,
                                   const REAL *restrict gain, REAL mean, REAL scale,
                                   const REAL *restrict g, REAL *restrict out,
                                   REAL *restrict gain_change, REAL *restrict shift_change) {
  for (ptrdiff_t i = 0; i < n; i++) out[i] = gain[i] * g[i];
  REAL level = centred ? (REAL)(F(row_sum)(n, out) / (double)n) : 0;
  for (ptrdiff_t i = 0; i < n; i++) out[i] *= x[i] - mean;
  REAL slope = (REAL)(F(row_sum)(n, out) * scale / (double)n);
  for (ptrdiff_t i = 0; i < n; i++) {
    REAL normed = (x[i] - mean) * scale;
    out[i] = scale * (gain[i] * g[i] - level - normed * slope);
    gain_change[i] += g[i] * normed;
  }
  if (shift_change) {
    for (ptrdiff_t i = 0; i < n; i++) shift_change[i] += g[i];
  }
}

void F(almanac_norm_pullback)(int centred, ptrdiff_t rows, ptrdiff_t n, const REAL *x,
                              const REAL *gain, const REAL *means, const REAL *scales,
                              const REAL *g, REAL *x_change, REAL *gain_change,
                              REAL *shift_change) {
  for (ptrdiff_t r = 0; r < rows; r++) {
    F(norm_changes)(centred, n, x + r * n, gain, means[r], scales[r], g + r * n, x_change + r * n,
                    gain_change, shift_change);
  }
}
