// Included once for each element type, with REAL and F(name) defined.

// Most runs are too short for a call of the library to be worth it, which the compiler would make of these loops.
INLINE void F(copy_run)(ptrdiff_t n, const REAL *restrict x, REAL *restrict out) {
  enum { lanes = 64 / sizeof(REAL), most = 8 * lanes };
  if (n > most) {
    memcpy(out, x, (size_t)n * sizeof(REAL));
    return;
  }
  if (n < lanes) {
    for (ptrdiff_t j = 0; j < n; j++) {
      out[j] = x[j];
      __asm__("" ::: "memory");
    }
    return;
  }
  for (ptrdiff_t j = 0; j + lanes <= n; j += lanes) memcpy(out + j, x + j, 64);
  memcpy(out + n - lanes, x + n - lanes, 64);
}
