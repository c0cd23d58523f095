// Included once for each element type, with REAL, F(name) and MATH(name) defined.

INLINE ptrdiff_t F(seen)(ptrdiff_t n, ptrdiff_t visible, ptrdiff_t growth, ptrdiff_t row) {
  ptrdiff_t seen = visible + row * growth;
  return seen < n ? seen : n;
}

// exp(x - shift), and 0 from `seen` on.
INLINE void F(shifted_exponentials)(ptrdiff_t seen, ptrdiff_t n, REAL shift, REAL *x) {
  F(row_exponentials)(seen, x, shift, 1, x);
  for (ptrdiff_t j = seen; j < n; j++) x[j] = 0;
}

KERNEL static void F(scaled_row)(ptrdiff_t n, REAL factor, REAL *x) {
  for (ptrdiff_t j = 0; j < n; j++) x[j] *= factor;
}

void F(almanac_attention_weights)(ptrdiff_t rows, ptrdiff_t n, ptrdiff_t visible, ptrdiff_t growth,
                                  REAL *scores, REAL *logs) {
  for (ptrdiff_t r = 0; r < rows; r++, scores += n) {
    ptrdiff_t seen = F(seen)(n, visible, growth, r);
    REAL largest = F(row_largest)(seen, scores);
    F(shifted_exponentials)(seen, n, largest, scores);
    double sum = F(row_sum)(seen, scores);
    F(scaled_row)(seen, (REAL)(1 / sum), scores);
    logs[r] = (REAL)(largest + log(sum));
  }
}

void F(almanac_attention_restore)(ptrdiff_t rows, ptrdiff_t n, ptrdiff_t visible, ptrdiff_t growth,
                                  REAL *scores, const REAL *logs) {
  for (ptrdiff_t r = 0; r < rows; r++, scores += n) {
    F(shifted_exponentials)(F(seen)(n, visible, growth, r), n, logs[r], scores);
  }
}

KERNEL static void F(score_changes)(ptrdiff_t n, const REAL *restrict weights, REAL mean,
                                    REAL *restrict changes) {
  for (ptrdiff_t j = 0; j < n; j++) changes[j] = weights[j] * (changes[j] - mean);
}

void F(almanac_attention_pullback)(ptrdiff_t rows, ptrdiff_t n, const REAL *weights,
                                   ptrdiff_t width, const REAL *g, const REAL *y, REAL *changes) {
  for (ptrdiff_t r = 0; r < rows; r++) {
    REAL mean = (REAL)F(row_dot)(width, g + r * width, y + r * width);
    F(score_changes)(n, weights + r * n, mean, changes + r * n);
  }
}

// A block of queries fills a few registers; queries that are missing from the last block are zeros.
enum { F(queries) = 4 * F(lanes) };

// The sum of a block.
INLINE REAL F(block_folded)(REAL *block) {
  for (int k = 0; k < F(lanes); k++) {
    block[k] = (block[k] + block[k + F(lanes)]) +
               (block[k + 2 * F(lanes)] + block[k + 3 * F(lanes)]);
  }
  return F(folded)(block);
}

INLINE void F(load_block)(ptrdiff_t count, const REAL *x, REAL *block) {
  for (int l = 0; l < F(queries); l++) block[l] = l < count ? x[l] : 0;
}

KERNEL void F(almanac_rank_one_attention)(ptrdiff_t n, ptrdiff_t m, const REAL *q, const REAL *k,
                                          const REAL *v, REAL *out, REAL *logs) {
#ifdef SERIES
  if (series_attention(n, m, q, k, v, out, logs)) return;
#endif
  REAL largest = -INFINITY, smallest = INFINITY;
  for (ptrdiff_t j = 0; j < m; j++) {
    largest = k[j] > largest ? k[j] : largest;
    smallest = k[j] < smallest ? k[j] : smallest;
  }
  for (ptrdiff_t i = 0; i < n; i += F(queries)) {
    ptrdiff_t count = n - i < F(queries) ? n - i : F(queries);
    REAL query[F(queries)], peak[F(queries)], sum[F(queries)] = {0}, mean[F(queries)] = {0};
    F(load_block)(count, q + i, query);
    // The largest score is that of the largest key or of the smallest.
    for (int l = 0; l < F(queries); l++) {
      peak[l] = query[l] * (query[l] < 0 ? smallest : largest);
    }
    for (ptrdiff_t j = 0; j < m; j++) {
      for (int l = 0; l < F(queries); l++) {
        REAL e = MATH(score_exponential)(query[l] * k[j] - peak[l]);
        sum[l] += e;
        mean[l] += e * v[j];
      }
    }
    for (ptrdiff_t l = 0; l < count; l++) {
      out[i + l] = mean[l] / sum[l];
      logs[i + l] = peak[l] + MATH(logarithm)(sum[l]);
    }
  }
}

KERNEL void F(almanac_rank_one_attention_pullback)(ptrdiff_t n, ptrdiff_t m, const REAL *q,
                                                   const REAL *k, const REAL *v, const REAL *out,
                                                   const REAL *logs, const REAL *g, REAL *q_change,
                                                   REAL *k_change, REAL *v_change) {
#ifdef SERIES
  if (series_attention_pullback(n, m, q, k, v, out, g, q_change, k_change, v_change)) return;
#endif
  for (ptrdiff_t i = 0; i < n; i += F(queries)) {
    ptrdiff_t count = n - i < F(queries) ? n - i : F(queries);
    REAL query[F(queries)], log[F(queries)], change[F(queries)], mean[F(queries)];
    REAL sum[F(queries)] = {0};
    F(load_block)(count, q + i, query);
    F(load_block)(count, logs + i, log);
    F(load_block)(count, g + i, change);
    F(load_block)(count, out + i, mean);
    for (ptrdiff_t j = 0; j < m; j++) {
      REAL values[F(queries)], scores[F(queries)];
      for (int l = 0; l < F(queries); l++) {
        REAL weighted = MATH(score_exponential)(query[l] * k[j] - log[l]) * change[l];
        REAL score = weighted * (v[j] - mean[l]);
        sum[l] += score * k[j];
        values[l] = weighted;
        scores[l] = score * query[l];
      }
      v_change[j] += F(block_folded)(values);
      k_change[j] += F(block_folded)(scores);
    }
    for (ptrdiff_t l = 0; l < count; l++) q_change[i + l] = sum[l];
  }
}
