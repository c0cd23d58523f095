// Included once for each element type, with REAL, F(name), MATH(name) and INDEPENDENT defined.
//
// The parts of a row never overlap, which the compiler cannot prove; INDEPENDENT tells it so. A short
// loop for each function keeps its constants in registers.

KERNEL void F(almanac_lstm_step)(ptrdiff_t rows, ptrdiff_t units, REAL *restrict gates,
                                 const REAL *restrict before, REAL *restrict cell,
                                 REAL *restrict out) {
  for (ptrdiff_t row = 0; row < rows; row++) {
    REAL *restrict candidate = gates + 2 * units, *restrict output = gates + 3 * units;
    INDEPENDENT
    for (ptrdiff_t j = 0; j < 2 * units; j++) gates[j] = MATH(gate_sigmoid)(gates[j]);
    INDEPENDENT
    for (ptrdiff_t j = 0; j < units; j++) candidate[j] = MATH(gate_tanh)(candidate[j]);
    INDEPENDENT
    for (ptrdiff_t j = 0; j < units; j++) output[j] = MATH(gate_sigmoid)(output[j]);
    INDEPENDENT
    for (ptrdiff_t j = 0; j < units; j++) {
      REAL c = gates[units + j] * before[j] + gates[j] * candidate[j];
      cell[j] = c;
      out[j] = output[j] * MATH(gate_tanh)(c);
    }
    gates += 4 * units;
    before += units;
    cell += units;
    out += units;
  }
}

KERNEL void F(almanac_lstm_pullback)(ptrdiff_t rows, ptrdiff_t units, REAL *restrict gates,
                                     const REAL *restrict before, const REAL *restrict cell,
                                     const REAL *restrict out_change, REAL *restrict cell_change) {
  for (ptrdiff_t row = 0; row < rows; row++) {
    REAL *restrict input = gates, *restrict forget = gates + units;
    REAL *restrict candidate = gates + 2 * units, *restrict output = gates + 3 * units;
    INDEPENDENT
    for (ptrdiff_t j = 0; j < units; j++) {
      REAL i = input[j], f = forget[j], g = candidate[j], o = output[j];
      REAL t = MATH(gate_tanh)(cell[j]);
      REAL dh = out_change[j];
      REAL dc = cell_change[j] + dh * o * (1 - t * t);
      input[j] = dc * g * i * (1 - i);
      forget[j] = dc * before[j] * f * (1 - f);
      candidate[j] = dc * i * (1 - g * g);
      output[j] = dh * t * o * (1 - o);
      cell_change[j] = dc * f;
    }
    gates += 4 * units;
    before += units;
    cell += units;
    out_change += units;
    cell_change += units;
  }
}

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
                                    REAL *restrict change) {
  for (ptrdiff_t row = 0; row < rows; row++) {
    INDEPENDENT
    for (ptrdiff_t j = 0; j < units; j++) {
      REAL r = sums[j], z = sums[units + j], n = sums[2 * units + j];
      REAL dh = change[j];
      REAL dn = dh * (1 - z) * (1 - n * n);
      REAL dz = dh * (before[j] - n) * z * (1 - z);
      REAL dr = dn * recurrent[2 * units + j] * r * (1 - r);
      sums[j] = dr;
      sums[units + j] = dz;
      sums[2 * units + j] = dn;
      recurrent[j] = dr;
      recurrent[units + j] = dz;
      recurrent[2 * units + j] = dn * r;
      change[j] = dh * z;
    }
    sums += 3 * units;
    recurrent += 3 * units;
    before += units;
    change += units;
  }
}
