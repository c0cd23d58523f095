// Included once for each element type, with REAL, F(name), MATH(name) and INDEPENDENT defined.
//
// The parts of a row never overlap, which the compiler cannot prove; INDEPENDENT tells it so.

enum { F(lanes) = 64 / sizeof(REAL) };

// Calls `PART(count)` for parts of a row's units that fill registers; `j` is where a part begins. The last part
// overlaps the one before it, which comes to the same numbers there, since nothing is written that is read.
#define FOR_EACH_PART(PART)                                                                        \
  if (units < F(lanes)) {                                                                          \
    ptrdiff_t j = 0;                                                                               \
    PART(units);                                                                                   \
  } else {                                                                                         \
    for (ptrdiff_t next = 0; next < units; next += F(lanes)) {                                     \
      ptrdiff_t j = next + F(lanes) <= units ? next : units - F(lanes);                            \
      PART(F(lanes));                                                                              \
    }                                                                                              \
  }

INLINE void F(lstm_gates)(ptrdiff_t count, ptrdiff_t units, const REAL *restrict sums,
                          const REAL *restrict before, REAL *restrict gates, REAL *restrict cell) {
  INDEPENDENT
  for (ptrdiff_t k = 0; k < count; k++) {
    REAL i = MATH(gate_sigmoid)(sums[k]), f = MATH(gate_sigmoid)(sums[units + k]);
    REAL g = MATH(gate_tanh)(sums[2 * units + k]), o = MATH(gate_sigmoid)(sums[3 * units + k]);
    gates[k] = i;
    gates[units + k] = f;
    gates[2 * units + k] = g;
    gates[3 * units + k] = o;
    cell[k] = f * before[k] + i * g;
  }
}

INLINE void F(lstm_outputs)(ptrdiff_t count, const REAL *restrict cell, const REAL *restrict gate,
                            REAL *restrict tangent, REAL *restrict out) {
  INDEPENDENT
  for (ptrdiff_t k = 0; k < count; k++) {
    REAL t = MATH(gate_tanh)(cell[k]);
    tangent[k] = t;
    out[k] = gate[k] * t;
  }
}

// The outputs in a walk of their own: next to the gates, whose sums they wait for, the processor would see too
// little ahead to do anything meanwhile.
KERNEL static void F(lstm_step_plain)(ptrdiff_t rows, ptrdiff_t units, const REAL *sums,
                                      const REAL *before, REAL *gates, REAL *cell, REAL *out) {
  for (ptrdiff_t row = 0; row < rows; row++) {
    const REAL *x = sums + 4 * row * units, *from = before + row * units;
    REAL *to = gates + 5 * row * units, *c = cell + row * units;
#define PART(COUNT) F(lstm_gates)(COUNT, units, x + j, from + j, to + j, c + j)
    FOR_EACH_PART(PART)
#undef PART
  }
  for (ptrdiff_t row = 0; row < rows; row++) {
    const REAL *c = cell + row * units;
    REAL *gate = gates + (5 * row + 3) * units, *h = out + row * units;
#define PART(COUNT) F(lstm_outputs)(COUNT, c + j, gate + j, gate + units + j, h + j)
    FOR_EACH_PART(PART)
#undef PART
  }
}

void F(almanac_lstm_step)(ptrdiff_t rows, ptrdiff_t units, const REAL *sums, const REAL *before,
                          REAL *gates, REAL *cell, REAL *out) {
  if (F(lstm_step_by_tables)(rows, units, sums, before, gates, cell, out)) return;
  F(lstm_step_plain)(rows, units, sums, before, gates, cell, out);
}

INLINE void F(lstm_pullback_part)(ptrdiff_t count, ptrdiff_t units, const REAL *restrict gates,
                                  const REAL *restrict before, const REAL *restrict out_change,
                                  const REAL *restrict later, const REAL *restrict cell_change,
                                  REAL *restrict sums, REAL *restrict earlier) {
  INDEPENDENT
  for (ptrdiff_t k = 0; k < count; k++) {
    REAL i = gates[k], f = gates[units + k], g = gates[2 * units + k];
    REAL o = gates[3 * units + k], t = gates[4 * units + k];
    REAL dh = out_change[k] + later[k];
    REAL dc = cell_change[k] + dh * o * (1 - t * t);
    sums[k] = dc * g * i * (1 - i);
    sums[units + k] = dc * before[k] * f * (1 - f);
    sums[2 * units + k] = dc * i * (1 - g * g);
    sums[3 * units + k] = dh * t * o * (1 - o);
    earlier[k] = dc * f;
  }
}

KERNEL void F(almanac_lstm_pullback)(ptrdiff_t rows, ptrdiff_t units, const REAL *gates,
                                     const REAL *before, const REAL *out_change,
                                     ptrdiff_t out_row, const REAL *later, const REAL *cell_change,
                                     REAL *sums, REAL *earlier) {
  for (ptrdiff_t row = 0; row < rows; row++) {
#define PART(COUNT)                                                                                \
  F(lstm_pullback_part)(COUNT, units, gates + j, before + j, out_change + j, later + j,            \
                        cell_change + j, sums + j, earlier + j)
    FOR_EACH_PART(PART)
#undef PART
    gates += 5 * units;
    before += units;
    out_change += out_row;
    later += units;
    cell_change += units;
    sums += 4 * units;
    earlier += units;
  }
}

#undef FOR_EACH_PART

KERNEL void F(almanac_gru_step)(ptrdiff_t rows, ptrdiff_t units, REAL *restrict sums,
                                const REAL *restrict recurrent, const REAL *restrict before,
                                REAL *restrict out) {
  for (ptrdiff_t row = 0; row < rows; row++) {
    INDEPENDENT
    for (ptrdiff_t j = 0; j < 2 * units; j++) sums[j] = MATH(gate_sigmoid)(sums[j] + recurrent[j]);
    INDEPENDENT
    for (ptrdiff_t j = 0; j < units; j++) {
      REAL n = MATH(gate_tanh)(sums[2 * units + j] + sums[j] * recurrent[2 * units + j]);
      sums[2 * units + j] = n;
      out[j] = n + sums[units + j] * (before[j] - n);
    }
    sums += 3 * units;
    recurrent += 3 * units;
    before += units;
    out += units;
  }
}

KERNEL void F(almanac_gru_pullback)(ptrdiff_t rows, ptrdiff_t units, REAL *restrict sums,
                                    REAL *restrict recurrent, const REAL *restrict before,
                                    const REAL *restrict out_change, ptrdiff_t out_row,
                                    const REAL *restrict later, REAL *restrict earlier) {
  for (ptrdiff_t row = 0; row < rows; row++) {
    INDEPENDENT
    for (ptrdiff_t j = 0; j < units; j++) {
      REAL r = sums[j], z = sums[units + j], n = sums[2 * units + j];
      REAL dh = out_change[j] + later[j];
      REAL dn = dh * (1 - z) * (1 - n * n);
      REAL dz = dh * (before[j] - n) * z * (1 - z);
      REAL dr = dn * recurrent[2 * units + j] * r * (1 - r);
      sums[j] = dr;
      sums[units + j] = dz;
      sums[2 * units + j] = dn;
      recurrent[j] = dr;
      recurrent[units + j] = dz;
      recurrent[2 * units + j] = dn * r;
      earlier[j] = dh * z;
    }
    sums += 3 * units;
    recurrent += 3 * units;
    before += units;
    out_change += out_row;
    later += units;
    earlier += units;
  }
}
