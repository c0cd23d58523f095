#ifndef ALMANAC_ATTENDING_H
#define ALMANAC_ATTENDING_H

#include <stddef.h>

// The parts of attention that are not matrix products. Scores are a few rows at a time, [rows, n]; row r
// sees the first `visible + r growth` of them, and at most n.
#define ALMANAC_ATTENDING(REAL, SUFFIX)                                                            \
  /* The scores become their softmax, 0 where a row does not see. logs [rows]: log sum exp. */     \
  void almanac_attention_weights_##SUFFIX(ptrdiff_t rows, ptrdiff_t n, ptrdiff_t visible,          \
                                          ptrdiff_t growth, REAL *scores, REAL *logs);             \
  /* The same with the logs known. */                                                              \
  void almanac_attention_restore_##SUFFIX(ptrdiff_t rows, ptrdiff_t n, ptrdiff_t visible,          \
                                          ptrdiff_t growth, REAL *scores, const REAL *logs);       \
  /* changes, those of the weights on entry, become those of the scores:                           \
     weights (changes - sum(g y)) with the rows of g and y, [rows, width]: the change of the output\
     and the output. */                                                                            \
  void almanac_attention_pullback_##SUFFIX(ptrdiff_t rows, ptrdiff_t n, const REAL *weights,       \
                                           ptrdiff_t width, const REAL *g, const REAL *y,          \
                                           REAL *changes);                                         \
  /* out[i] = sum over j of w[i, j] v[j], where w is the softmax over j of q[i] k[j]; n queries, m \
     keys. logs [n]: log sum exp. */                                                               \
  void almanac_rank_one_attention_##SUFFIX(ptrdiff_t n, ptrdiff_t m, const REAL *q, const REAL *k, \
                                           const REAL *v, REAL *out, REAL *logs);                  \
  /* The changes of q, k and v for the change g of out; those of k and v are added to. */          \
  void almanac_rank_one_attention_pullback_##SUFFIX(                                               \
      ptrdiff_t n, ptrdiff_t m, const REAL *q, const REAL *k, const REAL *v, const REAL *out,      \
      const REAL *logs, const REAL *g, REAL *q_change, REAL *k_change, REAL *v_change);

ALMANAC_ATTENDING(float, f32)
ALMANAC_ATTENDING(double, f64)

#endif
