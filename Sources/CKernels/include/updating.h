#ifndef ALMANAC_UPDATING_H
#define ALMANAC_UPDATING_H

#include <stddef.h>

// One pass over a parameter and what an optimiser remembers of it; the names are those of the papers.
#define ALMANAC_UPDATING(REAL, SUFFIX)                                                             \
  /* g += penalty p; m = beta1 m + rest1 g; v = beta2 v + rest2 g^2;                               \
     p = shrink p - rate m / (sqrt(v) root + epsilon). rest1 is 1 - beta1, which a float cannot     \
     hold to enough digits when it is computed from a float. */                                    \
  void almanac_adam_##SUFFIX(ptrdiff_t count, REAL *p, REAL *m, REAL *v, const REAL *g, REAL rate, \
                             REAL beta1, REAL rest1, REAL beta2, REAL rest2, REAL root,            \
                             REAL epsilon, REAL shrink, REAL penalty);                             \
  /* g += penalty p; b = momentum b + g; p -= rate (nesterov ? g + momentum b : b) */              \
  void almanac_descend_##SUFFIX(ptrdiff_t count, REAL *p, REAL *b, const REAL *g, REAL rate,       \
                                REAL momentum, int nesterov, REAL penalty);                        \
  /* g += penalty p; s += g^2; p -= rate g / (sqrt(s) + epsilon) */                                \
  void almanac_adagrad_##SUFFIX(ptrdiff_t count, REAL *p, REAL *s, const REAL *g, REAL rate,       \
                                REAL epsilon, REAL penalty);

ALMANAC_UPDATING(float, f32)
ALMANAC_UPDATING(double, f64)

#endif
