// Included once for each element type, with REAL, F(name) and MATH(name) defined.

// One run: the loop is written twice so that the usual case, stride 1, is vector code.
#define MAP(EXPRESSION)                                                                            \
  do {                                                                                             \
    if (step == 1) {                                                                               \
      for (ptrdiff_t i = 0; i < n; i++) {                                                          \
        REAL a = x[i];                                                                             \
        out[i] = (EXPRESSION);                                                                     \
      }                                                                                            \
    } else {                                                                                       \
      for (ptrdiff_t i = 0; i < n; i++) {                                                          \
        REAL a = x[i * step];                                                                      \
        out[i] = (EXPRESSION);                                                                     \
      }                                                                                            \
    }                                                                                              \
  } while (0)

// The expression everywhere, and the other one where the condition does not hold, which is rare.
#define MAP_WHERE(CONDITION, EXPRESSION, OTHERWISE)                                                \
  do {                                                                                             \
    MAP(EXPRESSION);                                                                               \
    int others = 0;                                                                                \
    for (ptrdiff_t i = 0; i < n; i++) {                                                            \
      REAL a = x[i * step];                                                                        \
      others |= !(CONDITION);                                                                      \
    }                                                                                              \
    for (ptrdiff_t i = 0; i < n && others; i++) {                                                  \
      REAL a = x[i * step];                                                                        \
      if (!(CONDITION)) out[i] = (OTHERWISE);                                                      \
    }                                                                                              \
  } while (0)

KERNEL static void F(unary_plain)(almanac_unary_operation operation, REAL parameter, ptrdiff_t n,
                                  const REAL *restrict x, ptrdiff_t step, REAL *restrict out) {
  switch (operation) {
    case almanac_copy: MAP(a); break;
    case almanac_negate: MAP(-a); break;
    case almanac_absolute: MAP(a < 0 ? -a : a == 0 ? 0 : a); break;
    case almanac_sign: MAP(a > 0 ? 1 : a < 0 ? -1 : a); break;
    case almanac_square: MAP(a * a); break;
    case almanac_square_root: MAP(__builtin_elementwise_sqrt(a)); break;
    case almanac_reciprocal: MAP(1 / a); break;
    case almanac_exponential: MAP(MATH(exponential)(a)); break;
    case almanac_logarithm: MAP(MATH(logarithm)(a)); break;
    case almanac_exponential_minus_1: MAP(MATH(expm1)(a)); break;
    case almanac_logarithm_of_1_plus: MAP(MATH(log1p)(a)); break;
    case almanac_sine: MAP_WHERE(MATH(has_angle)(a), MATH(sin)(a), LIBRARY(sin)(a)); break;
    case almanac_cosine: MAP_WHERE(MATH(has_angle)(a), MATH(cos)(a), LIBRARY(cos)(a)); break;
    case almanac_error_function: MAP(MATH(erf)(a)); break;
    case almanac_tanh: MAP(MATH(tanh)(a)); break;
    case almanac_sigmoid: MAP(MATH(sigmoid)(a)); break;
    case almanac_softplus: MAP(MATH(softplus)(a)); break;
    case almanac_gelu: MAP(MATH(gelu)(a)); break;
    case almanac_silu: MAP(MATH(silu)(a)); break;
    case almanac_relu: MAP(a < 0 ? 0 : a); break;
    case almanac_leaky_relu: MAP(a < 0 ? parameter * a : a); break;
    case almanac_floor: MAP(__builtin_elementwise_floor(a)); break;
    case almanac_round: MAP(__builtin_elementwise_rint(a)); break;
    case almanac_is_nan: MAP(a != a ? 1 : 0); break;
  }
}

INLINE void F(unary_run)(almanac_unary_operation operation, REAL parameter, ptrdiff_t n,
                         const REAL *x, ptrdiff_t step, REAL *out) {
  if (F(unary_by_tables)(operation, n, x, step, out)) return;
  F(unary_plain)(operation, parameter, n, x, step, out);
}

// Runs shorter than this are put together in a buffer first: on their own they would cost a call each.
enum { F(short_run) = 32, F(buffer) = 512 };

// Elements of a plane of `rows` rows of `n`, one after the other.
KERNEL static void F(pack)(ptrdiff_t rows, ptrdiff_t row_step, ptrdiff_t n, ptrdiff_t step,
                           const REAL *restrict x, REAL *restrict out) {
  if (step == 0 && n == 2 && row_step == 1) {
    for (ptrdiff_t r = 0; r < rows; r++) out[2 * r] = out[2 * r + 1] = x[r];
  } else if (step == 0) {
    for (ptrdiff_t r = 0; r < rows; r++) {
      for (ptrdiff_t i = 0; i < n; i++) out[r * n + i] = x[r * row_step];
    }
  } else {
    for (ptrdiff_t r = 0; r < rows; r++) {
      for (ptrdiff_t i = 0; i < n; i++) out[r * n + i] = x[r * row_step + i * step];
    }
  }
}

// Some rows of a plane that operand `k` is read in: packed, unless they already are one run. `step` is
// that of the run.
INLINE const REAL *F(packed)(const walk *w, ptrdiff_t k, ptrdiff_t first, ptrdiff_t rows,
                             const REAL *x, REAL *buffer, ptrdiff_t *step) {
  ptrdiff_t last = w->rank - 1, n = w->extents[last];
  ptrdiff_t inner = w->strides[k][last], outer = w->strides[k][last - 1];
  const REAL *from = x + w->offsets[k] + first * outer;
  *step = inner;
  if (outer == inner * n) return from;
  *step = 1;
  F(pack)(rows, outer, n, inner, from, buffer);
  return buffer;
}

void F(almanac_unary)(almanac_unary_operation operation, REAL parameter, ptrdiff_t rank,
                      const ptrdiff_t *extents, const REAL *x, const ptrdiff_t *strides, REAL *out) {
  walk w;
  if (!walk_start(&w, rank, extents, 1, &strides)) return;
  ptrdiff_t last = w.rank - 1, n = w.extents[last];
  if (n < F(short_run) && w.rank > 1) {
    ptrdiff_t rows = w.extents[last - 1], most = F(buffer) / n;
    do {
      if (operation == almanac_copy) {
        F(pack)(rows, w.strides[0][last - 1], n, w.strides[0][last], x + w.offsets[0], out);
        out += rows * n;
        continue;
      }
      for (ptrdiff_t r = 0; r < rows; r += most) {
        REAL buffer[F(buffer)];
        ptrdiff_t count = rows - r < most ? rows - r : most, step;
        const REAL *from = F(packed)(&w, 0, r, count, x, buffer, &step);
        F(unary_run)(operation, parameter, count * n, from, step, out);
        out += count * n;
      }
    } while (walk_past(&w, 2));
    return;
  }
  do {
    F(unary_run)(operation, parameter, n, x + w.offsets[0], w.strides[0][last], out);
    out += n;
  } while (walk_next(&w));
}

#define ZIP_LOOP(X, Y, EXPRESSION)                                                                 \
  for (ptrdiff_t i = 0; i < n; i++) {                                                              \
    REAL a = X, b = Y;                                                                             \
    out[i] = (EXPRESSION);                                                                         \
  }
#define ZIP(EXPRESSION)                                                                            \
  do {                                                                                             \
    if (x_step == 1 && y_step == 1) {                                                              \
      ZIP_LOOP(x[i], y[i], EXPRESSION)                                                             \
    } else if (x_step == 1 && y_step == 0) {                                                       \
      REAL fixed = *y;                                                                             \
      ZIP_LOOP(x[i], fixed, EXPRESSION)                                                            \
    } else if (x_step == 0 && y_step == 1) {                                                       \
      REAL fixed = *x;                                                                             \
      ZIP_LOOP(fixed, y[i], EXPRESSION)                                                            \
    } else {                                                                                       \
      ZIP_LOOP(x[i * x_step], y[i * y_step], EXPRESSION)                                           \
    }                                                                                              \
  } while (0)

#define ZIP_WHERE(CONDITION, EXPRESSION, OTHERWISE)                                                \
  do {                                                                                             \
    ZIP(EXPRESSION);                                                                               \
    int others = 0;                                                                                \
    for (ptrdiff_t i = 0; i < n; i++) {                                                            \
      REAL a = x[i * x_step], b = y[i * y_step];                                                   \
      others |= !(CONDITION);                                                                      \
    }                                                                                              \
    for (ptrdiff_t i = 0; i < n && others; i++) {                                                  \
      REAL a = x[i * x_step], b = y[i * y_step];                                                   \
      if (!(CONDITION)) out[i] = (OTHERWISE);                                                      \
    }                                                                                              \
  } while (0)

KERNEL static void F(binary_plain)(almanac_binary_operation operation, REAL parameter, ptrdiff_t n,
                                   const REAL *restrict x, ptrdiff_t x_step,
                                   const REAL *restrict y, ptrdiff_t y_step, REAL *restrict out) {
  switch (operation) {
    case almanac_add: ZIP(a + b); break;
    case almanac_subtract: ZIP(a - b); break;
    case almanac_multiply: ZIP(a *b); break;
    case almanac_divide: ZIP(a / b); break;
    case almanac_maximum: ZIP(a > b || a != a ? a : b); break;
    case almanac_minimum: ZIP(a < b || a != a ? a : b); break;
    case almanac_power:
      ZIP_WHERE(MATH(has_power)(a, b), MATH(pow)(a, b), LIBRARY(pow)(a, b));
      break;
    case almanac_equal: ZIP(a == b ? 1 : 0); break;
    case almanac_less: ZIP(a < b ? 1 : 0); break;
    case almanac_less_or_equal: ZIP(a <= b ? 1 : 0); break;
    case almanac_scaled_product: ZIP(parameter * a * b); break;
    case almanac_tanh_pullback: ZIP(a * (1 - b * b)); break;
    case almanac_sigmoid_pullback: ZIP(a * (b - b * b)); break;
    case almanac_softplus_pullback: ZIP(a * MATH(sigmoid)(b)); break;
    case almanac_gelu_pullback: ZIP(a * MATH(gelu_slope)(b)); break;
    case almanac_silu_pullback: ZIP(a * MATH(silu_slope)(b)); break;
    case almanac_leaky_relu_pullback: ZIP(b >= 0 ? a : parameter * a); break;
  }
}

INLINE void F(binary_run)(almanac_binary_operation operation, REAL parameter, ptrdiff_t n,
                          const REAL *x, ptrdiff_t x_step, const REAL *y, ptrdiff_t y_step,
                          REAL *out) {
  if (F(binary_by_tables)(operation, n, x, x_step, y, y_step, out)) return;
  F(binary_plain)(operation, parameter, n, x, x_step, y, y_step, out);
}

void F(almanac_binary)(almanac_binary_operation operation, REAL parameter, ptrdiff_t rank,
                       const ptrdiff_t *extents, const REAL *x, const ptrdiff_t *x_strides, const REAL *y,
                       const ptrdiff_t *y_strides, REAL *out) {
  walk w;
  const ptrdiff_t *strides[] = {x_strides, y_strides};
  if (!walk_start(&w, rank, extents, 2, strides)) return;
  ptrdiff_t last = w.rank - 1, n = w.extents[last];
  if (n < F(short_run) && w.rank > 1) {
    ptrdiff_t rows = w.extents[last - 1], most = F(buffer) / n;
    do {
      for (ptrdiff_t r = 0; r < rows; r += most) {
        REAL x_buffer[F(buffer)], y_buffer[F(buffer)];
        ptrdiff_t count = rows - r < most ? rows - r : most, x_step, y_step;
        const REAL *from = F(packed)(&w, 0, r, count, x, x_buffer, &x_step);
        const REAL *other = F(packed)(&w, 1, r, count, y, y_buffer, &y_step);
        F(binary_run)(operation, parameter, count * n, from, x_step, other, y_step, out);
        out += count * n;
      }
    } while (walk_past(&w, 2));
    return;
  }
  do {
    F(binary_run)(operation, parameter, n, x + w.offsets[0], w.strides[0][last], y + w.offsets[1],
                  w.strides[1][last], out);
    out += n;
  } while (walk_next(&w));
}

void F(almanac_select)(ptrdiff_t rank, const ptrdiff_t *extents, const REAL *mask,
                       const ptrdiff_t *mask_strides, const REAL *x, const ptrdiff_t *x_strides,
                       const REAL *y, const ptrdiff_t *y_strides, REAL *out) {
  walk w;
  const ptrdiff_t *strides[] = {mask_strides, x_strides, y_strides};
  if (!walk_start(&w, rank, extents, 3, strides)) return;
  ptrdiff_t last = w.rank - 1, n = w.extents[last];
  ptrdiff_t m_step = w.strides[0][last], x_step = w.strides[1][last], y_step = w.strides[2][last];
  do {
    const REAL *m = mask + w.offsets[0], *p = x + w.offsets[1], *q = y + w.offsets[2];
    for (ptrdiff_t i = 0; i < n; i++) out[i] = m[i * m_step] != 0 ? p[i * x_step] : q[i * y_step];
    out += n;
  } while (walk_next(&w));
}

KERNEL void F(almanac_accumulate)(ptrdiff_t count, REAL factor, const REAL *restrict x,
                                  REAL *restrict y) {
  for (ptrdiff_t i = 0; i < count; i++) y[i] += factor * x[i];
}

void F(almanac_fill)(ptrdiff_t count, REAL value, REAL *out) {
  for (ptrdiff_t i = 0; i < count; i++) out[i] = value;
}

#undef MAP
#undef MAP_WHERE
#undef ZIP
#undef ZIP_WHERE
#undef ZIP_LOOP
