// Included once for each element type, with REAL and F(name) defined.

KERNEL void F(almanac_adam)(ptrdiff_t count, REAL *restrict p, REAL *restrict m, REAL *restrict v,
                            const REAL *restrict g, REAL rate, REAL beta1, REAL rest1, REAL beta2,
                            REAL rest2, REAL root, REAL epsilon, REAL shrink, REAL penalty) {
  for (ptrdiff_t i = 0; i < count; i++) {
    REAL slope = g[i] + penalty * p[i];
    m[i] = beta1 * m[i] + rest1 * slope;
    v[i] = beta2 * v[i] + rest2 * slope * slope;
    p[i] = shrink * p[i] - rate * m[i] / (__builtin_elementwise_sqrt(v[i]) * root + epsilon);
  }
}

KERNEL void F(almanac_descend)(ptrdiff_t count, REAL *restrict p, REAL *restrict b,
                               const REAL *restrict g, REAL rate, REAL momentum, int nesterov,
                               REAL penalty) {
  REAL own = nesterov ? 1 : 0, past = nesterov ? momentum : 1;
  for (ptrdiff_t i = 0; i < count; i++) {
    REAL slope = g[i] + penalty * p[i];
    b[i] = momentum * b[i] + slope;
    p[i] -= rate * (own * slope + past * b[i]);
  }
}

KERNEL void F(almanac_adagrad)(ptrdiff_t count, REAL *restrict p, REAL *restrict s,
                               const REAL *restrict g, REAL rate, REAL epsilon, REAL penalty) {
  for (ptrdiff_t i = 0; i < count; i++) {
    REAL slope = g[i] + penalty * p[i];
    s[i] += slope * slope;
    p[i] -= rate * slope / (__builtin_elementwise_sqrt(s[i]) + epsilon);
  }
}
