#ifndef ALMANAC_EXPONENTIALS_H
#define ALMANAC_EXPONENTIALS_H

#include <stddef.h>

// out[i] = factor exp(x[i] - shift); out may be x.
void row_exponentials_f32(ptrdiff_t n, const float *x, float shift, float factor, float *out);
void row_exponentials_f64(ptrdiff_t n, const double *x, double shift, double factor, double *out);

#endif
