// Attention of one channel by series. A score is the product of two numbers, so with keys around their
// middle, k = c + h t, and queries around theirs, q = d + r u, where t and u lie within -1 and 1,
//
//   exp(q k) = exp(q c) exp(d h t) Σ_p (r h)^p / p! u^p t^p
//
// and a sum over all keys, as a function of the query, is a polynomial whose coefficients are moments of
// the keys: n + m exponentials take the place of n m. Terms are as many as single precision can tell;
// they are added in double precision, since those of large products cancel.

enum { series_lanes = 8, series_length = 1024, series_terms = 64 };

// Products of half ranges beyond this need more terms than they save, and digits that a double lacks.
static const double series_reach = 8;

typedef struct {
  double middle, half;
} series_range;

INLINE series_range series_range_of(ptrdiff_t n, const float *x) {
  float largest = x[0], smallest = x[0];
  for (ptrdiff_t j = 1; j < n; j++) {
    largest = x[j] > largest ? x[j] : largest;
    smallest = x[j] < smallest ? x[j] : smallest;
  }
  series_range range = {0.5 * ((double)largest + smallest), 0.5 * ((double)largest - smallest)};
  // All numbers equal: their places are 0 whatever they are divided by.
  if (range.half == 0) range.half = 1;
  return range;
}

// The least p from which the rest of the series is lost: reach^p / p! exp(2 reach) < 1e-8, since the
// smallest sum is exp(-2 reach) of the largest.
INLINE int series_count(double reach) {
  double term = exp(2 * reach);
  int count = 0;
  while (term > 1e-8 && count < series_terms) {
    count++;
    term *= reach / count;
  }
  return count;
}

// Σ_j w_j t_j^p · reach^p / p! for every p, for `kinds` weights at once. The weights are used up.
INLINE void series_moments(int kinds, ptrdiff_t n, int count, double reach, const double *t,
                           double *const *weights, double (*moments)[series_terms]) {
  double factor = 1;
  for (int p = 0; p < count; p++) {
    for (int kind = 0; kind < kinds; kind++) {
      double *w = weights[kind];
      double sums[series_lanes] = {0};
      for (ptrdiff_t j = 0; j < n; j += series_lanes) {
        for (int l = 0; l < series_lanes; l++) {
          sums[l] += w[j + l];
          w[j + l] *= t[j + l];
        }
      }
      double sum = 0;
      for (int l = 0; l < series_lanes; l++) sum += sums[l];
      moments[kind][p] = sum * factor;
    }
    factor *= reach / (p + 1);
  }
}

// The polynomials with these coefficients at some places.
INLINE void series_values(ptrdiff_t n, int count, const double *coefficients, const double *u,
                          double *y) {
  for (ptrdiff_t i = 0; i < n; i += series_lanes) {
    double sums[series_lanes] = {0};
    for (int p = count - 1; p >= 0; p--) {
      for (int l = 0; l < series_lanes; l++) sums[l] = sums[l] * u[i + l] + coefficients[p];
    }
    for (int l = 0; l < series_lanes; l++) y[i + l] = sums[l];
  }
}

// Whether the series are worth it; then the two ranges and the number of terms.
INLINE int series_suits(ptrdiff_t n, ptrdiff_t m, const float *q, const float *k,
                        series_range *queries, series_range *keys, int *count) {
  if (n < 64 || m < 64 || n > series_length || m > series_length) return 0;
  if (n % series_lanes != 0 || m % series_lanes != 0) return 0;
  *queries = series_range_of(n, q);
  *keys = series_range_of(m, k);
  double reach = queries->half * keys->half;
  // What is not a number is left to the plain way too.
  if (!(reach <= series_reach) || !(fabs(queries->middle) * keys->half < 600)) return 0;
  *count = series_count(reach);
  return 1;
}

KERNEL static int series_attention(ptrdiff_t n, ptrdiff_t m, const float *q, const float *k,
                                   const float *v, float *out, float *logs) {
  series_range queries, keys;
  int count;
  if (!series_suits(n, m, q, k, &queries, &keys, &count)) return 0;
  double t[series_length], u[series_length], w[series_length], wv[series_length];
  double moments[2][series_terms];
  // The largest exponent at the middle query, so that no weight is above 1.
  double shift = fabs(queries.middle) * keys.half;
  for (ptrdiff_t j = 0; j < m; j++) {
    t[j] = (k[j] - keys.middle) / keys.half;
    w[j] = short_exponential(queries.middle * keys.half * t[j] - shift);
    wv[j] = w[j] * v[j];
  }
  double *weights[2] = {w, wv};
  series_moments(2, m, count, queries.half * keys.half, t, weights, moments);
  for (ptrdiff_t i = 0; i < n; i++) u[i] = (q[i] - queries.middle) / queries.half;
  series_values(n, count, moments[0], u, w);
  series_values(n, count, moments[1], u, wv);
  for (ptrdiff_t i = 0; i < n; i++) {
    out[i] = (float)(wv[i] / w[i]);
    logs[i] = (float)(q[i] * keys.middle + shift + log(w[i]));
  }
  return 1;
}

KERNEL static int series_attention_pullback(ptrdiff_t n, ptrdiff_t m, const float *q,
                                            const float *k, const float *v, const float *out,
                                            const float *g, float *q_change, float *k_change,
                                            float *v_change) {
  series_range queries, keys;
  int count;
  if (!series_suits(n, m, q, k, &queries, &keys, &count)) return 0;
  double reach = queries.half * keys.half;
  double t[series_length], u[series_length], w[series_length], sums[series_length];
  double a[series_length], b[series_length], c[series_length];
  double moments[3][series_terms];
  double shift = fabs(queries.middle) * keys.half;
  for (ptrdiff_t j = 0; j < m; j++) {
    t[j] = (k[j] - keys.middle) / keys.half;
    w[j] = short_exponential(queries.middle * keys.half * t[j] - shift);
    a[j] = w[j];
    b[j] = w[j] * k[j];
    c[j] = w[j] * v[j] * k[j];
  }
  for (ptrdiff_t i = 0; i < n; i++) u[i] = (q[i] - queries.middle) / queries.half;
  // Sums over keys at each query: of the weights, and of the weights with keys, and with values too.
  double *keyed[3] = {a, b, c};
  series_moments(3, m, count, reach, t, keyed, moments);
  series_values(n, count, moments[0], u, sums);
  series_values(n, count, moments[1], u, b);
  series_values(n, count, moments[2], u, c);
  for (ptrdiff_t i = 0; i < n; i++) {
    double share = g[i] / sums[i];
    q_change[i] = (float)(share * (c[i] - out[i] * b[i]));
    a[i] = share;
    b[i] = share * q[i];
    c[i] = share * q[i] * out[i];
  }
  // Sums over queries at each key.
  series_moments(3, n, count, reach, u, keyed, moments);
  series_values(m, count, moments[0], t, a);
  series_values(m, count, moments[1], t, b);
  series_values(m, count, moments[2], t, c);
  for (ptrdiff_t j = 0; j < m; j++) {
    v_change[j] += (float)(w[j] * a[j]);
    k_change[j] += (float)(w[j] * (v[j] * b[j] - c[j]));
  }
  return 1;
}
