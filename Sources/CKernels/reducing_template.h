// Included once for each element type, with REAL, F(name) and MATH(name) defined.

INLINE REAL F(larger)(REAL a, REAL b) { return a > b || a != a ? a : b; }
INLINE REAL F(smaller)(REAL a, REAL b) { return a < b || a != a ? a : b; }

KERNEL static void F(reduce_rows)(almanac_reduction reduction, ptrdiff_t n, ptrdiff_t inner,
                                  const REAL *restrict x, REAL *restrict out) {
  for (ptrdiff_t k = 0; k < n; k++, x += inner) {
    switch (reduction) {
      case almanac_product:
        for (ptrdiff_t i = 0; i < inner; i++) out[i] *= x[i];
        break;
      case almanac_largest:
        for (ptrdiff_t i = 0; i < inner; i++) out[i] = F(larger)(x[i], out[i]);
        break;
      case almanac_smallest:
        for (ptrdiff_t i = 0; i < inner; i++) out[i] = F(smaller)(x[i], out[i]);
        break;
      default: break;
    }
  }
}

// The sum of some columns of rows, or of their squares: of two halves each, so that thousands of rows
// lose no more than a few do.
KERNEL static void F(sum_rows)(int of_squares, ptrdiff_t n, ptrdiff_t inner, ptrdiff_t columns,
                               const REAL *restrict x, REAL *restrict out) {
  enum { few = 64 };
  if (n > few) {
    ptrdiff_t half = (n / 2 + few - 1) / few * few;
    REAL rest[summed_columns];
    F(sum_rows)(of_squares, half, inner, columns, x, out);
    F(sum_rows)(of_squares, n - half, inner, columns, x + half * inner, rest);
    for (ptrdiff_t i = 0; i < columns; i++) out[i] += rest[i];
    return;
  }
  for (ptrdiff_t i = 0; i < columns; i++) out[i] = 0;
  for (ptrdiff_t k = 0; k < n; k++, x += inner) {
    if (of_squares) {
      for (ptrdiff_t i = 0; i < columns; i++) out[i] += x[i] * x[i];
    } else {
      for (ptrdiff_t i = 0; i < columns; i++) out[i] += x[i];
    }
  }
}

// Sums of rows too short for a call each, and of their squares.
KERNEL static void F(narrow_sums)(int of_squares, ptrdiff_t outer, ptrdiff_t n,
                                  const REAL *restrict x, REAL *restrict out) {
  if (of_squares) {
    for (ptrdiff_t o = 0; o < outer; o++, x += n) {
      REAL sum = 0;
      for (ptrdiff_t k = 0; k < n; k++) sum += x[k] * x[k];
      out[o] = sum;
    }
    return;
  }
  if (n == 2) {
    for (ptrdiff_t o = 0; o < outer; o++) out[o] = x[2 * o] + x[2 * o + 1];
    return;
  }
  for (ptrdiff_t o = 0; o < outer; o++, x += n) {
    REAL sum = 0;
    for (ptrdiff_t k = 0; k < n; k++) sum += x[k];
    out[o] = sum;
  }
}

void F(almanac_reduce)(almanac_reduction reduction, ptrdiff_t outer, ptrdiff_t n, ptrdiff_t inner,
                       const REAL *x, REAL *out) {
  static const REAL starts[] = {0, 1, -INFINITY, INFINITY, 0};
  int of_squares = reduction == almanac_sum_of_squares;
  if (inner == 1 && n <= 8 && (reduction == almanac_sum || of_squares)) {
    F(narrow_sums)(of_squares, outer, n, x, out);
    return;
  }
  for (ptrdiff_t o = 0; o < outer; o++, x += n * inner, out += inner) {
    if (inner == 1 && reduction == almanac_sum) {
      *out = (REAL)F(row_sum)(n, x);
    } else if (inner == 1 && of_squares) {
      *out = (REAL)F(row_dot)(n, x, x);
    } else if (inner == 1 && reduction == almanac_largest) {
      *out = F(row_largest)(n, x);
    } else if (reduction == almanac_sum || of_squares) {
      for (ptrdiff_t i = 0; i < inner; i += summed_columns) {
        ptrdiff_t columns = inner - i < summed_columns ? inner - i : summed_columns;
        F(sum_rows)(of_squares, n, inner, columns, x + i, out + i);
      }
    } else {
      for (ptrdiff_t i = 0; i < inner; i++) out[i] = starts[reduction];
      F(reduce_rows)(reduction, n, inner, x, out);
    }
  }
}

void F(almanac_position)(almanac_reduction reduction, ptrdiff_t outer, ptrdiff_t n, ptrdiff_t inner,
                         const REAL *x, int32_t *out) {
  for (ptrdiff_t o = 0; o < outer; o++, x += n * inner, out += inner) {
    for (ptrdiff_t i = 0; i < inner; i++) {
      ptrdiff_t best = 0;
      for (ptrdiff_t k = 1; k < n; k++) {
        REAL a = x[k * inner + i], b = x[best * inner + i];
        int wins = reduction == almanac_smallest ? a < b : a > b;
        if (wins || (a != a && b == b)) best = k;
        if (b != b) break;
      }
      out[i] = (int32_t)best;
    }
  }
}

void F(almanac_cumulate)(int reversed, ptrdiff_t outer, ptrdiff_t n, ptrdiff_t inner, const REAL *x,
                         REAL *out) {
  if (n == 0) return;
  ptrdiff_t step = reversed ? -inner : inner;
  for (ptrdiff_t o = 0; o < outer; o++) {
    const REAL *from = x + o * n * inner + (reversed ? (n - 1) * inner : 0);
    REAL *to = out + o * n * inner + (reversed ? (n - 1) * inner : 0);
    memcpy(to, from, (size_t)inner * sizeof(REAL));
    for (ptrdiff_t k = 1; k < n; k++) {
      from += step;
      to += step;
      for (ptrdiff_t i = 0; i < inner; i++) to[i] = to[i - step] + from[i];
    }
  }
}

KERNEL static void F(scaled)(ptrdiff_t n, REAL factor, REAL *x) {
  for (ptrdiff_t i = 0; i < n; i++) x[i] *= factor;
}

void F(almanac_softmax)(ptrdiff_t rows, ptrdiff_t n, const REAL *x, REAL *out) {
  for (ptrdiff_t r = 0; r < rows; r++, x += n, out += n) {
    F(row_exponentials)(n, x, F(row_largest)(n, x), 1, out);
    F(scaled)(n, (REAL)(1 / F(row_sum)(n, out)), out);
  }
}

KERNEL static void F(softmax_pullback_row)(ptrdiff_t n, const REAL *restrict y,
                                           const REAL *restrict g, REAL *restrict out) {
  for (ptrdiff_t i = 0; i < n; i++) out[i] = y[i] * g[i];
  REAL sum = (REAL)F(row_sum)(n, out);
  for (ptrdiff_t i = 0; i < n; i++) out[i] = y[i] * (g[i] - sum);
}

void F(almanac_softmax_pullback)(ptrdiff_t rows, ptrdiff_t n, const REAL *y, const REAL *g,
                                 REAL *out) {
  for (ptrdiff_t r = 0; r < rows; r++) F(softmax_pullback_row)(n, y + r * n, g + r * n, out + r * n);
}

void F(almanac_log_softmax)(ptrdiff_t rows, ptrdiff_t n, const REAL *x, REAL *out) {
  for (ptrdiff_t r = 0; r < rows; r++, x += n, out += n) {
    REAL largest = F(row_largest)(n, x);
    F(row_exponentials)(n, x, largest, 1, out);
    REAL sum = (REAL)log(F(row_sum)(n, out));
    for (ptrdiff_t i = 0; i < n; i++) out[i] = x[i] - largest - sum;
  }
}

KERNEL static void F(log_softmax_pullback_row)(ptrdiff_t n, const REAL *restrict y,
                                               const REAL *restrict g, REAL *restrict out) {
  REAL sum = (REAL)F(row_sum)(n, g);
  F(row_exponentials)(n, y, 0, sum, out);
  for (ptrdiff_t i = 0; i < n; i++) out[i] = g[i] - out[i];
}

void F(almanac_log_softmax_pullback)(ptrdiff_t rows, ptrdiff_t n, const REAL *y, const REAL *g,
                                     REAL *out) {
  for (ptrdiff_t r = 0; r < rows; r++) {
    F(log_softmax_pullback_row)(n, y + r * n, g + r * n, out + r * n);
  }
}

void F(almanac_cross_entropy)(ptrdiff_t rows, ptrdiff_t n, const REAL *x, const int32_t *classes,
                              REAL *out, REAL *logs) {
  for (ptrdiff_t r = 0; r < rows; r++, x += n) {
    REAL largest = F(row_largest)(n, x), terms[F(block)];
    double sum = 0;
    for (ptrdiff_t i = 0; i < n; i += F(block)) {
      ptrdiff_t count = n - i < F(block) ? n - i : F(block);
      F(row_exponentials)(count, x + i, largest, 1, terms);
      sum += F(row_sum)(count, terms);
    }
    logs[r] = (REAL)(largest + log(sum));
    out[r] = logs[r] - x[classes[r]];
  }
}

void F(almanac_cross_entropy_pullback)(ptrdiff_t rows, ptrdiff_t n, const REAL *x,
                                       const int32_t *classes, const REAL *logs, const REAL *g,
                                       REAL *out) {
  for (ptrdiff_t r = 0; r < rows; r++, x += n, out += n) {
    F(row_exponentials)(n, x, logs[r], g[r], out);
    out[classes[r]] -= g[r];
  }
}

void F(almanac_cross_entropy_changes)(ptrdiff_t rows, ptrdiff_t n, REAL factor,
                                      const int32_t *classes, REAL *x, REAL *out) {
  for (ptrdiff_t r = 0; r < rows; r++, x += n) {
    REAL largest = F(row_largest)(n, x), own = x[classes[r]] - largest;
    F(row_exponentials)(n, x, largest, 1, x);
    double sum = F(row_sum)(n, x);
    out[r] = (REAL)(log(sum) - own);
    F(scaled)(n, (REAL)(factor / sum), x);
    x[classes[r]] -= factor;
  }
}
