// Included once for each element type, with REAL and F(name) defined.

KERNEL void F(almanac_draw_ones)(ptrdiff_t count, uint64_t counter, uint64_t stream, uint64_t key,
                                 uint64_t limit, REAL *out) {
  enum { lanes = 16 };
  for (ptrdiff_t first = 0; first < count; first += 4 * lanes, counter += lanes) {
    // One block in each lane, so that the rounds are vector code.
    uint32_t a[lanes], b[lanes], c[lanes], d[lanes];
    for (int l = 0; l < lanes; l++) {
      a[l] = (uint32_t)(counter + (uint64_t)l);
      b[l] = (uint32_t)((counter + (uint64_t)l) >> 32);
      c[l] = (uint32_t)stream;
      d[l] = (uint32_t)(stream >> 32);
    }
    uint32_t low = (uint32_t)key, high = (uint32_t)(key >> 32);
    for (int round = 0; round < 10; round++) {
      for (int l = 0; l < lanes; l++) {
        uint64_t x = (uint64_t)0xD2511F53u * a[l], y = (uint64_t)0xCD9E8D57u * c[l];
        a[l] = (uint32_t)(y >> 32) ^ b[l] ^ low;
        b[l] = (uint32_t)y;
        c[l] = (uint32_t)(x >> 32) ^ d[l] ^ high;
        d[l] = (uint32_t)x;
      }
      low += 0x9E3779B9u;
      high += 0xBB67AE85u;
    }
    REAL ones[4 * lanes];
    for (int l = 0; l < lanes; l++) {
      ones[4 * l] = a[l] < limit;
      ones[4 * l + 1] = b[l] < limit;
      ones[4 * l + 2] = c[l] < limit;
      ones[4 * l + 3] = d[l] < limit;
    }
    ptrdiff_t left = count - first;
    memcpy(out + first, ones, (size_t)(left < 4 * lanes ? left : 4 * lanes) * sizeof(REAL));
  }
}
