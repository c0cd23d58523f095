// Included once for each element type and register width, with REAL, V(name), TARGET, BYTES,
// TILE_ROWS and TILE_VECTORS defined: the sums of a tile fill the registers but leave room for a row of
// the tile and a factor.

typedef REAL V(vector) __attribute__((vector_size(BYTES), aligned(sizeof(REAL)), may_alias));
enum { V(lanes) = BYTES / sizeof(REAL) };

// A tile of `rows` rows and `vectors` registers, both known when this is inlined. The last register
// is moved back by `overlap` lanes, so that nothing behind the row is read: the register before it, in
// the same tile, comes to the same numbers there.
INLINE void V(tile)(const int rows, const int vectors, ptrdiff_t overlap, ptrdiff_t terms,
                    const REAL *start, ptrdiff_t start_row, ptrdiff_t start_column, const REAL *a,
                    ptrdiff_t a_row, const ptrdiff_t *a_offsets, const REAL *b,
                    const ptrdiff_t *offsets, REAL *out, ptrdiff_t out_row, F(finish) finish) {
  V(vector) sums[2 * TILE_ROWS][TILE_VECTORS];
  ptrdiff_t last = (vectors - 1) * V(lanes) - overlap;
#define AT(v) ((v) == vectors - 1 ? last : (v) * V(lanes))
#pragma unroll
  for (int r = 0; r < rows; r++) {
#pragma unroll
    for (int v = 0; v < vectors; v++) {
      const REAL *from = start + r * start_row;
      sums[r][v] = start_column ? *(const V(vector) *)(from + AT(v)) : (V(vector)){0} + *from;
    }
  }
  // Four rows from one place: fewer sums of addresses, which would keep the arithmetic waiting.
  ptrdiff_t row_2 = 2 * a_row, row_3 = 3 * a_row;
  for (ptrdiff_t k = 0; k < terms; k++) {
    const REAL *factors = a + a_offsets[k];
    V(vector) x[TILE_VECTORS];
#pragma unroll
    for (int v = 0; v < vectors; v++) x[v] = *(const V(vector) *)(b + offsets[k] + AT(v));
#pragma unroll
    for (int r = 0; r < rows; r++) {
      if (r > 0 && r % 4 == 0) factors += 4 * a_row;
      REAL factor = factors[r % 4 == 0 ? 0 : r % 4 == 1 ? a_row : r % 4 == 2 ? row_2 : row_3];
      // Else the compiler reads all factors first, for which there are no registers.
      __asm__("" : "+r"(factors));
#pragma unroll
      for (int v = 0; v < vectors; v++) sums[r][v] += factor * x[v];
    }
  }
  if (finish.slope != 1) {
#pragma unroll
    for (int r = 0; r < rows; r++) {
#pragma unroll
      for (int v = 0; v < vectors; v++) {
        // The slope is at most 1.
        sums[r][v] = __builtin_elementwise_max(sums[r][v], sums[r][v] * finish.slope);
      }
    }
  }
  if (finish.addend) {
#pragma unroll
    for (int r = 0; r < rows; r++) {
#pragma unroll
      for (int v = 0; v < vectors; v++) {
        sums[r][v] += *(const V(vector) *)(finish.addend + r * out_row + AT(v));
      }
    }
  }
#pragma unroll
  for (int r = 0; r < rows; r++) {
#pragma unroll
    for (int v = 0; v < vectors; v++) {
      *(V(vector) *)(out + r * out_row + AT(v)) = sums[r][v];
    }
  }
#undef AT
}

// All columns of `rows` rows; there are at least as many columns as lanes.
INLINE void V(rows)(const int rows, ptrdiff_t columns, ptrdiff_t terms, const REAL *start,
                    ptrdiff_t start_row, ptrdiff_t start_column, const REAL *a, ptrdiff_t a_row,
                    const ptrdiff_t *a_offsets, const REAL *b, const ptrdiff_t *offsets, REAL *out,
                    ptrdiff_t out_row, F(finish) finish) {
  ptrdiff_t j = 0;
  while (j < columns) {
    ptrdiff_t left = columns - j;
    ptrdiff_t vectors = (left + V(lanes) - 1) / V(lanes);
    // Two and two keep the arithmetic busier than three and one.
    vectors = vectors == TILE_VECTORS + 1 ? 2 : vectors < TILE_VECTORS ? vectors : TILE_VECTORS;
    ptrdiff_t overlap = vectors * V(lanes) > left ? vectors * V(lanes) - left : 0;
    const REAL *from = start + j * start_column;
#define TILE(VECTORS)                                                                              \
  V(tile)(rows, VECTORS, overlap, terms, from, start_row, start_column, a, a_row, a_offsets,       \
          b + j, offsets, out + j, out_row, finish)
    switch (vectors) {
      case 1: TILE(1); break;
      case 2: TILE(2); break;
      default: TILE(3); break;
    }
#undef TILE
    j += vectors * V(lanes);
    if (finish.addend) finish.addend += vectors * V(lanes);
  }
}

TARGET static void V(correlate)(ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t terms,
                                const REAL *start, ptrdiff_t start_row, ptrdiff_t start_column,
                                const REAL *a, ptrdiff_t a_row, const ptrdiff_t *a_offsets,
                                const REAL *b, const ptrdiff_t *offsets, REAL *out,
                                ptrdiff_t out_row, F(finish) finish, const REAL *ahead,
                                ptrdiff_t ahead_count) {
  for (ptrdiff_t r = 0; r < rows;) {
    ptrdiff_t left = rows - r;
    // One register to a row: more rows, since the sums of few have to wait for themselves.
    int is_narrow = columns == V(lanes) && left >= 2 * TILE_ROWS;
    ptrdiff_t next = r + (is_narrow ? 2 * TILE_ROWS : TILE_ROWS);
    fetch(ahead, ahead_count * (ptrdiff_t)sizeof(REAL), r, next, rows);
    if (is_narrow) {
      V(tile)(2 * TILE_ROWS, 1, 0, terms, start + r * start_row, start_row, start_column,
              a + r * a_row, a_row, a_offsets, b, offsets, out + r * out_row, out_row, finish);
      if (finish.addend) finish.addend += 2 * TILE_ROWS * out_row;
      r += 2 * TILE_ROWS;
      continue;
    }
#define ROWS(COUNT)                                                                                \
  do {                                                                                             \
    V(rows)(COUNT, columns, terms, start + r * start_row, start_row, start_column, a + r * a_row,  \
            a_row, a_offsets, b, offsets, out + r * out_row, out_row, finish);                     \
    if (finish.addend) finish.addend += COUNT * out_row;                                           \
    r += COUNT;                                                                                    \
  } while (0)
    switch (left < TILE_ROWS ? left : TILE_ROWS) {
      case 1: ROWS(1); break;
      case 2: ROWS(2); break;
      case 3: ROWS(3); break;
#if TILE_ROWS > 4
      case 4: ROWS(4); break;
      case 5: ROWS(5); break;
      case 6: ROWS(6); break;
      case 7: ROWS(7); break;
#endif
      default: ROWS(TILE_ROWS); break;
    }
#undef ROWS
  }
}

// The sum of as many elements as a register has, which are used up.
INLINE REAL V(folded)(REAL *partial) {
  for (int width = V(lanes) / 2; width > 0; width /= 2) {
    for (int lane = 0; lane < width; lane++) partial[lane] += partial[lane + width];
  }
  return partial[0];
}

TARGET static void V(add_row_sums)(ptrdiff_t items, ptrdiff_t rows, ptrdiff_t columns,
                                   const REAL *x, REAL *out) {
  for (ptrdiff_t r = 0; r < rows; r++) {
    // Two sums, so that neither waits for itself.
    V(vector) first = {0}, second = {0};
    REAL rest = 0;
    for (ptrdiff_t i = 0; i < items; i++) {
      const REAL *row = x + (i * rows + r) * columns;
      ptrdiff_t j = 0;
      for (; j + 2 * V(lanes) <= columns; j += 2 * V(lanes)) {
        first += *(const V(vector) *)(row + j);
        second += *(const V(vector) *)(row + j + V(lanes));
      }
      for (; j < columns; j++) rest += row[j];
    }
    REAL partial[V(lanes)];
    *(V(vector) *)partial = first + second;
    out[r] += V(folded)(partial) + rest;
  }
}

// A tile of `rows` rows and `terms` terms, both known when this is inlined.
INLINE void V(weights_tile)(const int rows, const int terms, ptrdiff_t items, ptrdiff_t columns,
                            const REAL *a, ptrdiff_t a_item, ptrdiff_t a_row, const REAL *b,
                            ptrdiff_t b_item, const ptrdiff_t *offsets, REAL *out,
                            ptrdiff_t out_row) {
  enum { most = TILE_ROWS * TILE_VECTORS / 4 };
  V(vector) sums[4][most];
#pragma unroll
  for (int r = 0; r < rows; r++) {
#pragma unroll
    for (int k = 0; k < terms; k++) sums[r][k] = (V(vector)){0};
  }
  for (ptrdiff_t i = 0; i < items; i++, a += a_item, b += b_item) {
    for (ptrdiff_t j = 0; j < columns; j += V(lanes)) {
      V(vector) x[4];
#pragma unroll
      for (int r = 0; r < rows; r++) x[r] = *(const V(vector) *)(a + r * a_row + j);
#pragma unroll
      for (int k = 0; k < terms; k++) {
        V(vector) y = *(const V(vector) *)(b + offsets[k] + j);
#pragma unroll
        for (int r = 0; r < rows; r++) sums[r][k] += x[r] * y;
      }
    }
  }
#pragma unroll
  for (int r = 0; r < rows; r++) {
#pragma unroll
    for (int k = 0; k < terms; k++) {
      REAL partial[V(lanes)];
      *(V(vector) *)partial = sums[r][k];
      out[r * out_row + k] += V(folded)(partial);
    }
  }
}

TARGET static void V(correlate_weights)(ptrdiff_t items, ptrdiff_t rows, ptrdiff_t terms,
                                        ptrdiff_t columns, const REAL *a, ptrdiff_t a_item,
                                        ptrdiff_t a_row, const REAL *b, ptrdiff_t b_item,
                                        const ptrdiff_t *offsets, REAL *out, ptrdiff_t out_row) {
  enum { most = TILE_ROWS * TILE_VECTORS / 4 };
  for (ptrdiff_t r = 0; r < rows;) {
    ptrdiff_t height = rows - r >= 4 ? 4 : 1;
    for (ptrdiff_t k = 0; k < terms;) {
      ptrdiff_t width = terms - k >= most ? most : 1;
#define TILE(ROWS, TERMS)                                                                          \
  V(weights_tile)(ROWS, TERMS, items, columns, a + r * a_row, a_item, a_row, b, b_item,            \
                  offsets + k, out + r * out_row + k, out_row)
      if (height == 4 && width == most) {
        TILE(4, most);
      } else if (height == 4) {
        TILE(4, 1);
      } else if (width == most) {
        TILE(1, most);
      } else {
        TILE(1, 1);
      }
#undef TILE
      k += width;
    }
    r += height;
  }
}

// Squares of as many rows as a register has lanes, a power of two: interleaving the first half of the
// rows with the second, as often as it can be halved, turns a square over. The last squares are moved
// back and overlap those before them.
TARGET static void V(transpose)(ptrdiff_t rows, ptrdiff_t columns, const REAL *x, REAL *out) {
  for (ptrdiff_t r = 0; r < rows; r += V(lanes)) {
    ptrdiff_t top = r + V(lanes) <= rows ? r : rows - V(lanes);
    for (ptrdiff_t j = 0; j < columns; j += V(lanes)) {
      ptrdiff_t left = j + V(lanes) <= columns ? j : columns - V(lanes);
      V(vector) square[V(lanes)], mixed[V(lanes)];
#pragma unroll
      for (int k = 0; k < V(lanes); k++) {
        square[k] = *(const V(vector) *)(x + (top + k) * columns + left);
      }
#pragma unroll
      for (int round = 1; round < V(lanes); round *= 2) {
#pragma unroll
        for (int k = 0; k < V(lanes) / 2; k++) {
          V(vector) upper = square[k], lower = square[k + V(lanes) / 2];
          mixed[2 * k] = REARRANGED(LOW, LANES, upper, lower);
          mixed[2 * k + 1] = REARRANGED(HIGH, LANES, upper, lower);
        }
#pragma unroll
        for (int k = 0; k < V(lanes); k++) square[k] = mixed[k];
      }
#pragma unroll
      for (int k = 0; k < V(lanes); k++) {
        *(V(vector) *)(out + (left + k) * rows + top) = square[k];
      }
    }
  }
}
