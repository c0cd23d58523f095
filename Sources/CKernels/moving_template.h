// Included once for each element type, with REAL and F(name) defined.

void F(almanac_transfer)(ptrdiff_t rank, const ptrdiff_t *extents, const REAL *x,
                         const ptrdiff_t *x_strides, REAL *out, const ptrdiff_t *out_strides) {
  walk w;
  const ptrdiff_t *strides[] = {x_strides, out_strides};
  if (!walk_start(&w, rank, extents, 2, strides)) return;
  ptrdiff_t last = w.rank - 1, n = w.extents[last];
  ptrdiff_t x_step = w.strides[0][last], out_step = w.strides[1][last];
  do {
    const REAL *from = x + w.offsets[0];
    REAL *to = out + w.offsets[1];
    if (x_step == 1 && out_step == 1) {
      F(copy_run)(n, from, to);
    } else if (x_step == 0 && out_step == 1) {
      for (ptrdiff_t i = 0; i < n; i++) to[i] = *from;
    } else {
      for (ptrdiff_t i = 0; i < n; i++) to[i * out_step] = from[i * x_step];
    }
  } while (walk_next(&w));
}

KERNEL static void F(gather_numbers)(ptrdiff_t count, const int32_t *restrict positions,
                                     const REAL *restrict x, REAL *restrict out) {
  for (ptrdiff_t k = 0; k < count; k++) out[k] = x[positions[k]];
}

void F(almanac_gather)(ptrdiff_t outer, ptrdiff_t n, ptrdiff_t count, ptrdiff_t inner,
                       const int32_t *positions, const REAL *x, REAL *out) {
  for (ptrdiff_t o = 0; o < outer; o++, x += n * inner) {
    if (inner == 1) {
      F(gather_numbers)(count, positions, x, out);
      out += count;
      continue;
    }
    for (ptrdiff_t k = 0; k < count; k++, out += inner) {
      F(copy_run)(inner, x + positions[k] * inner, out);
    }
  }
}

void F(almanac_scatter)(ptrdiff_t outer, ptrdiff_t n, ptrdiff_t count, ptrdiff_t inner,
                        const int32_t *positions, const REAL *restrict x, REAL *restrict out) {
  for (ptrdiff_t o = 0; o < outer; o++, out += n * inner) {
    for (ptrdiff_t k = 0; k < count; k++, x += inner) {
      REAL *to = out + positions[k] * inner;
      for (ptrdiff_t i = 0; i < inner; i++) to[i] += x[i];
    }
  }
}

void F(almanac_take_along)(ptrdiff_t outer, ptrdiff_t n, ptrdiff_t count, ptrdiff_t inner,
                           const int32_t *positions, const REAL *x, REAL *out) {
  for (ptrdiff_t o = 0; o < outer; o++, x += n * inner) {
    for (ptrdiff_t k = 0; k < count; k++, out += inner, positions += inner) {
      for (ptrdiff_t i = 0; i < inner; i++) out[i] = x[positions[i] * inner + i];
    }
  }
}

void F(almanac_put_along)(ptrdiff_t outer, ptrdiff_t n, ptrdiff_t count, ptrdiff_t inner,
                          const int32_t *positions, const REAL *x, REAL *out) {
  for (ptrdiff_t o = 0; o < outer; o++, out += n * inner) {
    for (ptrdiff_t k = 0; k < count; k++, x += inner, positions += inner) {
      for (ptrdiff_t i = 0; i < inner; i++) out[positions[i] * inner + i] += x[i];
    }
  }
}
