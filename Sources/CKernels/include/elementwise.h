#ifndef ALMANAC_ELEMENTWISE_H
#define ALMANAC_ELEMENTWISE_H

#include <stddef.h>

// Bounds on the error are in units in the last place.

typedef enum {
  almanac_copy,
  almanac_negate,
  almanac_absolute,
  almanac_sign,
  almanac_square,
  almanac_square_root,
  almanac_reciprocal,
  almanac_exponential,          // 2 ulp
  almanac_logarithm,            // 2 ulp
  almanac_exponential_minus_1,  // 2 ulp
  almanac_logarithm_of_1_plus,  // 2 ulp
  almanac_sine,                 // 2 ulp
  almanac_cosine,               // 2 ulp
  almanac_error_function,       // 2 ulp
  almanac_tanh,                 // 2 ulp
  almanac_sigmoid,              // 2 ulp
  almanac_softplus,             // 2 ulp
  almanac_gelu,                 // 2 ulp
  almanac_silu,                 // 2 ulp
  almanac_relu,
  almanac_leaky_relu,           // the parameter is the slope below zero
  almanac_floor,
  almanac_round,
  almanac_is_nan,
} almanac_unary_operation;

typedef enum {
  almanac_add,
  almanac_subtract,
  almanac_multiply,
  almanac_divide,
  almanac_maximum,
  almanac_minimum,
  almanac_power,                // 2 ulp
  almanac_equal,
  almanac_less,
  almanac_less_or_equal,
  almanac_scaled_product,       // the parameter times both
  // Pullbacks: the change of x for a change g of f(x), from x or from y = f(x). The slopes of gelu and silu
  // cross zero, where their terms leave few digits; they are within 1.5 and 1.5 + |x| / 4 ulp of 1.
  almanac_tanh_pullback,        // g, y
  almanac_sigmoid_pullback,     // g, y
  almanac_softplus_pullback,    // g, x
  almanac_gelu_pullback,        // g, x
  almanac_silu_pullback,        // g, x
  almanac_leaky_relu_pullback,  // g, x; the parameter is the slope below zero
} almanac_binary_operation;

// x and the others are read with their strides, the output is written densely in row-major order.
// The rank is at most 6; a rank of 0 is one element.
#define ALMANAC_ELEMENTWISE(REAL, SUFFIX)                                                          \
  void almanac_unary_##SUFFIX(almanac_unary_operation operation, REAL parameter, ptrdiff_t rank,   \
                              const ptrdiff_t *extents, const REAL *x, const ptrdiff_t *strides,   \
                              REAL *out);                                                          \
  void almanac_binary_##SUFFIX(almanac_binary_operation operation, REAL parameter, ptrdiff_t rank, \
                               const ptrdiff_t *extents, const REAL *x,                            \
                               const ptrdiff_t *x_strides, const REAL *y,                          \
                               const ptrdiff_t *y_strides, REAL *out);                             \
  /* out = mask != 0 ? x : y */                                                                    \
  void almanac_select_##SUFFIX(ptrdiff_t rank, const ptrdiff_t *extents, const REAL *mask,         \
                               const ptrdiff_t *mask_strides, const REAL *x,                       \
                               const ptrdiff_t *x_strides, const REAL *y,                          \
                               const ptrdiff_t *y_strides, REAL *out);                             \
  /* y += factor * x */                                                                            \
  void almanac_accumulate_##SUFFIX(ptrdiff_t count, REAL factor, const REAL *x, REAL *y);          \
  void almanac_fill_##SUFFIX(ptrdiff_t count, REAL value, REAL *out);

ALMANAC_ELEMENTWISE(float, f32)
ALMANAC_ELEMENTWISE(double, f64)

#endif
