#ifndef ALMANAC_RECURRENT_H
#define ALMANAC_RECURRENT_H

#include <stddef.h>

// The elementwise part of one step of a recurrent cell, for `rows` independent rows of `units` units.
// Matrix products are done by the caller.
#define ALMANAC_RECURRENT(REAL, SUFFIX)                                                            \
  /* gates [rows, 4 units]: the sums for input, forget, candidate and output gate on entry, their  \
     activations on return. before, cell, out [rows, units]. */                                    \
  void almanac_lstm_step_##SUFFIX(ptrdiff_t rows, ptrdiff_t units, REAL *gates,                    \
                                  const REAL *before, REAL *cell, REAL *out);                      \
  /* gates: the activations on entry, the changes of the sums on return. out_change [rows, units]:  \
     of the step's output. cell_change [rows, units]: of the cell after the step on entry, before   \
     the step on return. */                                                                        \
  void almanac_lstm_pullback_##SUFFIX(ptrdiff_t rows, ptrdiff_t units, REAL *gates,                \
                                      const REAL *before, const REAL *cell,                        \
                                      const REAL *out_change, REAL *cell_change);                  \
  /* sums [rows, 3 units]: those of the input for reset gate, update gate and candidate on entry,   \
     the three activations on return. recurrent [rows, 3 units]: those of the state. before, out    \
     [rows, units]. */                                                                             \
  void almanac_gru_step_##SUFFIX(ptrdiff_t rows, ptrdiff_t units, REAL *sums,                      \
                                 const REAL *recurrent, const REAL *before, REAL *out);            \
  /* sums: the activations on entry, the changes of the input's sums on return. recurrent: the      \
     state's sums on entry, their changes on return. change [rows, units]: of the step's output on  \
     entry, of the state before, as far as it does not go through the sums, on return. */          \
  void almanac_gru_pullback_##SUFFIX(ptrdiff_t rows, ptrdiff_t units, REAL *sums, REAL *recurrent, \
                                     const REAL *before, REAL *change);

ALMANAC_RECURRENT(float, f32)
ALMANAC_RECURRENT(double, f64)

#endif
