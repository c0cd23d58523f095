#ifndef ALMANAC_LIKELIHOOD_H
#define ALMANAC_LIKELIHOOD_H

#include <stddef.h>

#define ALMANAC_LIKELIHOOD(REAL, SUFFIX)                                                           \
  /* The negative logarithm of Student's density at each of `count` targets, and its slopes in the  \
     three parameters p that stand before it, one target after the other: location p[0], deviation  \
     softplus(p[1]) + least, and 2 + softplus(p[2]) degrees of freedom. */                          \
  void almanac_student_loss_##SUFFIX(ptrdiff_t count, const REAL *parameters, const REAL *targets, \
                                     REAL least, REAL *losses, REAL *slopes);

ALMANAC_LIKELIHOOD(float, f32)
ALMANAC_LIKELIHOOD(double, f64)

#endif
