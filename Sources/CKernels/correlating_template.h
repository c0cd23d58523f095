// Included once for each element type and register width, with REAL, V(name), TARGET, BYTES,
// TILE_ROWS and TILE_VECTORS defined: the sums of a tile fill the registers but leave room for a row of
// the tile and a factor.

typedef REAL V(vector) __attribute__((vector_size(BYTES), aligned(sizeof(REAL)), may_alias));
enum { V(lanes) = BYTES / sizeof(REAL) };

// A tile of `rows` rows and `vectors` registers, both known when this is inlined. The last register
// is moved back by `overlap` lanes that another tile writes, so that nothing behind the row is read.
INLINE void V(tile)(const int rows, const int vectors, ptrdiff_t overlap, ptrdiff_t terms,
                    const REAL *start, ptrdiff_t start_row, ptrdiff_t start_column, const REAL *a,
                    ptrdiff_t a_row, ptrdiff_t a_step, const REAL *b, const ptrdiff_t *offsets,
                    REAL *out, ptrdiff_t out_row) {
  V(vector) sums[TILE_ROWS][TILE_VECTORS];
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
  for (ptrdiff_t k = 0; k < terms; k++, a += a_step) {
    V(vector) x[TILE_VECTORS];
#pragma unroll
    for (int v = 0; v < vectors; v++) x[v] = *(const V(vector) *)(b + offsets[k] + AT(v));
#pragma unroll
    for (int r = 0; r < rows; r++) {
      REAL factor = a[r * a_row];
#pragma unroll
      for (int v = 0; v < vectors; v++) sums[r][v] += factor * x[v];
    }
  }
#pragma unroll
  for (int r = 0; r < rows; r++) {
#pragma unroll
    for (int v = 0; v < vectors - 1; v++) {
      *(V(vector) *)(out + r * out_row + v * V(lanes)) = sums[r][v];
    }
    REAL *to = out + r * out_row + last;
    if (overlap == 0) {
      *(V(vector) *)to = sums[r][vectors - 1];
    } else {
      for (ptrdiff_t lane = overlap; lane < V(lanes); lane++) to[lane] = sums[r][vectors - 1][lane];
    }
  }
#undef AT
}

// All columns of `rows` rows; there are at least as many columns as lanes.
INLINE void V(rows)(const int rows, ptrdiff_t columns, ptrdiff_t terms, const REAL *start,
                    ptrdiff_t start_row, ptrdiff_t start_column, const REAL *a, ptrdiff_t a_row,
                    ptrdiff_t a_step, const REAL *b, const ptrdiff_t *offsets, REAL *out,
                    ptrdiff_t out_row) {
  ptrdiff_t j = 0;
  while (j < columns) {
    ptrdiff_t left = columns - j;
    ptrdiff_t vectors = (left + V(lanes) - 1) / V(lanes);
    // Two and two keep the arithmetic busier than three and one.
    vectors = vectors == TILE_VECTORS + 1 ? 2 : vectors < TILE_VECTORS ? vectors : TILE_VECTORS;
    ptrdiff_t overlap = vectors * V(lanes) > left ? vectors * V(lanes) - left : 0;
    const REAL *from = start + j * start_column;
#define TILE(VECTORS)                                                                              \
  V(tile)(rows, VECTORS, overlap, terms, from, start_row, start_column, a, a_row, a_step, b + j,   \
          offsets, out + j, out_row)
    switch (vectors) {
      case 1: TILE(1); break;
      case 2: TILE(2); break;
      default: TILE(3); break;
    }
#undef TILE
    j += vectors * V(lanes);
  }
}

TARGET static void V(correlate)(ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t terms,
                                const REAL *start, ptrdiff_t start_row, ptrdiff_t start_column,
                                const REAL *a, ptrdiff_t a_row, ptrdiff_t a_step, const REAL *b,
                                const ptrdiff_t *offsets, REAL *out, ptrdiff_t out_row,
                                const REAL *ahead, ptrdiff_t ahead_count) {
  for (ptrdiff_t r = 0; r < rows;) {
    ptrdiff_t left = rows - r;
    fetch(ahead, ahead_count * (ptrdiff_t)sizeof(REAL), r, r + TILE_ROWS, rows);
#define ROWS(COUNT)                                                                                \
  do {                                                                                             \
    V(rows)(COUNT, columns, terms, start + r * start_row, start_row, start_column, a + r * a_row,  \
            a_row, a_step, b, offsets, out + r * out_row, out_row);                                \
    r += COUNT;                                                                                    \
  } while (0)
    if (TILE_ROWS >= 8 && left >= 8) {
      ROWS(TILE_ROWS);
    } else if (left >= 4) {
      ROWS(4);
    } else if (left >= 2) {
      ROWS(2);
    } else {
      ROWS(1);
    }
#undef ROWS
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
      for (int width = V(lanes) / 2; width > 0; width /= 2) {
        for (int lane = 0; lane < width; lane++) partial[lane] += partial[lane + width];
      }
      out[r * out_row + k] += partial[0];
    }
  }
}

TARGET static void V(correlate_weights)(ptrdiff_t items, ptrdiff_t rows, ptrdiff_t terms,
                                        ptrdiff_t columns, const REAL *a, ptrdiff_t a_item,
                                        ptrdiff_t a_row, const REAL *b, ptrdiff_t b_item,
                                        const ptrdiff_t *offsets, REAL *out, ptrdiff_t out_row,
                                        const REAL *a_ahead, ptrdiff_t a_count,
                                        const REAL *b_ahead, ptrdiff_t b_count) {
  enum { most = TILE_ROWS * TILE_VECTORS / 4 };
  for (ptrdiff_t r = 0; r < rows;) {
    ptrdiff_t height = rows - r >= 4 ? 4 : 1;
    for (ptrdiff_t k = 0; k < terms;) {
      ptrdiff_t width = terms - k >= most ? most : 1;
      ptrdiff_t done = r * terms + k * height;
      ptrdiff_t size = sizeof(REAL), next = done + width * height, all = rows * terms;
      fetch(a_ahead, a_count * size, done, next, all);
      fetch(b_ahead, b_count * size, done, next, all);
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
