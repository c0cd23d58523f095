// Included once for each register width, with V(name), TARGET, BYTES, LANES and TILE_ROWS defined.

typedef float V(vector) __attribute__((vector_size(BYTES), aligned(sizeof(float)), may_alias));
enum { V(tiles) = 3 * LANES, V(room) = 4 * LANES };

typedef int V(integers) __attribute__((vector_size(BYTES), aligned(sizeof(int)), may_alias));

// The tiles of a piece, for all channels, whose rows are `stride` places: what the factors of m0 to m3 are
// multiplied by. What is written behind the last tile belongs to tiles that are written later, or to none.
// Memory from `low` up to `high` may be read.
INLINE void V(transform)(ptrdiff_t channels, ptrdiff_t length, ptrdiff_t first, const float *x,
                         const float *low, const float *high, ptrdiff_t stride, ptrdiff_t plane,
                         float *out) {
  enum { seen = 2 * LANES + 2 };
  static const ptrdiff_t starts[4] = {0, LANES, 2, LANES + 2};
  V(integers) lane;
  for (int k = 0; k < LANES; k++) lane[k] = k;
  int is_inside = first >= 0 && first + seen <= length;
  for (ptrdiff_t c = 0; c < channels; c++, x += length, out += stride) {
    // The four registers that cover what the tiles see.
    V(vector) part[4];
    if (is_inside) {
#pragma unroll
      for (int k = 0; k < 4; k++) part[k] = *(const V(vector) *)(x + first + starts[k]);
    } else if (low - x <= first && high - x >= first + seen) {
      // Neighbours are read, too, and count as 0.
#pragma unroll
      for (int k = 0; k < 4; k++) {
        V(integers) place = lane + (int)(first + starts[k]);
        V(integers) all = *(const V(integers) *)(x + first + starts[k]);
        part[k] = (V(vector))(all & (place >= 0) & (place < (int)length));
      }
    } else {
      float edge[seen];
      for (ptrdiff_t k = 0; k < seen; k++) {
        edge[k] = first + k >= 0 && first + k < length ? x[first + k] : 0;
      }
#pragma unroll
      for (int k = 0; k < 4; k++) part[k] = *(const V(vector) *)(edge + starts[k]);
    }
    V(vector) d0 = REARRANGED(EVEN, LANES, part[0], part[1]);
    V(vector) d1 = REARRANGED(ODD, LANES, part[0], part[1]);
    V(vector) d2 = REARRANGED(EVEN, LANES, part[2], part[3]);
    V(vector) d3 = REARRANGED(ODD, LANES, part[2], part[3]);
    *(V(vector) *)out = d0 - d2;
    *(V(vector) *)(out + plane) = d1 + d2;
    *(V(vector) *)(out + 2 * plane) = d2 - d1;
    *(V(vector) *)(out + 3 * plane) = d1 - d3;
  }
}

// Adds to two sums for each of some rows and three registers of tiles, of which the second tiles' start at 0.
INLINE void V(filter_tile)(ptrdiff_t channels, const float *factors, const float *x,
                           ptrdiff_t stride, ptrdiff_t plane, V(vector) even[TILE_ROWS][3],
                           V(vector) odd[TILE_ROWS][3]) {
#define ADD(SUMS, X, FACTORS)                                                                      \
  do {                                                                                             \
    V(vector) seen[3];                                                                             \
    _Pragma("unroll") for (int v = 0; v < 3; v++) {                                                \
      seen[v] = *(const V(vector) *)((X) + v * LANES);                                          \
    }                                                                                              \
    _Pragma("unroll") for (int r = 0; r < TILE_ROWS; r++) {                                        \
      float factor = (FACTORS)[r];                                                                 \
      _Pragma("unroll") for (int v = 0; v < 3; v++) SUMS[r][v] += factor * seen[v];                \
    }                                                                                              \
  } while (0)
  const float *inner = x + plane, *outer = x;
  for (ptrdiff_t c = 0; c < channels; c++) {
    ADD(even, inner, factors);
    ADD(odd, inner + plane, factors + almanac_filter_rows);
    inner += stride;
    factors += 2 * almanac_filter_rows;
  }
#pragma unroll
  for (int r = 0; r < TILE_ROWS; r++) {
#pragma unroll
    for (int v = 0; v < 3; v++) {
      V(vector) sum = even[r][v] + odd[r][v];
      odd[r][v] = even[r][v] - odd[r][v];
      even[r][v] = sum;
    }
  }
  for (ptrdiff_t c = 0; c < channels; c++) {
    ADD(even, outer, factors);
    ADD(odd, outer + 3 * plane, factors + almanac_filter_rows);
    outer += stride;
    factors += 2 * almanac_filter_rows;
  }
#undef ADD
}

// Divides `columns` tiles from tile `first` of all on into pieces; `ends` are those of each register's.
INLINE void V(divide)(ptrdiff_t first, ptrdiff_t columns, ptrdiff_t tiles, piece *pieces,
                      ptrdiff_t ends[3]) {
  ptrdiff_t number = 0, column = 0, item = first / tiles, tile = first % tiles;
  for (int v = 0; v < 3; v++) {
    ptrdiff_t end = columns < (v + 1) * LANES ? columns : (v + 1) * LANES;
    while (column < end) {
      ptrdiff_t count = tiles - tile < end - column ? tiles - tile : end - column;
      pieces[number++] = (piece){item, tile, column, count};
      column += count;
      tile += count;
      if (tile == tiles) {
        tile = 0;
        item += 1;
      }
    }
    ends[v] = number;
  }
}

TARGET static void V(filter)(ptrdiff_t items, ptrdiff_t rows, ptrdiff_t channels, ptrdiff_t length,
                             ptrdiff_t before, ptrdiff_t out_length, const float *start,
                             const float *factors, const float *x, float *scratch, float *out, float slope,
                             const float *addend, const float *next, ptrdiff_t next_count) {
  ptrdiff_t tiles = (out_length + 1) / 2, all = items * tiles;
  // A piece that does not end with its register is written with what stands behind it.
  ptrdiff_t stride = tiles % LANES == 0 ? V(tiles) : V(room), plane = stride * channels;
  ptrdiff_t count = channels * length, out_count = rows * out_length;
  piece pieces[V(tiles)];
  for (ptrdiff_t first = 0; first < all; first += V(tiles)) {
    ptrdiff_t columns = all - first < V(tiles) ? all - first : V(tiles), ends[3];
    V(divide)(first, columns, tiles, pieces, ends);
    for (ptrdiff_t p = 0; p < ends[2]; p++) {
      piece at = pieces[p];
      V(transform)(channels, length, 2 * at.tile - before, x + at.item * count, x,
                         x + items * count, stride, plane, scratch + at.column);
    }
    // The tiles of an item are spread over all of it, so the last item that the next block sees has to be
    // there as a whole.
    ptrdiff_t lead = count + count * V(tiles) / tiles, behind = items * count - lead;
    const float *fetched = next ? next : x + (behind > 0 ? lead : 0);
    ptrdiff_t fetched_count = next ? next_count : behind > 0 ? behind : 0;
    ptrdiff_t from = fetched_count * first / all, until = fetched_count * (first + columns) / all;
    for (ptrdiff_t r = 0; r < rows; r += TILE_ROWS) {
      fetch(fetched + from, (until - from) * (ptrdiff_t)sizeof(float), r, r + TILE_ROWS, rows);
      const float *own = factors + r / almanac_filter_rows * almanac_filter_rows * 4 * channels +
                         r % almanac_filter_rows;
      ptrdiff_t height = rows - r < TILE_ROWS ? rows - r : TILE_ROWS;
      V(vector) even[TILE_ROWS][3], odd[TILE_ROWS][3];
#pragma unroll
      for (int k = 0; k < TILE_ROWS; k++) {
        float bias = start && k < height ? start[r + k] : 0;
#pragma unroll
        for (int v = 0; v < 3; v++) {
          even[k][v] = (V(vector)){0} + bias;
          odd[k][v] = (V(vector)){0};
        }
      }
      V(filter_tile)(channels, own, scratch, stride, plane, even, odd);
#pragma unroll
      for (int k = 0; k < TILE_ROWS; k++) {
        if (k >= height) break;
        ptrdiff_t row = (r + k) * out_length;
#pragma unroll
        for (int v = 0; v < 3; v++) {
          V(vector) low = REARRANGED(LOW, LANES, even[k][v], odd[k][v]);
          V(vector) high = REARRANGED(HIGH, LANES, even[k][v], odd[k][v]);
          if (slope != 1) {
            // The slope is at most 1.
            low = __builtin_elementwise_max(low, low * slope);
            high = __builtin_elementwise_max(high, high * slope);
          }
          ptrdiff_t p = v > 0 ? ends[v - 1] : 0;
          if (p < ends[v] && pieces[p].count == LANES &&
              2 * (pieces[p].tile + LANES) <= out_length) {
            ptrdiff_t place = pieces[p].item * out_count + row + 2 * pieces[p].tile;
            if (addend) {
              low += *(const V(vector) *)(addend + place);
              high += *(const V(vector) *)(addend + place + LANES);
            }
            *(V(vector) *)(out + place) = low;
            *(V(vector) *)(out + place + LANES) = high;
            continue;
          }
          float both[2 * LANES];
          *(V(vector) *)both = low;
          *(V(vector) *)(both + LANES) = high;
          for (; p < ends[v]; p++) {
            piece at = pieces[p];
            ptrdiff_t left = out_length - 2 * at.tile;
            ptrdiff_t steps = 2 * at.count < left ? 2 * at.count : left;
            ptrdiff_t place = at.item * out_count + row + 2 * at.tile;
            copy_short(steps, both + 2 * (at.column - v * LANES), out + place);
            for (ptrdiff_t j = 0; j < steps && addend; j++) out[place + j] += addend[place + j];
          }
        }
      }
    }
  }
}
