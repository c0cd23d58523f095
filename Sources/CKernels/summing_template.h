// Included once for each element type, with REAL and F(name) defined.

// The sum of TERM over the rest of a row, block by block.
#define SUM_OF(TERM)                                                                               \
  double sum = 0;                                                                                  \
  for (ptrdiff_t start = 0; start < n; start += F(block)) {                                        \
    ptrdiff_t end = n - start < F(block) ? n : start + F(block), i = start;                        \
    REAL partial[F(lanes)] = {0};                                                                  \
    for (; i + F(lanes) <= end; i += F(lanes)) {                                                   \
      for (int k = 0; k < F(lanes); k++) partial[k] += TERM(i + k);                                \
    }                                                                                              \
    for (int k = 0; i < end; i++, k++) partial[k] += TERM(i);                                      \
    sum += F(folded)(partial);                                                                     \
  }                                                                                                \
  return sum

KERNEL double F(row_sum)(ptrdiff_t n, const REAL *x) {
#define TERM(i) x[i]
  SUM_OF(TERM);
#undef TERM
}

KERNEL double F(row_dot)(ptrdiff_t n, const REAL *x, const REAL *y) {
#define TERM(i) (x[i] * y[i])
  SUM_OF(TERM);
#undef TERM
}

INLINE REAL F(larger)(REAL a, REAL b) { return a > b || a != a ? a : b; }

KERNEL REAL F(row_largest)(ptrdiff_t n, const REAL *x) {
  REAL partial[F(lanes)];
  for (int k = 0; k < F(lanes); k++) partial[k] = -INFINITY;
  ptrdiff_t i = 0;
  for (; i + F(lanes) <= n; i += F(lanes)) {
    for (int k = 0; k < F(lanes); k++) partial[k] = F(larger)(x[i + k], partial[k]);
  }
  for (; i < n; i++) partial[0] = F(larger)(x[i], partial[0]);
  for (int k = 1; k < F(lanes); k++) partial[0] = F(larger)(partial[k], partial[0]);
  return partial[0];
}

#undef SUM_OF
