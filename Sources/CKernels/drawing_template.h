// Included once for each element type, with REAL, F(name) and MATH(name) defined.

KERNEL void F(almanac_draw_bernoulli)(ptrdiff_t count, uint64_t counter, uint64_t stream, uint64_t key,
                                 uint64_t limit, REAL value, REAL *out) {
  enum { lanes = 16 };
  for (ptrdiff_t first = 0; first < count; first += 4 * lanes, counter += lanes) {
    uint32_t a[lanes], b[lanes], c[lanes], d[lanes];
    draw_blocks(lanes, counter, stream, key, a, b, c, d);
    REAL ones[4 * lanes];
    for (int l = 0; l < lanes; l++) {
      ones[4 * l] = a[l] < limit ? value : 0;
      ones[4 * l + 1] = b[l] < limit ? value : 0;
      ones[4 * l + 2] = c[l] < limit ? value : 0;
      ones[4 * l + 3] = d[l] < limit ? value : 0;
    }
    ptrdiff_t left = count - first;
    memcpy(out + first, ones, (size_t)(left < 4 * lanes ? left : 4 * lanes) * sizeof(REAL));
  }
}

// With w and v drawn evenly from 0 to 1 it is cos(2 pi v) sqrt(n (w^(-2/n) - 1)) for n degrees of freedom
// (Bailey 1994, "Polar generation of random variates with the t-distribution").
KERNEL void F(almanac_draw_students)(ptrdiff_t rows, uint64_t counter, uint64_t stream,
                                     uint64_t key, const REAL *parameters, ptrdiff_t stride,
                                     REAL least, REAL *out) {
  enum { lanes = 16 };
  for (ptrdiff_t first = 0; first < rows; first += 2 * lanes, counter += lanes) {
    uint32_t sizes[2 * lanes], places[2 * lanes];
    draw_blocks(lanes, counter, stream, key, sizes, places, sizes + lanes, places + lanes);
    ptrdiff_t count = rows - first < 2 * lanes ? rows - first : 2 * lanes;
    REAL middle[2 * lanes] = {0}, width[2 * lanes] = {0}, extra[2 * lanes] = {0};
    for (ptrdiff_t i = 0; i < count; i++, parameters += stride) {
      middle[i] = parameters[0];
      width[i] = parameters[1];
      extra[i] = parameters[2];
    }
    REAL drawn[2 * lanes];
    for (int i = 0; i < 2 * lanes; i++) {
      REAL share = ((REAL)sizes[i] + (REAL)0.5) * (REAL)0x1p-32;
      REAL freedom = 2 + MATH(softplus)(extra[i]);
      REAL square = freedom * MATH(expm1)(-2 / freedom * MATH(logarithm)(share));
      drawn[i] = __builtin_elementwise_sqrt(square < 0 ? 0 : square);
    }
    for (int i = 0; i < 2 * lanes; i++) {
      REAL turn = (REAL)places[i] * (REAL)(6.283185307179586 * 0x1p-32);
      drawn[i] = middle[i] + (MATH(softplus)(width[i]) + least) * (drawn[i] * MATH(cos)(turn));
    }
    memcpy(out + first, drawn, (size_t)count * sizeof(REAL));
  }
}
